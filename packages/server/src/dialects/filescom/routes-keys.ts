import { invalidField } from '../../core/errors.ts';
import type { Key } from '../../core/metadata.ts';
import type { KeyField, ListedKey, PublicKeyField } from '../../core/metadata-sessions.ts';
import type { Member } from '../../core/access/principal.ts';
import type { NewPublicKey } from '../../core/people/public-keys.ts';
import type { SshKeyWish } from '../../core/people/ssh-keys.ts';
import type { Answer, Body } from './contract.ts';
import { coreQuery } from './core-list.ts';
import { FilesComError } from './errors.ts';
import { on, type Call, type SomeHandlers } from './handler.ts';
import { pageOf } from './paging.ts';
import { presentActiveSession, presentApiKey, presentMadePublicKey, presentNewSession, presentPublicKey } from './present-keys.ts';

const keyFields: Readonly<Record<string, KeyField>> = { expires_at: 'expires_at' };
const publicKeyFields: Readonly<Record<string, PublicKeyField>> = { user_id: 'user_number', title: 'title', created_at: 'created_at' };

/** 0 is whoever asks. */
const userNumber = (member: Member, id: number | null | undefined): number | undefined =>
  id === 0 ? member.userNumber : (id ?? undefined);

/** What answers about keys need besides the keys. */
async function forKeys(
  { core, publicUrl, member }: Pick<Call, 'core' | 'publicUrl'> & { readonly member: Member },
  keys: readonly Pick<Key, 'folderId'>[],
): Promise<{ siteName: string; publicUrl: string; folderPaths: ReadonlyMap<string, string> }> {
  return { siteName: (await core.site.get()).name, publicUrl: publicUrl(), folderPaths: await core.keys.folderPaths(member, keys) };
}

async function presentOne(call: Parameters<typeof forKeys>[0], key: ListedKey, secret?: string): Promise<Answer<'getApiKey'>> {
  return presentApiKey(key, { ...(await forKeys(call, [key])), secret });
}

function currentKey({ keyNumber }: Member): number {
  if (keyNumber === null)
    throw new FilesComError('not-authorized/must-authenticate-with-api-key', 'This call needs an API key, not a session.');
  return keyNumber;
}

function requireOwn(member: Member, id: number): void {
  if (userNumber(member, id) === member.userNumber) return;
  throw new FilesComError('not-authorized/cant-act-for-other-user', 'Only the user can do this.');
}

function refuseForeignKeys(body: Body<'createApiKey'>): void {
  if (body.aws_style_credentials === true) {
    throw new FilesComError('bad-request/request-params-invalid', 'aws_style_credentials is not possible: this server has no S3 endpoint.');
  }
  if ((body.workspace_id ?? 0) !== 0)
    throw new FilesComError('bad-request/request-params-invalid', 'workspace_id: there is no such workspace.');
}

function wishOf(body: Body<'createPublicKey'>): NewPublicKey['key'] {
  const { public_key: line, generate_algorithm: algorithm } = body;
  if (body.generate_keypair !== true) {
    if (typeof line !== 'string' || line.trim() === '') throw invalidField('public_key', 'is needed, or generate_keypair');
    return line;
  }
  if (typeof line === 'string' && line !== '') {
    throw new FilesComError('bad-request/request-params-invalid', 'public_key and generate_keypair cannot both be given.');
  }
  if (algorithm === 'dsa') throw invalidField('generate_algorithm', 'dsa is too weak: use ed25519, ecdsa or rsa');
  const wish: SshKeyWish = { algorithm: algorithm ?? 'ed25519' };
  return { ...wish, length: body.generate_length ?? undefined, passphrase: body.generate_private_key_password ?? undefined };
}

