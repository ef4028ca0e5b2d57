import type { RestApiConfig } from './config.ts';

/** The APIs that come with a ready configuration: the three of our server, of which Files.com is a vendor's too. */
export const presetNames = ['filewharf', 'filescom', 'deeptable'] as const;
export type PresetName = (typeof presetNames)[number];

/** Where a server of ours is when nobody says otherwise. */
const ownServer = 'http://127.0.0.1:8080';

/** What each preset is, for people. */
export const presetDescriptions: Readonly<Record<PresetName, string>> = {
  filewharf: 'the Files App API (/api/v2) of a Filewharf server',
  filescom: 'the Files.com API (/api/rest/v1), of Files.com or of a Filewharf server',
  deeptable: 'the DeepTable files API (/v1), of DeepTable or of a Filewharf server',
};

/**
 * A configuration to begin with. The API key is left out: it is looked up as `sources.<name>.api_key` (of DeepTable `token`).
 * @param server address of the server, without a path; default: `http://127.0.0.1:8080`
 */
export function presetConfig(preset: PresetName, server: string = ownServer): RestApiConfig {
  const origin = server.replace(/\/+$/, '');
  switch (preset) {
    case 'filescom':
      return {
        name: 'filescom',
        client: {
          base_url: `${origin}/api/rest/v1`,
          auth: { type: 'api_key', name: 'X-FilesAPI-Key' },
          paginator: { type: 'header_cursor', cursor_key: 'X-Files-Cursor', cursor_param: 'cursor' },
        },
        resource_defaults: { primary_key: 'id', write_disposition: 'merge', endpoint: { params: { per_page: 1000 }, data_selector: '$' } },
        resources: [
          'users',
          'groups',
          'group_users',
          'bundles',
          { name: 'bundle_downloads', primary_key: [], write_disposition: 'replace' },
          'api_keys',
        ],
      };
    case 'deeptable':
      return {
        name: 'deeptable',
        client: {
          base_url: `${origin}/v1`,
          auth: { type: 'bearer' },
          paginator: { type: 'cursor', cursor_path: 'last_id', cursor_param: 'after', has_more_path: 'has_more' },
        },
        resources: [
          {
            name: 'files',
            primary_key: 'id',
            write_disposition: 'merge',
            endpoint: { path: 'files', params: { limit: 100 }, data_selector: 'data' },
          },
        ],
      };
    default:
      return {
        name: 'filewharf',
        client: {
          base_url: `${origin}/api/v2`,
          auth: { type: 'bearer' },
          paginator: { type: 'page_number', base_page: 1, total_path: null },
        },
        resource_defaults: { primary_key: 'id', write_disposition: 'merge', endpoint: { params: { per_page: 100 } } },
        resources: [
          { name: 'files', endpoint: { path: 'files', data_selector: 'files' } },
          { name: 'folders', endpoint: { path: 'folders', data_selector: 'folders' } },
          { name: 'shares', endpoint: { path: 'shares', data_selector: 'shares' } },
          {
            name: 'changes',
            primary_key: ['id', 'action', 'timestamp'],
            write_disposition: 'append',
            endpoint: {
              path: 'sync',
              params: { per_page: null, limit: 1000 },
              data_selector: 'changes',
              paginator: { type: 'cursor', cursor_path: 'cursor', cursor_param: 'cursor', has_more_path: 'has_more' },
              incremental: { cursor_path: 'timestamp', initial_value: '1970-01-01T00:00:00.000Z', start_param: 'since', row_order: 'asc' },
            },
          },
        ],
      };
  }
}
