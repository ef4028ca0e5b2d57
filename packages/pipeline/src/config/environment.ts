import { homedir } from 'node:os';

/** Environment variables, as a run is handed them. The only file of the pipeline that reads the real ones. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const environment: Environment = process.env;

/** The user's folder: `HOME`, so that a test or a service can have another one. */
export function homeFolder(env: Environment): string {
  const home = env['HOME'];
  return home === undefined || home === '' ? homedir() : home;
}