export const keysHandlers = {
  listSessions: on('listSessions', async ({ core, member, query, list }) => {
    const number = userNumber(member, query.user_id);
    const user = number === undefined ? undefined : await core.users.get(member, number);
    const rows = await core.sessions.list(member, { ...coreQuery(list, {}), userId: user?.id });
    return pageOf(list, rows, (session) => presentActiveSession(session, member.sessionNumber));
  }),
  createSession: on('createSession', async ({ core, body, request, clientAddress }) => {
    const begun = await core.sessions.signIn({
      username: body.username ?? '',
      password: body.password ?? '',
      otp: body.otp ?? undefined,
      partialSessionId: body.partial_session_id ?? undefined,
      address: clientAddress,
      userAgent: request.headers['user-agent'] ?? null,
      door: 'restapi',
    });
    return presentNewSession(begun, await core.site.get());
  }),
  deleteSession: on('deleteSession', async ({ core, member }) => {
    if (member.sessionNumber === null) {
      throw new FilesComError(
        'not-authenticated/api-key-sessions-not-supported',
        'There is no session to end: this call came with an API key.',
      );
    }
    await core.sessions.signOut(member);
    return undefined;
  }),
  endSession: on('endSession', async ({ core, member, params }) => {
    await core.sessions.end(member, params.id);
    return undefined;
  }),

  unlockUser: on('unlockUser', async ({ core, member, params }) => {
    await core.sessions.unlock(member, params.id);
    return undefined;
  }),
  resetSecondFactor: on('resetSecondFactor', async ({ core, member, params }) => {
    await core.secondFactors.reset(member, (await core.users.get(member, params.id)).id);
    return undefined;
  }),
  beginSecondFactor: on('beginSecondFactor', async ({ core, member, params }) => {
    requireOwn(member, params.id);
    return core.secondFactors.begin(member);
  }),
  confirmSecondFactor: on('confirmSecondFactor', async ({ core, member, params, body }) => {
    requireOwn(member, params.id);
    await core.secondFactors.confirm(member, body.otp);
    return undefined;
  }),
  removeSecondFactor: on('removeSecondFactor', async ({ core, member, params, query }) => {
    requireOwn(member, params.id);
    await core.secondFactors.remove(member, query.otp);
    return undefined;
  }),

  listApiKeys: on('listApiKeys', async ({ core, member, query, list, publicUrl }) => {
    const number = userNumber(member, query.user_id);
    const seesSite = (member.isAdmin || member.isReadonlyAdmin) && member.keyFolderId === null;
    const of = number === undefined && seesSite ? 'site' : { userNumber: number ?? member.userNumber };
    // There are none with credentials in the manner of AWS, so the filter leaves all or nothing.
    const filters = list.filters.flatMap((filter) => (filter.field === 'expires_at' ? [filter] : []));
    const wantsAws = list.filters.some(({ field, value }) => field === 'aws_style_credentials' && Boolean(value));
    const rows = await core.keys.listBy(member, { ...coreQuery({ ...list, filters }, keyFields), of });
    const facts = await forKeys(
      { core, publicUrl, member },
      rows.map(({ item }) => item),
    );
    return pageOf(list, wantsAws ? [] : rows, (key) => presentApiKey(key, facts));
  }),
  getApiKey: on('getApiKey', async ({ core, member, params, publicUrl }) =>
    presentOne({ core, publicUrl, member }, await core.keys.get(member, params.id)),
  ),
  getCurrentApiKey: on('getCurrentApiKey', async ({ core, member, publicUrl }) =>
    presentOne({ core, publicUrl, member }, await core.keys.get(member, currentKey(member))),
  ),
  createApiKey: on('createApiKey', async ({ core, member, body, publicUrl }): Promise<Answer<'createApiKey'>> => {
    refuseForeignKeys(body);
    const number = userNumber(member, body.user_id);
    const owner = number === undefined || number === member.userNumber ? undefined : await core.users.get(member, number);
    const { key, alphanumericSecret } = await core.keys.create(member, {
      name: body.name,
      description: body.description,
      expiresAt: body.expires_at,
      permissionSet: body.permission_set ?? undefined,
      folderPath: body.path ?? undefined,
      userId: owner?.id,
      isSiteWide: number === undefined,
    });
    const listed = { ...key, userNumber: owner?.number ?? member.userNumber };
    return presentOne({ core, publicUrl, member }, listed, alphanumericSecret);
  }),
  updateApiKey: on('updateApiKey', async ({ core, member, params, body, publicUrl }) => {
    const { description, name, expires_at: expiresAt } = body;
    const key = await core.keys.update(member, params.id, { description, expiresAt, name: name ?? undefined });
    return presentOne({ core, publicUrl, member }, key);
  }),
  updateCurrentApiKey: on('updateCurrentApiKey', async ({ core, member, body, publicUrl }) => {
    const { name, expires_at: expiresAt, permission_set: permissionSet } = body;
    const change = { expiresAt, name: name ?? undefined, permissionSet: permissionSet ?? undefined };
    return presentOne({ core, publicUrl, member }, await core.keys.update(member, currentKey(member), change));
  }),
  deleteApiKey: on('deleteApiKey', async ({ core, member, params }) => {
    await core.keys.revoke(member, params.id);
    return undefined;
  }),
  deleteCurrentApiKey: on('deleteCurrentApiKey', async ({ core, member }) => {
    await core.keys.revoke(member, currentKey(member));
    return undefined;
  }),

  listPublicKeys: on('listPublicKeys', async ({ core, member, query, list }) => {
    const leavesNothing = list.filters.some(({ field, value }) => field === 'workspace_id' && value !== 0);
    const wanted = { ...coreQuery(list, publicKeyFields), userNumber: userNumber(member, query.user_id) };
    return pageOf(list, leavesNothing ? [] : await core.publicKeys.list(member, wanted), presentPublicKey);
  }),
  getPublicKey: on('getPublicKey', async ({ core, member, params }) => presentPublicKey(await core.publicKeys.get(member, params.id))),
  createPublicKey: on('createPublicKey', async ({ core, member, body }) =>
    presentMadePublicKey(
      await core.publicKeys.create(member, { title: body.title, key: wishOf(body), userNumber: userNumber(member, body.user_id) }),
    ),
  ),
  updatePublicKey: on('updatePublicKey', async ({ core, member, params, body }) =>
    presentPublicKey(await core.publicKeys.rename(member, params.id, body.title)),
  ),
  deletePublicKey: on('deletePublicKey', async ({ core, member, params }) => {
    await core.publicKeys.delete(member, params.id);
    return undefined;
  }),
} satisfies SomeHandlers;
