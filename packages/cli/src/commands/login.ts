import { Command } from 'commander';
import { checkedKey, checkedUrl, defaultBaseUrl, givenKey } from '../connection.ts';
import { given } from '../environment.ts';
import { onRun, openClient } from '../context.ts';
import type { View } from '../output/view.ts';
import { configFilePath, profileName, profileOf, readConfig, withProfile, writeConfig } from '../profiles.ts';
import { readSecret } from '../standard-input.ts';

/** `filewharf login`: keeps a server and a key in a profile, after a look whether they go together. */
export function loginCommand(): Command {
  const command = new Command('login')
    .description('Keep a server and an API key in a profile')
    .option('--key-stdin', 'read the key from standard input');
  return onRun<{ readonly keyStdin?: boolean }>(command, async (context, _args, { keyStdin }) => {
    const { env, output, flags, signal } = context;
    const config = await readConfig(env);
    const name = profileName(config, flags.profile, env);
    const stored = profileOf(config, name);
    const usual = given(flags.baseUrl) ?? given(env['FILEWHARF_BASE_URL']) ?? stored?.base_url ?? defaultBaseUrl;
    const asks = output.interactive && given(flags.baseUrl) === undefined;
    const baseUrl = checkedUrl(asks ? await output.ask(`Address of the server [${usual}]:`, usual) : usual, 'the address');
    // The key of the profile is what is being replaced.
    const [ofNow] = (keyStdin === true ? undefined : await givenKey(flags, env, signal)) ?? [];
    const key =
      keyStdin === true
        ? await readSecret('the API key', signal)
        : (ofNow ?? (await output.askSecret('API key (the first start of the server printed one)', '--key-stdin or --api-key-file')));
    const apiKey = checkedKey(key, 'what was given');
    const client = await openClient({ baseUrl, apiKey }, flags, output, signal);
    const { user } = await client.whoami();
    await writeConfig(env, withProfile(config, name, { base_url: baseUrl, api_key: apiKey }));
    output.note(`You are ${user.username} on ${baseUrl}. Kept in ${configFilePath(env)}, profile "${name}".`);
    output.note('Next: filewharf files list / shows what is there, filewharf files upload FILE puts something in.');
  });
}

interface Identity {
  readonly username: string;
  readonly user_id: string;
  readonly is_admin: boolean;
  readonly plan: string;
  readonly key: string;
  readonly key_id: string;
  readonly scopes: readonly string[];
  readonly folder_id: string | null;
  readonly expires_at: string | null;
  readonly base_url: string;
  readonly base_url_from: string;
  readonly key_from: string;
  readonly profile: string | null;
}

/** `filewharf whoami`. An invalid key ends with 7. */
export function whoamiCommand(): Command {
  const command = new Command('whoami').description('Show which server, user and key are in use, and where that is said');
  return onRun(command, async ({ client, connection, output }) => {
    const app = await client();
    const { baseUrl, baseUrlFrom, apiKeyFrom, profile } = await connection();
    const { user, key } = await app.whoami();
    const identity: Identity = {
      username: user.username,
      user_id: user.id,
      is_admin: user.is_admin,
      plan: user.plan,
      key: key.name,
      key_id: key.id,
      scopes: key.scopes,
      folder_id: key.folder_id,
      expires_at: key.expires_at,
      base_url: baseUrl,
      base_url_from: baseUrlFrom,
      key_from: apiKeyFrom,
      profile: profile ?? null,
    };
    const view: View<Identity> = {
      title: 'whoami',
      columns: [
        { title: 'User', value: (who) => `${who.username}${who.is_admin ? ', administrator' : ''}`, field: 'username' },
        { title: 'Plan', value: ({ plan }) => plan, field: 'plan' },
        { title: 'Key', value: (who) => `${who.key} (${who.key_from})`, field: 'key' },
        { title: 'Scopes', value: ({ scopes }) => scopes.join(','), field: 'scopes' },
        { title: 'Folder', value: (who) => who.folder_id, kind: 'id', field: 'folder_id' },
        { title: 'Expires', value: (who) => who.expires_at, kind: 'time', field: 'expires_at' },
        { title: 'Server', value: (who) => `${who.base_url} (${who.base_url_from})`, field: 'base_url' },
        { title: 'Profile', value: (who) => who.profile, field: 'profile' },
      ],
      raw: async () => (await app.request('GET', '/api/v2/whoami')).bytes(),
    };
    await output.item(identity, view);
  });
}
