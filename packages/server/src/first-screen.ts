import { join } from 'node:path';
import { alphanumericSpelling } from './core/people/api-key.ts';
import type { Config } from './config.ts';
import type { FirstCredentials } from './core/installation.ts';
import { isLoopback } from './http/addresses.ts';
import { mockAdministrator, mockUsernames } from './mock/credentials.ts';

/** Nobody gets in by this address as the server is set up, so there is no line to try. */
function isRefused(url: string, { tls, host }: Config): boolean {
  return tls === undefined && host !== 'localhost' && !isLoopback(host) && !url.startsWith('https:');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What nobody can see again, as far as the server made it up. `spelled` stands below the key. */
function credentials(config: Config, first: FirstCredentials, spelled = ''): string {
  const password = config.adminPassword === undefined ? first.password : 'as set by FILEWHARF_ADMIN_PASSWORD';
  const key = config.adminApiKey === undefined ? first.apiKey : 'as set by FILEWHARF_ADMIN_API_KEY';
  return `  user       ${first.username}\n  password   ${password}\n  API key    ${key}${spelled}\n`;
}

function keyBackup({ masterKey }: Config): string {
  if (masterKey.kind !== 'file') return '';
  return `\nThe files are encrypted under ${masterKey.path}. Back it up, away from the data: without it they cannot be read.\n`;
}

/** What `serve` prints when a first start has made its secrets and then cannot go on. A mock's end with it. */
export function failedFirstScreen(config: Config, first: FirstCredentials | undefined): string {
  if (first === undefined || config.mock !== undefined) return '';
  return `This was the first start, and it failed after it had made these. Keep them: they are not shown again.
${credentials(config, first)}${keyBackup(config)}`;
}

/** What `serve` prints when it is up. Secrets only at the first start, and only those that it made up itself. */
export function firstScreen(url: string, config: Config, first: FirstCredentials | undefined): string {
  const refused = isRefused(url, config)
    ? 'Plain HTTP is refused on this address: start with --tls-self-signed (for trying out) or with --tls-cert and --tls-key, or come in by a ' +
      'proxy that speaks HTTPS and is named in --trusted-proxies.\n'
    : undefined;
  const apis = `  API and its documentation: ${url}/api/v2/docs
  The Files.com API:         ${url}/api/rest/v1/docs
  The DeepTable API:         ${url}/v1/docs
`;
  if (first === undefined) return `Filewharf is running at ${url}\n${refused ?? ''}${apis}`;
  const keyIsOurs = config.adminApiKey === undefined;
  const authorization = `-H "Authorization: Bearer ${keyIsOurs ? first.apiKey : '$FILEWHARF_ADMIN_API_KEY'}"`;
  if (config.mock !== undefined) {
    const curl = `curl -i ${config.tls?.kind === 'self-signed' ? '--insecure ' : ''}${url}/api/v2/files ${authorization}`;
    return `Filewharf is running at ${url}

This is a mock: a site with sample data, in memory. All of it ends with this process.
${credentials(config, first)}  others     ${mockUsernames.join(' and ')}, who are no administrators, with the password ${mockAdministrator.password}

${refused ?? `Try it, and then let it fail:\n  ${curl}\n  ${curl} -H "X-Filewharf-Fault: error=rate_limited; retry-after=2"\n`}
${apis}`;
  }
  const spelled = keyIsOurs ? `\n             ${alphanumericSpelling(first.apiKey)} (the same key in letters and digits only)` : '';
  const trust = config.tls?.kind === 'self-signed' ? ` --cacert ${shellWord(join(config.dataDir, 'tls', 'self-signed.crt'))}` : '';
  const trial =
    refused ??
    `Try it:
  curl -X POST ${url}/api/v2/upload ${authorization} -F "file=@README.md"${trust}
`;
  return `Filewharf is running at ${url}

This was the first start. Keep these: they are not shown again.
  dashboard  ${url}/
${credentials(config, first, spelled)}
${trial}
${apis}${keyBackup(config)}`;
}
