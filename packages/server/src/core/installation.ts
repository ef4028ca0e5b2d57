import { hashApiKey, isChosenApiKey, newApiKey, randomBase62 } from './people/api-key.ts';
import type { Clock } from './clock.ts';
import { AppError, invalidField } from './errors.ts';
import { newId } from './ids.ts';
import { createKeyring, newRootSecret, type Keyring, type MasterKey, type WrappedKey } from './content/master-key.ts';
import type { FolderNode, MetadataStore } from './metadata.ts';
import { noDetails } from './metadata-tree.ts';
import { comparisonKey } from './tree/names.ts';
import type { Passwords } from './people/passwords.ts';
import { scopes } from './access/principal.ts';
import { checkPassword, checkUsername, newUser } from './people/person.ts';

/** The operator's wishes for the first administrator; what is missing is made up. */
export interface FirstAdministrator {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** 16 to 128 of `[0-9A-Za-z_-]`. */
  readonly apiKey?: string | undefined;
}

/** What the first start tells the operator, once. */
export interface FirstCredentials {
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
}

export interface Installation {
  readonly keyring: Keyring;
  readonly installationId: string;
  /** True when the first API key was chosen by the operator, so that keys need not carry a checksum. */
  readonly acceptsChosenKeys: boolean;
  /** Only at the first start. */
  readonly first: FirstCredentials | undefined;
}

const idSetting = 'installation-id';
const rootSecretSetting = 'root-secret';
const chosenKeySetting = 'accepts-chosen-keys';

/** True once `openInstallation` has set the store up. */
export async function isInstalled(metadata: MetadataStore): Promise<boolean> {
  return (await metadata.findSetting(idSetting)) !== undefined;
}

function toBytes(wrapped: WrappedKey): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(wrapped.version);
  return Buffer.concat([version, wrapped.bytes]);
}

/**
 * The installation in this store: proves that the master keys are its own and all there (throws `corrupt` when not), and moves its root secret
 * to the active one. An empty store is set up first: an id, a root secret, the top folder, an administrator with a key.
 */
export async function openInstallation({
  metadata,
  masterKeys,
  passwords,
  clock,
  administrator,
}: {
  metadata: MetadataStore;
  masterKeys: readonly MasterKey[];
  passwords: Passwords;
  clock: Clock;
  administrator: FirstAdministrator;
}): Promise<Installation> {
  const storedId = await metadata.findSetting(idSetting);
  if (storedId === undefined) return setUp();

  const installationId = storedId.toString();
  const stored = await metadata.findSetting(rootSecretSetting);
  if (stored === undefined)
    throw new AppError('corrupt', "The metadata has lost the installation's root secret. Restore it from a backup.");
  const rootSecret: WrappedKey = { version: stored.readUInt32BE(0), bytes: stored.subarray(4) };
  const keyring = createKeyring({ installationId, keys: masterKeys, rootSecret });
  await requireKeysOfBlobs();
  if (rootSecret.version !== keyring.activeVersion) {
    await metadata.write((tx) => tx.putSetting(rootSecretSetting, toBytes(keyring.wrapRootSecret())));
  }
  return { keyring, installationId, acceptsChosenKeys: (await metadata.findSetting(chosenKeySetting)) !== undefined, first: undefined };

  /** The root secret is under a new master key at once, the files are so only later. */
  async function requireKeysOfBlobs(): Promise<void> {
    const present = new Set(masterKeys.map(({ version }) => version));
    const missing = (await metadata.wrappingVersions()).filter((version) => !present.has(version));
    if (missing.length === 0) return;
    throw new AppError(
      'corrupt',
      `The master key of version ${missing.join(', ')} is missing, and there are files that cannot be read without it. Put its line back into the master keys; it may go when the log of the server says so.`,
    );
  }

  async function setUp(): Promise<Installation> {
    const username = checkUsername(administrator.username ?? 'admin');
    const password = checkPassword(administrator.password ?? randomBase62(20));
    const chosen = administrator.apiKey !== undefined;
    if (administrator.apiKey !== undefined && !isChosenApiKey(administrator.apiKey)) {
      throw invalidField('admin_api_key', '16 to 128 letters, digits, "_" or "-"');
    }
    const apiKey = administrator.apiKey ?? newApiKey();
    const installationId = randomBase62(22);
    const rootSecret = newRootSecret({ installationId, keys: masterKeys });
    const keyring = createKeyring({ installationId, keys: masterKeys, rootSecret });
    const passwordHash = await passwords.hash(password);
    const now = clock();
    await metadata.write(async (tx) => {
      const topId = newId('folder', now);
      const top: FolderNode = {
        kind: 'folder',
        id: topId,
        parentId: null,
        rootId: topId,
        chain: `/${topId}/`,
        name: '',
        nameKey: '',
        createdAt: now,
        updatedAt: now,
        ...noDetails,
      };
      await tx.insertFolder(top);
      const userId = newId('user', now);
      await tx.insertUser({
        id: userId,
        username,
        usernameKey: comparisonKey(username),
        passwordHash,
        ...newUser,
        isAdmin: true,
        plan: 'team',
        rootId: topId,
        passwordSetAt: now,
        createdAt: now,
      });
      await tx.insertKey({
        id: newId('key', now),
        userId,
        name: 'first key',
        hash: hashApiKey(keyring.derive('api-keys'), apiKey),
        last4: apiKey.slice(-4),
        scopes,
        folderId: null,
        expiresAt: null,
        revokedAt: null,
        description: null,
        permissionSet: 'full',
        platform: null,
        isSiteWide: false,
        lastUsedAt: null,
        createdAt: now,
      });
      await tx.putSetting(rootSecretSetting, toBytes(rootSecret));
      if (chosen) await tx.putSetting(chosenKeySetting, Buffer.from('1'));
      await tx.putSetting(idSetting, Buffer.from(installationId));
    });
    return { keyring, installationId, acceptsChosenKeys: chosen, first: { username, password, apiKey } };
  }
}
