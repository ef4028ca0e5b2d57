import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presetConfig, presetNames } from '../rest/presets.ts';
import { publishedSchema } from './file-schema.ts';
import { checkPipelineConfig, readPipelineFile } from './pipeline-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-pipeline-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const seed = {
  pipeline_name: 'filesdotcom_pipeline',
  destination: 'duckdb',
  dataset_name: 'filesdotcom_data',
  source: {
    name: 'filesdotcom_source',
    client: { base_url: 'https://{subdomain}.files.com/api/rest/v1', auth: { type: 'api_key' } },
    resources: [
      { name: 'users', endpoint: { path: 'users' } },
      { name: 'bundles', endpoint: { path: 'bundles' } },
    ],
  },
};

const yaml = `# yaml-language-server: $schema=.filewharf/pipeline.schema.json
pipeline_name: filesdotcom_pipeline
destination: duckdb
dataset_name: filesdotcom_data
source:
  name: filesdotcom_source
  client:
    base_url: https://{subdomain}.files.com/api/rest/v1
    auth: {type: api_key}
  resources:
    - {name: users, endpoint: {path: users}}
    - name: bundles
      endpoint: {path: bundles}
`;

test('one pipeline as YAML, as JSON and as a module', async () => {
  expect(await readPipelineFile(await put('a.yaml', yaml))).toEqual(seed);
  expect(await readPipelineFile(await put('a.json', JSON.stringify({ $schema: './x.json', ...seed })))).toEqual({
    $schema: './x.json',
    ...seed,
  });
  expect(await readPipelineFile(await put('a.mjs', `export default ${JSON.stringify(seed)}`))).toEqual(seed);
});

test('what is wrong is named with its line', async () => {
  const file = await put(
    'wrong.yaml',
    yaml.replace('auth: {type: api_key}', 'paginater: auto').replace('name: bundles\n      endpoint', 'name: bundles\n      endpiont'),
  );
  await expect(readPipelineFile(file)).rejects.toThrow(
    `${file}:9: source.client.paginater: there is no such key here; did you mean "paginator"?\n${file}:13: source.resources[1].endpiont: there is no such key here; did you mean "endpoint"?`,
  );
});

test('a file that is no YAML is named, and not quoted', async () => {
  const file = await put('broken.yaml', 'source:\n  api_key: "canary\n');
  const failure = await readPipelineFile(file).catch(String);
  expect(failure).toContain('broken.yaml:');
  expect(failure).toContain('no valid YAML');
  expect(failure).not.toContain('canary');
});

test('a file that is not there, and one of another kind', async () => {
  await expect(readPipelineFile(join(folder, 'none.yaml'))).rejects.toThrow('there is no file');
  await expect(readPipelineFile(await put('a.txt', ''))).rejects.toThrow('.yaml');
});

test('the published schema is the one that checks', async () => {
  const file = new URL('../../schema/pipeline.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8')), 'Run: npm run pipeline-schema').toEqual(publishedSchema());
  const validate = new Ajv({ strict: false }).compile(publishedSchema());
  expect(validate(seed)).toBe(true);
  expect(validate({ ...seed, sauce: {} })).toBe(false);
});

test.each(presetNames)('the preset %s is a right configuration', (name) => {
  const source = presetConfig(name, 'http://127.0.0.1:1/');
  expect(checkPipelineConfig({ pipeline_name: 'x', source }).source.client.base_url).toMatch(/^http:\/\/127\.0\.0\.1:1\/\w/);
});
