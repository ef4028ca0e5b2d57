import type { Core } from '../../core/core.ts';
import type { ShareActionField, ShareField, ShareRecipientField, ShareRegistrationField } from '../../core/metadata-shares.ts';
import type { Member } from '../../core/access/principal.ts';
import { recipientsOf, termsOf } from './bundle-input.ts';
import { coreQuery } from './core-list.ts';
import { on, type SomeHandlers } from './handler.ts';
import { pageOf } from './paging.ts';
import { presentAction, presentBundle, presentDownload, presentRecipient, presentRegistration } from './present-bundles.ts';

const bundleFields: Readonly<Record<string, ShareField>> = {
  expires_at: 'expires_at',
  created_at: 'created_at',
  code: 'code',
  group_id: 'group_number',
  user_id: 'owner_number',
  bypasses_site_expiration_rules: 'bypasses_expiration',
};
const recipientFields: Readonly<Record<string, ShareRecipientField>> = { has_registrations: 'has_registrations' };
const registrationFields: Readonly<Record<string, ShareRegistrationField>> = { bundle_id: 'share_number', created_at: 'created_at' };
const actionFields: Readonly<Record<string, ShareActionField>> = {
  created_at: 'created_at',
  bundle_id: 'share_number',
  bundle_registration_id: 'registration_number',
};

/** 0 is whoever asks. */
function userNumber(member: Member, id: number | null | undefined): number | undefined {
  return id === 0 ? member.userNumber : (id ?? undefined);
}

/** The codes of the share links that rows belong to. */
async function codesOf(
  core: Core,
  rows: readonly { readonly item: { readonly shareNumber: number } }[],
): Promise<ReadonlyMap<number, string | null>> {
  const codes = new Map<number, string | null>();
  for (const { shareNumber } of rows.map(({ item }) => item)) {
    if (!codes.has(shareNumber)) codes.set(shareNumber, await core.bundles.codeOf(shareNumber));
  }
  return codes;
}

export const bundlesHandlers = {
  listBundles: on('listBundles', async ({ core, member, query, list, publicUrl }) => {
    const rows = await core.bundles.list(member, {
      ...coreQuery(list, bundleFields),
      ownerNumber: userNumber(member, query.user_id),
      ended: query.deleted ?? false,
    });
    return pageOf(list, rows, (bundle) => presentBundle(bundle, publicUrl()));
  }),
  createBundle: on('createBundle', async ({ core, member, body, publicUrl }) =>
    presentBundle(
      await core.bundles.create(member, { ...termsOf(body), paths: body.paths, ownerNumber: userNumber(member, body.user_id) }),
      publicUrl(),
    ),
  ),
  getBundle: on('getBundle', async ({ core, member, params, query, publicUrl }) =>
    presentBundle(await core.bundles.get(member, params.id, { ended: query.deleted ?? false }), publicUrl()),
  ),
  updateBundle: on('updateBundle', async ({ core, member, params, body, publicUrl }) =>
    presentBundle(
      await core.bundles.update(member, params.id, {
        ...termsOf(body),
        paths: body.paths ?? undefined,
        ownerNumber: userNumber(member, body.user_id),
      }),
      publicUrl(),
    ),
  ),
  deleteBundle: on('deleteBundle', async ({ core, member, params }) => {
    await core.bundles.delete(member, params.id);
    return undefined;
  }),
  // Nothing is mailed: this server sends no mail. The recipients are kept, and the owner passes the link on.
  shareBundle: on('shareBundle', async ({ core, member, params, body }) => {
    await core.sharePeople.share(member, params.id, recipientsOf(body));
    return undefined;
  }),

  listBundleDownloads: on('listBundleDownloads', async ({ core, member, query, list }) => {
    const rows = await core.sharePeople.actions(member, {
      ...coreQuery(list, actionFields),
      downloads: true,
      shareNumber: query.bundle_id ?? undefined,
      registrationNumber: query.bundle_registration_id ?? undefined,
    });
    const codes = await codesOf(core, rows);
    return pageOf(list, rows, (action) => presentDownload(action, codes.get(action.shareNumber) ?? null));
  }),
  listBundleActions: on('listBundleActions', async ({ core, member, query, list }) => {
    const rows = await core.sharePeople.actions(member, {
      ...coreQuery(list, actionFields),
      shareNumber: query.bundle_id ?? undefined,
      registrationNumber: query.bundle_registration_id ?? undefined,
      ownerNumber: userNumber(member, query.user_id),
    });
    const codes = await codesOf(core, rows);
    return pageOf(list, rows, (action) => presentAction(action, codes.get(action.shareNumber) ?? null));
  }),
  listBundleRegistrations: on('listBundleRegistrations', async ({ core, member, query, list }) => {
    const rows = await core.sharePeople.registrations(member, {
      ...coreQuery(list, registrationFields),
      shareNumber: query.bundle_id ?? undefined,
      ownerNumber: userNumber(member, query.user_id),
    });
    const codes = await codesOf(core, rows);
    return pageOf(list, rows, (registration) => presentRegistration(registration, codes.get(registration.shareNumber) ?? null));
  }),
  listBundleRecipients: on('listBundleRecipients', async ({ core, member, query, list }) => {
    const rows = await core.sharePeople.recipients(member, { ...coreQuery(list, recipientFields), shareNumber: query.bundle_id });
    return pageOf(list, rows, presentRecipient);
  }),
  createBundleRecipient: on('createBundleRecipient', async ({ core, member, body }) =>
    presentRecipient(
      await core.sharePeople.addRecipient(
        member,
        body.bundle_id,
        { recipient: body.recipient, name: body.name, company: body.company, note: body.note },
        { send: body.share_after_create ?? false },
      ),
    ),
  ),
} satisfies SomeHandlers;
