import { ConfigError } from './check.ts';
import { environment } from './environment.ts';
import { secretProviders, settingProviders, type Places, type Provider } from './providers.ts';

/** A setting is nowhere. The message lists every name that was tried, place by place. */
export class MissingConfigError extends ConfigError {
  override readonly name = 'MissingConfigError';
}

export interface Found {
  readonly value: unknown;
  /** For people: `environment SOURCES__GITHUB__TOKEN`. */
  readonly from: string;
  /** It stands where only secrets do: in a mounted file, or in `secrets.toml`. */
  readonly isSecret: boolean;
}

/** Looks settings up by name, in the places and the order that dlt looks in, with `.filewharf` before `.dlt`. */
export interface Configuration {
  /** Undefined when it is nowhere. @param sections outermost first; they are left out from the right, one by one (see `pathsOf`) */
  find(key: string, sections: readonly string[], kind: 'secret' | 'setting'): Found | undefined;
  /** @throws MissingConfigError */
  require(key: string, sections: readonly string[], kind: 'secret' | 'setting'): Found;
}

export interface ConfigurationOptions extends Partial<Places> {
  /** Settings below the pipeline's name come before all others. */
  readonly pipelineName?: string | undefined;
}

export function openConfiguration({
  env = environment,
  folder = process.cwd(),
  pipelineName,
  ...others
}: ConfigurationOptions = {}): Configuration {
  const places: Places = { env, folder, ...others };
  const providers = { secret: secretProviders(places), setting: settingProviders(places) };

  function find(key: string, sections: readonly string[], kind: 'secret' | 'setting'): Found | undefined {
    for (const provider of providers[kind]) {
      for (const path of pathsOf(key, sections, pipelineName)) {
        const value = provider.find(path);
        if (value !== undefined) return { value, from: `${provider.name} ${provider.nameOf(path)}`, isSecret: provider.holdsSecrets };
      }
    }
    return undefined;
  }
  return {
    find,
    require(key, sections, kind) {
      const found = find(key, sections, kind);
      if (found !== undefined) return found;
      throw new MissingConfigError(missing(key, providers[kind], pathsOf(key, sections, pipelineName), kind, providers.setting));
    },
  };
}

/**
 * `pipeline.sources.github.token`, `pipeline.sources.token`, `pipeline.token`, then the same without the pipeline. With a section of its
 * own, a source is looked up as `sources.<section>.<name>`, `sources.<section>`, `sources.<name>`, `sources`.
 */
function pathsOf(key: string, sections: readonly string[], pipelineName: string | undefined): string[][] {
  const fewer = Array.from({ length: sections.length + 1 }, (_, left) => sections.slice(0, sections.length - left));
  const [kind, section, name] = sections;
  if (kind === 'sources' && section !== undefined && name !== undefined) fewer.splice(2, 0, [kind, name]);
  const paths = fewer.map((path) => [...path, key]);
  return pipelineName === undefined ? paths : [...paths.map((path) => [pipelineName, ...path]), ...paths];
}

function missing(
  key: string,
  providers: readonly Provider[],
  paths: readonly (readonly string[])[],
  kind: 'secret' | 'setting',
  others: readonly Provider[],
): string {
  const tried = providers.map((provider) => `  ${provider.name}: ${paths.map((path) => provider.nameOf(path)).join(', ')}`);
  const misplaced = kind === 'secret' ? others.find((provider) => paths.some((path) => provider.find(path) !== undefined)) : undefined;
  const hint = misplaced === undefined ? '' : `\nIt is in ${misplaced.name}, but secrets belong into secrets.toml.`;
  return `The ${kind} "${key}" is nowhere. It was looked for in\n${tried.join('\n')}${hint}`;
}
