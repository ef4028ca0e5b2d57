import { invalidField } from '../../core/errors.ts';
import type { NewRecipient } from '../../core/sharing/share-people.ts';
import type { ShareTerms } from '../../core/sharing/share-terms.ts';
import type { Body } from './contract.ts';
import { FilesComError } from './errors.ts';

type BundleBody = Omit<Body<'updateBundle'>, 'paths'> & Pick<Partial<Body<'createBundle'>>, 'snapshot_id'>;

/** Kept and shown; nothing obeys them. */
const profile = [
  'path_template',
  'path_template_time_zone',
  'dont_separate_submissions_by_folder',
  'send_email_receipt_to_uploader',
] as const satisfies readonly (keyof BundleBody)[];

/** What belongs to things that this server does not have: none of them can be named. */
const nested = {
  clickwrap_id: 'clickwrap',
  form_field_set_id: 'form field set',
  inbox_id: 'inbox',
  snapshot_id: 'snapshot',
} as const satisfies Partial<Record<keyof BundleBody, string>>;

/** Refuses what an owner would rely on and nothing here does. */
function refuseWhatIsNotKept(body: BundleBody): void {
  for (const [field, what] of Object.entries(nested) as [keyof typeof nested, string][]) {
    const id = body[field];
    if (id !== undefined && id !== null && id !== 0) throw new FilesComError('not-found/nested-not-found', `There is no ${what} ${id}.`);
  }
  if (body.create_snapshot === true || body.finalize_snapshot === true)
    throw invalidField('create_snapshot', 'this server keeps no snapshots; the link leads to the files as they are');
  if (body.send_one_time_password_to_recipient_at_registration === true)
    throw invalidField('send_one_time_password_to_recipient_at_registration', 'this server sends no mail');
}

/** The terms in a request's body. Flags and permissions cannot be unset. */
export function termsOf(body: BundleBody): ShareTerms {
  refuseWhatIsNotKept(body);
  return {
    password: body.password,
    permissions: body.permissions ?? undefined,
    code: body.code,
    startsAt: body.start_access_on_date,
    expiresAt: body.expires_at,
    maxUses: body.max_uses,
    requireRegistration: body.require_registration ?? undefined,
    requireShareRecipient: body.require_share_recipient ?? undefined,
    skipName: body.skip_name ?? undefined,
    skipEmail: body.skip_email ?? undefined,
    skipCompany: body.skip_company ?? undefined,
    bypassesExpiration: body.bypasses_site_expiration_rules ?? undefined,
    groupNumber: body.group_id,
    description: body.description,
    note: body.note,
    internalName: body.internal_name,
    profile: Object.fromEntries(profile.map((field) => [field, body[field]] as const).filter(([, value]) => value !== undefined)),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Everybody whom a link is to be given to: `to` has addresses, `recipients` addresses with names. `note` is for all of them. */
export function recipientsOf({ to, recipients, note }: Body<'shareBundle'>): readonly NewRecipient[] {
  return [
    ...(to ?? []).map((recipient) => ({ recipient, note })),
    ...(recipients ?? []).map((one) => ({
      recipient: textOf(one['recipient']) ?? textOf(one['email']) ?? '',
      name: textOf(one['name']),
      company: textOf(one['company']),
      note: textOf(one['note']) ?? note,
    })),
  ];
}
