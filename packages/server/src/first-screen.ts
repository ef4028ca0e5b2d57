import { alphanumericSpelling } from './core/api-key.ts';
import type { Config } from './config.ts';
import type { FirstCredentials } from './core/installation.ts';

/** What `serve` prints when it is up. Secrets only at the first start, and only those that it made up itself. */
export function firstScreen(url: string, config: Config, first: FirstCredentials | undefined): string {
  if (first === undefined) return `Filewharf is running at ${url}\n  API and its documentation: ${url}/api/v2/docs\n`;
  const keyIsOurs = config.adminApiKey === undefined;
  const password = config.adminPassword === undefined ? first.password : 'as set by FILEWHARF_ADMIN_PASSWORD';
  const key = keyIsOurs ? first.apiKey : 'as set by FILEWHARF_ADMIN_API_KEY';
  const spelled = keyIsOurs ? `\n             ${alphanumericSpelling(first.apiKey)} (the same key in letters and digits only)` : '';
  const keyBackup =
    config.masterKey.kind === 'file'
      ? `\nThe files are encrypted under ${config.masterKey.path}. Back it up, away from the data: without it they cannot be read.\n`
      : '';
  return `Filewharf is running at ${url}

This was the first start. Keep these: they are not shown again.
  dashboard  ${url}/
  user       ${first.username}
  password   ${password}
  API key    ${key}${spelled}

Try it:
  curl -X POST ${url}/api/v2/upload -H "Authorization: Bearer ${keyIsOurs ? first.apiKey : '$FILEWHARF_ADMIN_API_KEY'}" -F "file=@README.md"

  API and its documentation: ${url}/api/v2/docs
${keyBackup}`;
}
