import { describe, expect, test, vi } from 'vitest';
import { newMember, put } from '../../core/core.test-setup.ts';
import { openFilesCom, testUrl, type TestAnswer } from './filescom.test-setup.ts';

interface Bundle {
  readonly id: number;
  readonly code: string;
  readonly paths: readonly string[] | null;
}
const bundleOf = (answer: TestAnswer): Bundle => answer.body as Bundle;
const rows = (answer: TestAnswer): readonly Record<string, unknown>[] => answer.body as Record<string, unknown>[];

async function opened() {
  const t = await openFilesCom();
  const docs = await t.core.folders.create(t.admin, { name: 'Docs', parentId: null });
  const a = await put(t, t.admin, { name: 'a.txt', folderId: docs.id });
  await put(t, t.admin, { name: 'top.txt' });
  const make = async (body: object): Promise<TestAnswer> => t.call('POST', '/bundles', { body });
  return { ...t, docs, a, make };
}

describe('a bundle', () => {
  test("is shown with every field of the vendor's", async () => {
    const t = await opened();
    const made = await t.make({
      paths: ['docs', 'top.txt'],
      password: 'p',
      expires_at: '2030-01-01T00:00:00Z',
      max_uses: 3,
      permissions: 'read',
    });
    expect(made.status).toBe(201);
    const { id, code } = bundleOf(made);
    expect(made.body).toEqual({
      code,
      color_left: null,
      color_link: null,
      color_text: null,
      color_top: null,
      color_top_text: null,
      url: `${testUrl}/s/${code}`,
      description: null,
      expires_at: '2030-01-01T00:00:00Z',
      password_protected: true,
      permissions: 'read',
      preview_only: false,
      require_registration: false,
      require_share_recipient: false,
      require_logout: false,
      clickwrap_body: null,
      form_field_set: null,
      skip_name: false,
      skip_email: false,
      start_access_on_date: null,
      skip_company: false,
      id,
      bypasses_site_expiration_rules: false,
      created_at: '2025-01-15T10:30:00Z',
      deleted: false,
      deleted_at: null,
      dont_separate_submissions_by_folder: false,
      max_uses: 3,
      internal_name: null,
      note: null,
      path_template: null,
      path_template_time_zone: null,
      send_email_receipt_to_uploader: false,
      snapshot_id: null,
      user_id: 1,
      username: 'admin',
      group_id: null,
      clickwrap_id: null,
      inbox_id: null,
      watermark_attachment: null,
      watermark_value: null,
      send_one_time_password_to_recipient_at_registration: false,
      workspace_id: 0,
      has_inbox: false,
      dont_allow_folders_in_uploads: true,
      requested_upload_slots: null,
      paths: ['Docs', 'top.txt'],
      bundlepaths: [
        { recursive: true, path: 'Docs' },
        { recursive: false, path: 'top.txt' },
      ],
    });
    expect((await t.call('GET', `/bundles/${id}`)).body).toEqual(made.body);
    expect((await t.call('GET', '/bundles')).body).toEqual([{ ...bundleOf(made), paths: null, bundlepaths: null }]);
    expect((await fetch(`${t.url}/s/${code}`)).status).toBe(200);
  });

  test('keeps all that it is told, and can be changed and sent back whole', async () => {
    const t = await opened();
    const { number } = await t.core.groups.create(t.admin, { name: 'staff' });
    const given = {
      paths: ['Docs'],
      code: 'Spring-25',
      description: 'd',
      note: 'n',
      internal_name: 'i',
      permissions: 'preview_only',
      require_registration: true,
      require_share_recipient: 'True',
      skip_name: 1,
      skip_email: true,
      skip_company: true,
      start_access_on_date: '2025-02-01T00:00:00Z',
      group_id: number,
      user_id: 0,
      path_template: '{{name}}',
      path_template_time_zone: 'UTC',
      dont_separate_submissions_by_folder: true,
      send_email_receipt_to_uploader: true,
      bypasses_site_expiration_rules: true,
    };
    const made = await t.make(given);
    expect(made.body).toMatchObject({ ...given, require_share_recipient: true, skip_name: true, user_id: 1, preview_only: true });
    const { id } = bundleOf(made);
    const saved = await t.call('PATCH', `/bundles/${id}`, { body: made.body as object });
    expect([saved.status, saved.body]).toEqual([200, made.body]);
    const changed = await t.call('PATCH', `/bundles/${id}`, {
      body: { paths: ['top.txt'], permissions: 'full', code: '', note: null, require_registration: false, start_access_on_date: null },
    });
    expect(changed.body).toMatchObject({
      paths: ['top.txt'],
      permissions: 'full',
      note: null,
      require_registration: false,
      start_access_on_date: null,
      description: 'd',
    });
    expect(bundleOf(changed).code).toMatch(/^[\w-]{22}$/);
    // What was a link to a folder is now one to a file, and the v2 API knows it.
    expect((await t.core.shares.list(t.admin, { offset: 0, limit: 9 })).items.map(({ share }) => share.number)).toEqual([id]);
  });

  test('is gone when it is deleted, but for those who ask for deleted ones', async () => {
    const t = await opened();
    const { id, code } = bundleOf(await t.make({ paths: ['Docs'] }));
    expect((await t.call('DELETE', `/bundles/${id}`, { body: { id } })).status).toBe(204);
    expect((await t.call('DELETE', `/bundles/${id}`)).type).toBe('not-found');
    expect((await t.call('GET', `/bundles/${id}`)).type).toBe('not-found');
    expect((await t.call('GET', '/bundles')).body).toEqual([]);
    expect((await t.call('GET', `/bundles/${id}?deleted=true`)).body).toMatchObject({
      id,
      code,
      deleted: true,
      deleted_at: '2025-01-15T10:30:00Z',
    });
    expect(rows(await t.call('GET', '/bundles?deleted=True'))).toMatchObject([{ id, deleted: true }]);
  });

  test.each<[string, object, number, string]>([
    ['no paths', {}, 422, 'bad-request/request-params-required'],
    ['an empty list of paths', { paths: [] }, 422, 'processing-failure/model-save-error'],
    ['a path that is not there', { paths: ['nothing'] }, 422, 'processing-failure/model-save-error'],
    ['a bad code', { paths: ['Docs'], code: 'a/b' }, 422, 'processing-failure/invalid-bundle-code'],
    ['a bad permission', { paths: ['Docs'], permissions: 'all' }, 422, 'bad-request/request-params-invalid'],
    ['a group that is not there', { paths: ['Docs'], group_id: 99 }, 422, 'processing-failure/model-save-error'],
    ['a clickwrap', { paths: ['Docs'], clickwrap_id: 5 }, 404, 'not-found/nested-not-found'],
    ['an inbox', { paths: ['Docs'], inbox_id: 5 }, 404, 'not-found/nested-not-found'],
    ['a snapshot', { paths: ['Docs'], create_snapshot: true }, 422, 'processing-failure/model-save-error'],
    [
      'a code by mail',
      { paths: ['Docs'], send_one_time_password_to_recipient_at_registration: true },
      422,
      'processing-failure/model-save-error',
    ],
    ['another user that is not there', { paths: ['Docs'], user_id: 99 }, 404, 'not-found/user-not-found'],
    ['no use at all', { paths: ['Docs'], max_uses: 0 }, 422, 'processing-failure/model-save-error'],
  ])('with %s is refused', async (_, body, status, type) => {
    const t = await opened();
    const answer = await t.make(body);
    expect([answer.status, answer.type]).toEqual([status, type]);
    expect((await t.call('GET', '/bundles')).body).toEqual([]);
  });

  test('names what was wrong by its field', async () => {
    const t = await opened();
    expect((await t.make({ paths: ['nothing'] })).body).toMatchObject({
      model_errors: { paths: ['Paths: "nothing" is not there, or you may not see it'] },
      model_error_keys: { paths: ['invalid'] },
    });
    await t.make({ paths: ['Docs'], code: 'spring' });
    expect((await t.make({ paths: ['Docs'], code: 'SPRING' })).body).toMatchObject({ model_error_keys: { code: ['taken'] } });
  });

  test('of somebody else is not there, and needs the permission to share', async () => {
    const t = await opened();
    const { id } = bundleOf(await t.make({ paths: ['Docs'] }));
    const reader = await newMember(t, { username: 'reader', plan: 'team', rootId: t.docs.id, grants: ['readonly'] });
    const key = reader.secret;
    expect((await t.call('GET', '/bundles', { key })).body).toEqual([]);
    for (const [method, path] of [
      ['GET', `/bundles/${id}`],
      ['PATCH', `/bundles/${id}`],
      ['DELETE', `/bundles/${id}`],
      ['POST', `/bundles/${id}/share`],
      ['GET', `/bundle_downloads?bundle_id=${id}`],
      ['GET', `/bundle_recipients?bundle_id=${id}`],
      ['GET', `/bundle_registrations?bundle_id=${id}`],
      ['GET', `/bundle_actions?bundle_id=${id}`],
    ] as const) {
      const answer = await t.call(method, path, { key, ...(method === 'PATCH' || method === 'POST' ? { body: { to: ['a@b'] } } : {}) });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await t.call('POST', '/bundles', { key, body: { paths: ['a.txt'] } })).type).toBe('not-authorized/bundle-permission-required');
    expect((await t.call('POST', '/bundles', { key, body: { paths: ['a.txt'], user_id: 1 } })).status).toBe(403);
  });
});

