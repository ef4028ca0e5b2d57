import { Command } from 'commander';
import { closest } from '../closest.ts';
import { checkedKey, checkedUrl } from '../connection.ts';
import { onRun } from '../context.ts';
import { MissingError, UsageError } from '../output/failures.ts';
import { readSecret } from '../standard-input.ts';
import type { View } from '../output/view.ts';
import {
  configFilePath,
  profileName,
  profileOf,
  profileSettings,
  readConfig,
  withProfile,
  writeConfig,
  type Profile,
} from '../profiles.ts';

export function configCommand(): Command {
  return new Command('config')
    .description('The configuration file with its profiles: list, get, set, unset, path')
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(setCommand())
    .addCommand(unsetCommand())
    .addCommand(pathCommand());
}

interface ShownProfile {
  readonly profile: string;
  readonly default: boolean;
  readonly base_url: string | null;
  /** Never the key itself. */
  readonly api_key: string | null;
}

/** Enough of a key to tell which one it is. */
const redacted = (key: string): string => `...${key.slice(-4)}`;

const view: View<ShownProfile> = {
  title: 'config list',
  columns: [
    { title: 'Profile', value: ({ profile }) => profile, field: 'profile' },
    { title: 'Default', value: (row) => row.default, field: 'default' },
    { title: 'Base URL', value: (row) => row.base_url, field: 'base_url' },
    { title: 'Key', value: (row) => row.api_key, field: 'api_key' },
  ],
  empty: 'No profile yet. filewharf login makes one.',
};

function listCommand(): Command {
  const command = new Command('list').alias('ls').description('Show all profiles, keys by their last four letters only');
  return onRun(command, async ({ env, output }) => {
    const { defaultProfile, profiles } = await readConfig(env);
    await output.list(
      Object.entries(profiles).map(([profile, settings]) => ({
        profile,
        default: profile === defaultProfile,
        base_url: settings.base_url ?? null,
        api_key: settings.api_key === undefined ? null : redacted(settings.api_key),
      })),
      view,
    );
  });
}

const settings = [...profileSettings, 'default_profile'] as const;
type Setting = (typeof settings)[number];

function settingOf(text: string): Setting {
  const known = settings.find((setting) => setting === text.replaceAll('-', '_'));
  if (known !== undefined) return known;
  const near = closest(text, settings);
  throw new UsageError(
    `There is no setting "${text}". ${near === undefined ? `There are: ${settings.join(', ')}.` : `Did you mean ${near}?`}`,
  );
}

function getCommand(): Command {
  const command = new Command('get')
    .description('Print one setting of the profile; a key by its last four letters, unless --reveal')
    .argument('<setting>', settings.join(', '))
    .option('--reveal', 'print the whole key');
  return onRun<{ readonly reveal?: boolean }>(command, async ({ env, output, flags: { profile } }, [text = ''], { reveal }) => {
    const setting = settingOf(text);
    const config = await readConfig(env);
    const name = profileName(config, profile, env);
    const value = setting === 'default_profile' ? config.defaultProfile : profileOf(config, name)?.[setting];
    if (value === undefined)
      throw new MissingError('resource', `profile "${name}" has no ${setting}`, `set it: filewharf config set ${setting} VALUE`);
    await output.item(
      { setting, value: setting === 'api_key' && reveal !== true ? redacted(value) : value },
      {
        title: 'config get',
        columns: [{ title: 'Value', value: (row) => row.value, kind: 'id' }],
        alone: { value: (row) => row.value, whenPiped: true },
      },
    );
  });
}

function setCommand(): Command {
  const command = new Command('set')
    .description('Change one setting of the profile (--profile; else the default one)')
    .argument('<setting>', settings.join(', '))
    .argument('[value]', 'the new value; - reads it from standard input, and a key that is left out is asked for');
  return onRun(command, async ({ env, output, signal, flags: { profile } }, [text = '', typed]) => {
    const setting = settingOf(text);
    const config = await readConfig(env);
    const name = profileName(config, profile, env);
    const value =
      typed === '-'
        ? await readSecret('the value', signal)
        : (typed ?? (setting === 'api_key' ? await output.askSecret('API key', 'filewharf config set api_key -') : undefined));
    if (value === undefined) throw new UsageError(`Say the value: filewharf config set ${setting} VALUE`);
    if (setting === 'default_profile') {
      if (profileOf(config, value) === undefined)
        throw new UsageError(`There is no profile "${value}".`, `make it: filewharf login --profile ${value}`);
      await writeConfig(env, { ...config, defaultProfile: value });
    } else {
      const checked = setting === 'base_url' ? checkedUrl(value, 'base_url') : checkedKey(value, 'the value');
      await writeConfig(env, withProfile(config, name, { [setting]: checked } satisfies Profile));
    }
    output.note(`${setting} is set in ${configFilePath(env)}${setting === 'default_profile' ? '' : `, profile "${name}"`}.`);
  });
}

function unsetCommand(): Command {
  const command = new Command('unset')
    .description('Remove one setting of the profile, or the whole profile')
    .argument('[setting]', profileSettings.join(', '));
  return onRun(command, async ({ env, output, flags: { profile } }, [text]) => {
    const config = await readConfig(env);
    const name = profileName(config, profile, env);
    if (profileOf(config, name) === undefined) throw new MissingError('resource', `there is no profile "${name}"`);
    if (text === undefined) {
      await output.confirm(`Remove profile "${name}" from ${configFilePath(env)}?`);
      const { [name]: _removed, ...profiles } = config.profiles;
      await writeConfig(env, { ...config, profiles });
      output.note(`Profile "${name}" is removed from ${configFilePath(env)}.`);
      return;
    }
    const setting = settingOf(text);
    if (setting === 'default_profile')
      throw new UsageError('There is always a default profile.', 'filewharf config set default_profile NAME takes another');
    await writeConfig(env, withProfile(config, name, { [setting]: undefined }));
    output.note(`${setting} is removed from profile "${name}" of ${configFilePath(env)}.`);
  });
}

function pathCommand(): Command {
  const command = new Command('path').description('Print where the configuration file is');
  return onRun(command, async ({ env, output }) =>
    output.item(
      { path: configFilePath(env) },
      {
        title: 'config path',
        columns: [{ title: 'Path', value: ({ path }) => path, kind: 'id' }],
        alone: { value: ({ path }) => path, whenPiped: true },
      },
    ),
  );
}
