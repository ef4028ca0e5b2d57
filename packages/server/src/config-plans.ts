import type { Plan, Plans } from './core/plans.ts';
import type { ConfigSource, Found, Table } from './config-source.ts';
import { byteSize, type Kind, orUnlimited, wholeNumber } from './config-values.ts';

const freePlan: Plan = {
  name: 'free',
  requestsPerHour: 100,
  maxFileBytes: 100 * 2 ** 20,
  storageQuotaBytes: 2 ** 30,
  maxShareHours: 7 * 24,
};

const defaultPlans: readonly Plan[] = [
  freePlan,
  { name: 'pro', requestsPerHour: 1_000, maxFileBytes: 5 * 2 ** 30, storageQuotaBytes: 100 * 2 ** 30, maxShareHours: 90 * 24 },
  { name: 'team', requestsPerHour: 10_000, maxFileBytes: 100 * 2 ** 30, storageQuotaBytes: null, maxShareHours: null },
];

const count = orUnlimited(wholeNumber(0, Number.MAX_SAFE_INTEGER));
const bytes = orUnlimited(byteSize);

/** The limits of a plan as the configuration file spells them; in the environment they are in capitals. */
const limits = new Map<string, { readonly field: Exclude<keyof Plan, 'name'>; readonly kind: Kind<number | null> }>([
  ['requests_per_hour', { field: 'requestsPerHour', kind: count }],
  ['max_file_size', { field: 'maxFileBytes', kind: bytes }],
  ['storage_quota', { field: 'storageQuotaBytes', kind: bytes }],
  ['max_share_hours', { field: 'maxShareHours', kind: count }],
]);

/**
 * The default plans, changed and added to by the tables `[plans.NAME]` of the file and then by `FILEWHARF_PLAN_<NAME>_<LIMIT>`.
 * A new plan has the limits of `free` where nothing is said, so that forgetting one never means unlimited.
 */
export function readPlans(source: ConfigSource): Plans {
  // Without a prototype, so that a plan named `constructor` is not there unless somebody made it.
  const plans: Record<string, Plan> = Object.create(null);
  for (const plan of defaultPlans) plans[plan.name] = plan;
  for (const { name, limit, found } of [...limitsInFile(source), ...limitsInEnvironment(source)]) {
    const known = limits.get(limit);
    const value = known && source.parse(found, known.kind);
    if (known && value !== undefined) plans[name] = { ...freePlan, ...plans[name], name, [known.field]: value };
  }
  return plans;
}

interface FoundLimit {
  readonly name: string;
  readonly limit: string;
  readonly found: Found;
}

function* limitsInFile({ file, problems, findInTable }: ConfigSource): Generator<FoundLimit> {
  const tables = file['plans'] ?? {};
  if (!isTable(tables) || !Object.values(tables).every(isTable)) {
    problems.push('plans in the configuration file must be tables such as [plans.team]');
    return;
  }
  for (const [name, table] of Object.entries(tables) as [string, Table][]) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) problems.push(`plans.${name} in the configuration file must have a name of a-z, 0-9 and _`);
    for (const limit of Object.keys(table)) {
      const source = `plans.${name}.${limit} in the configuration file`;
      const found = findInTable(table, limit, source);
      if (!limits.has(limit)) problems.push(`${source} is not a setting: a plan has ${[...limits.keys()].join(', ')}`);
      else if (found) yield { name, limit, found };
    }
  }
}

function* limitsInEnvironment({ env, problems }: ConfigSource): Generator<FoundLimit> {
  const suffixes = [...limits.keys()].map((limit) => limit.toUpperCase());
  const pattern = new RegExp(`^FILEWHARF_PLAN_([A-Z][A-Z0-9_]*)_(${suffixes.join('|')})$`);
  for (const [variable, text = ''] of Object.entries(env)) {
    if (!variable.startsWith('FILEWHARF_PLAN_')) continue;
    const [, name, limit] = pattern.exec(variable) ?? [];
    if (name === undefined || limit === undefined) {
      problems.push(`${variable} is not a setting: it must be FILEWHARF_PLAN_<NAME>_ and one of ${suffixes.join(', ')}`);
    } else if (text !== '') yield { name: name.toLowerCase(), limit: limit.toLowerCase(), found: { source: variable, text } };
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