test('lists of bundles: sorted, filtered, page by page', async () => {
  const t = await opened();
  const ids: number[] = [];
  for (const [day, code] of [
    [3, 'alpha'],
    [1, 'alps'],
    [2, ''],
  ] as const) {
    ids.push(bundleOf(await t.make({ paths: ['Docs'], expires_at: `2030-01-0${day}T00:00:00Z`, code })).id);
    t.clock.now += 60_000;
  }
  const [one = 0, two = 0, three = 0] = ids;
  const list = async (query: string): Promise<unknown[]> => rows(await t.call('GET', `/bundles?${query}`)).map(({ id }) => id);
  expect(await list('')).toEqual([one, two, three]);
  expect(await list('sort_by[expires_at]=asc')).toEqual([two, three, one]);
  expect(await list('sort_by[expires_at]=desc')).toEqual([one, three, two]);
  expect(await list('filter[code]=ALPS')).toEqual([two]);
  expect(await list('filter_prefix[code]=al')).toEqual([one, two]);
  expect(await list('filter_gt[created_at]=2025-01-15T10:30:30Z')).toEqual([two, three]);
  expect(await list('filter_lteq[expires_at]=2030-01-02T00:00:00Z')).toEqual([two, three]);
  expect(await list('filter[user_id]=1')).toEqual([one, two, three]);
  expect(await list('user_id=0')).toEqual([one, two, three]);
  expect(await list('user_id=99')).toEqual([]);
  const first = await t.call('GET', '/bundles?per_page=2&sort_by[expires_at]=asc');
  expect(rows(first).map(({ id }) => id)).toEqual([two, three]);
  const cursor = encodeURIComponent(first.headers.get('x-files-cursor') ?? '');
  const second = await t.call('GET', `/bundles?per_page=2&sort_by[expires_at]=asc&cursor=${cursor}`);
  expect([rows(second).map(({ id }) => id), second.headers.get('x-files-cursor')]).toEqual([[one], null]);
  expect((await t.call('GET', '/bundles?sort_by[code]=asc')).type).toBe('bad-request/invalid-sort-field');
  const token = bundleOf(await t.call('GET', `/bundles/${three}`)).code;
  expect(await list(`filter[code]=${token}`)).toEqual([three]);
});

