import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { definitions, sourceSchema } from '../rest/schema.ts';
import { checkConfig } from './check.ts';

const client = { base_url: 'https://api.example.com' };
const check = (value: unknown): string => {
  try {
    checkConfig(value, sourceSchema, { definitions, at: 'source', isKnownType: (name) => name === 'own' });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

const right: readonly unknown[] = [
  { client, resources: ['users'] },
  { name: 'crm', client: { ...client, auth: 'bearer', paginator: 'auto' }, resources: [{ name: 'users', endpoint: 'users' }] },
  { client: { ...client, auth: { token: 'x' }, paginator: { type: 'offset', limit: 5, total_path: null } }, resources: ['a'] },
  {
    client: { ...client, retry: { attempts: 2 }, timeout: 0.5 },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge', endpoint: { params: { per_page: 5 } } },
    resources: [
      {
        name: 'a',
        endpoint: {
          params: { id: { type: 'resolve', resource: 'b', field: 'id' }, tags: ['x', 'y'] },
          incremental: { cursor_path: 'updated_at', initial_value: 5, start_param: 'since', convert: 'iso' },
          response_actions: [{ status_code: 404, action: 'ignore' }],
        },
        columns: { id: { data_type: 'bigint' } },
        processing_steps: [{ filter: '@.a' }, { map: { drop: ['x'] } }, { yield_map: 'items' }],
        write_disposition: { disposition: 'merge', strategy: 'scd2' },
        primary_key: ['a', 'b'],
        schema_contract: { tables: 'freeze' },
      },
    ],
  },
];

const wrong: readonly (readonly [unknown, string])[] = [
  [
    { client, resorces: ['users'] },
    'source: "resources" is missing\nsource.resorces: there is no such key here; did you mean "resources"?',
  ],
  [
    { client: { baseUrl: 'x' }, resources: ['a'] },
    'source.client: "base_url" is missing\nsource.client.baseUrl: there is no such key here; did you mean "base_url"?',
  ],
  [
    { client, resources: [{ name: 'a', data_selector: 'x' }] },
    'source.resources[0].data_selector: there is no such key here; it belongs into resource_defaults.endpoint',
  ],
  [
    { client: { ...client, paginator: { type: 'header_cursr' } }, resources: ['a'] },
    'source.client.paginator.type: "header_cursr" is not known; did you mean "header_cursor"?',
  ],
  [
    { client: { ...client, paginator: { type: 'header_cursor', cursor_pram: 'x' } }, resources: ['a'] },
    'source.client.paginator.cursor_pram: there is no such key here; did you mean "cursor_param"?',
  ],
  [{ client: { ...client, paginator: { type: 'offset' } }, resources: ['a'] }, 'source.client.paginator: "limit" is missing'],
  [{ client: { ...client, auth: 'api-key' }, resources: ['a'] }, 'source.client.auth: "api-key" is not known; did you mean "api_key"?'],
  [
    { client: { ...client, auth: { type: 'api_key', locaton: 'query' } }, resources: ['a'] },
    'source.client.auth.locaton: there is no such key here; did you mean "location"?',
  ],
  [{ client, resources: [] }, 'source.resources: must have at least 1 of them'],
  [{ client, resources: [7] }, 'source.resources[0]: must be a text or an object, not 7'],
  [{ client, resources: [{ endpoint: 'x' }] }, 'source.resources[0]: "name" is missing'],
  [
    { client, resources: [{ name: 'a', write_disposition: 'upsert' }] },
    'source.resources[0].write_disposition: "upsert" is not known; there are append, replace, merge, skip',
  ],
  [
    { client, resources: [{ name: 'a', endpoint: { incremental: { initial_value: 1 } } }] },
    'source.resources[0].endpoint.incremental: "cursor_path" is missing',
  ],
  [
    { client, resources: [{ name: 'a', endpoint: { response_actions: [{ status_code: '404', action: 'ignore' }] } }] },
    'source.resources[0].endpoint.response_actions[0].status_code: must be a whole number, not "404"',
  ],
  [
    { client, resources: [{ name: 'a', processing_steps: [{ filtre: '@.a' }] }] },
    'source.resources[0].processing_steps[0]: "filter" is missing\nsource.resources[0].processing_steps[0].filtre: there is no such key here; did you mean "filter"?',
  ],
  [{ client: { ...client, timeout: 0 }, resources: ['a'] }, 'source.client.timeout: must be more than 0'],
  [{ name: 'my source', client, resources: ['a'] }, 'source.name: must look like ^[A-Za-z_][A-Za-z0-9_]*$, not "my source"'],
  [[], 'source: must be an object, not a list'],
];

test.each(right.map((value) => [value]))('%j is right', (value) => {
  expect(check(value)).toBe('');
});

test.each(wrong)('%j is wrong', (value, message) => {
  expect(check(value)).toBe(message);
});

test('functions, ready-made objects and kinds that were added are right in code', () => {
  const paginator = () => ({ first: () => undefined, next: () => undefined });
  expect(
    check({
      client: { ...client, paginator, auth: { authenticate: () => undefined } },
      resources: [
        {
          name: 'a',
          processing_steps: [{ filter: () => true }],
          endpoint: { auth: { type: 'own', any: 1 }, response_actions: [() => 'ignore'] },
        },
        { name: 'b', pages: () => undefined },
      ],
    }),
  ).toBe('');
});

test('a text that may be a secret is not repeated', () => {
  expect(check({ client: { ...client, auth: { type: 'api_key', api_key: { value: 'canary' } } }, resources: ['a'] })).not.toContain(
    'canary',
  );
  expect(check({ client: { ...client, timeout: 'canary with blanks' }, resources: ['a'] })).not.toContain('canary');
});

test('a validator of JSON Schema agrees', () => {
  const validate = new Ajv({ strict: false }).compile({ ...sourceSchema, definitions });
  for (const value of right) expect([value, validate(value)]).toEqual([value, true]);
  for (const [value] of wrong) expect([value, validate(value)]).toEqual([value, false]);
});