test('people: recipients, registrations, downloads and actions', async () => {
  const t = await opened();
  const { id, code } = bundleOf(await t.make({ paths: ['Docs'], require_registration: true, permissions: 'read_write' }));
  expect(
    (
      await t.call('POST', `/bundles/${id}/share`, {
        body: { to: ['anna@example.com'], recipients: [{ recipient: 'ben@example.com', name: 'Ben', company: 'B' }], note: 'hi' },
      })
    ).status,
  ).toBe(204);
  const made = await t.call('POST', '/bundle_recipients', { body: { bundle_id: id, recipient: 'carl@example.com', user_id: 1 } });
  expect([made.status, made.body]).toEqual([
    201,
    { company: null, name: null, note: null, recipient: 'carl@example.com', sent_at: null, workspace_id: 0 },
  ]);
  expect((await t.call('POST', '/bundle_recipients', { body: { bundle_id: id, recipient: 'CARL@example.com' } })).type).toBe(
    'processing-failure/recipient-already-shared',
  );
  expect(
    (await t.call('POST', '/bundle_recipients', { body: { bundle_id: id, recipient: 'dora@example.com', share_after_create: true } })).body,
  ).toMatchObject({
    sent_at: '2025-01-15T10:30:00Z',
  });
  expect((await t.call('POST', `/bundles/${id}/share`, { body: { to: ['nobody'] } })).type).toBe('processing-failure/model-save-error');
  expect((await t.call('GET', '/bundle_recipients')).type).toBe('bad-request/request-params-required');
  expect(rows(await t.call('GET', `/bundle_recipients?bundle_id=${id}`))).toMatchObject([
    { recipient: 'anna@example.com', note: 'hi', sent_at: '2025-01-15T10:30:00Z' },
    { recipient: 'ben@example.com', name: 'Ben', company: 'B', note: 'hi' },
    { recipient: 'carl@example.com', sent_at: null },
    { recipient: 'dora@example.com' },
  ]);

  const visitor = await fetch(`${t.url}/s/${code}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ name: 'Anna', email: 'Anna@example.com', company: 'A' }),
  });
  const cookie = (visitor.headers.get('set-cookie') ?? '').replace(/;.*/, '');
  await (await fetch(`${t.url}/s/${code}/files/${t.a.id}/download`, { headers: { cookie } })).text();
  await vi.waitFor(async () => expect(rows(await t.call('GET', '/bundle_downloads'))).toHaveLength(1));
  await (await fetch(`${t.url}/s/${code}/download`, { headers: { cookie } })).arrayBuffer();
  await vi.waitFor(async () => expect(rows(await t.call('GET', '/bundle_downloads'))).toHaveLength(2));
  const form = new FormData();
  form.append('file', new Blob(['x']), 'new.txt');
  await fetch(`${t.url}/s/${code}/folders/${t.docs.id}`, { method: 'POST', body: form, headers: { cookie, accept: 'application/json' } });

  const [registration] = rows(await t.call('GET', `/bundle_registrations?bundle_id=${id}`));
  expect(registration).toEqual({
    code: expect.stringMatching(/^[\w-]{22}$/) as string,
    name: 'Anna',
    company: 'A',
    email: 'Anna@example.com',
    ip: '127.0.0.1',
    inbox_code: null,
    clickwrap_body: null,
    form_field_set_id: null,
    form_field_data: null,
    bundle_code: code,
    bundle_id: id,
    bundle_recipient_id: 1,
    workspace_id: 0,
    created_at: '2025-01-15T10:30:00Z',
  });
  expect(rows(await t.call('GET', `/bundle_recipients?bundle_id=${id}&filter[has_registrations]=true`))).toMatchObject([
    { recipient: 'anna@example.com' },
  ]);
  expect(rows(await t.call('GET', `/bundle_downloads?bundle_id=${id}&sort_by[created_at]=asc`))).toEqual([
    { bundle_registration: registration, download_method: 'file', path: 'Docs/a.txt', workspace_id: 0, created_at: '2025-01-15T10:30:00Z' },
    { bundle_registration: registration, download_method: 'full_zip', path: '', workspace_id: 0, created_at: '2025-01-15T10:30:00Z' },
  ]);
  const actions = rows(await t.call('GET', '/bundle_actions?user_id=0&filter[bundle_registration_id]=1'));
  expect(actions.map(({ action, path }) => [action, path])).toEqual([
    ['read', 'Docs/a.txt'],
    ['read', ''],
    ['create', 'Docs/new.txt'],
  ]);
  expect(actions[0]).toEqual({
    action: 'read',
    bundle_registration: registration,
    created_at: '2025-01-15T10:30:00Z',
    destination: null,
    path: 'Docs/a.txt',
    source: null,
    bundle_registration_id: 1,
    workspace_id: 0,
    bundle_registration_name: 'Anna',
    bundle_registration_email: 'Anna@example.com',
    bundle_registration_ip: '127.0.0.1',
    form_field_set_id: null,
    form_field_data: null,
  });
  expect(rows(await t.call('GET', `/bundle_actions?bundle_id=${id}&sort_by[created_at]=desc&per_page=1`))).toMatchObject([
    { action: 'create' },
  ]);
  expect(rows(await t.call('GET', '/bundle_registrations?user_id=99'))).toEqual([]);
  expect((await t.call('GET', '/bundle_downloads?bundle_id=99')).type).toBe('not-found');
});
