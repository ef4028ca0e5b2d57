import { describe, expect, test } from 'vitest';
import { newMember, put } from '../../core/core.test-setup.ts';
import { site, usageSnapshot } from './entities-site.ts';
import { user } from './entities-people.ts';
import { openFilesCom } from './filescom.test-setup.ts';

const fieldsOf = (value: unknown): string[] => Object.keys(value as object).sort();

describe('the site', () => {
  test('is shown with all its fields, and who asks', async () => {
    const t = await openFilesCom();
    const shown = await t.call('GET', '/site');
    expect(shown.status).toBe(200);
    expect(fieldsOf(shown.body)).toEqual(fieldsOf(site.shape));
    expect(shown.body).toMatchObject({
      id: 0,
      name: 'Filewharf',
      session: null,
      user: { username: 'admin', site_admin: true },
      session_expiry_minutes: 360,
      password_min_length: 8,
      user_lockout: true,
      user_lockout_tries: 10,
      require_2fa: false,
      calculate_file_checksums_crc32: false,
      always_mkdir_parents: false,
      sftp_enabled: false,
      allowed_2fa_method_totp: true,
    });
    expect(fieldsOf((shown.body as { user: object }).user)).toEqual(fieldsOf(user.shape));
    expect(site.parse(shown.body)).toEqual(shown.body);
  });

  test('in a session: the session, without its secret', async () => {
    const t = await openFilesCom();
    const begun = await t.call('POST', '/sessions', { key: null, body: { username: 'admin', password: 'a long password' } });
    const { id } = begun.body as { id: string };
    const shown = await t.call('GET', '/site', { key: null, headers: { 'x-filesapi-auth': id } });
    expect(shown.body).toMatchObject({ session: { id: '1', language: 'en', read_only: false, sftp_insecure_ciphers: false } });
    expect(shown.text).not.toContain(id);
  });

  test('changes hold: what rules read, and what is only shown', async () => {
    const t = await openFilesCom();
    const change = {
      name: 'Ours',
      session_expiry_minutes: '30',
      calculate_file_checksums_sha256: 'True',
      bundle_expiration: 7,
      require_2fa_user_type: 'site_admins',
      motd_text: 'hello',
      additional_text_file_types: ['md', 'log'],
      bundle_watermark_value: { text: 'x' },
      ldap_host: 'ldap.example.com',
      smtp_password: 'a secret of the mail server',
      left_navigation_visibility: { a: 1 },
      unknown: 1,
      trial_days_left: 5,
    };
    const changed = await t.call('PATCH', '/site', { body: change });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      name: 'Ours',
      session_expiry_minutes: 30,
      calculate_file_checksums_sha256: true,
      bundle_expiration: 7,
      require_2fa_user_type: 'site_admins',
      motd_text: 'hello',
      additional_text_file_types: ['md', 'log'],
      bundle_watermark_value: { text: 'x' },
      ldap_host: 'ldap.example.com',
      trial_days_left: null,
    });
    expect((await t.call('GET', '/site')).body).toEqual(changed.body);
    expect(JSON.stringify(await t.core.site.get())).not.toContain('a secret');
    // A client saves the whole object.
    expect((await t.call('PATCH', '/site', { body: changed.body as object })).body).toEqual(changed.body);
    const begun = await t.call('POST', '/sessions', { key: null, body: { username: 'admin', password: 'a long password' } });
    expect(begun.body).toMatchObject({ calculate_file_checksums_sha256: true });
    expect(Date.parse((begun.body as { timeout_at: string }).timeout_at)).toBe(t.clock.now + 30 * 60_000);
    const back = await t.call('PATCH', '/site', { body: { bundle_expiration: 0, motd_text: null, session_expiry_minutes: null } });
    expect(back.body).toMatchObject({ bundle_expiration: null, motd_text: null, session_expiry_minutes: 360, name: 'Ours' });
  });

  test('what makes no sense is refused and changes nothing', async () => {
    const t = await openFilesCom();
    const before = (await t.call('GET', '/site')).body;
    const wrong = await t.call('PATCH', '/site', { body: { name: 'Ours', password_min_length: 3 } });
    expect(wrong).toMatchObject({ status: 422, type: 'processing-failure/model-save-error' });
    expect(wrong.body).toMatchObject({ model_errors: { password_min_length: [expect.any(String)] } });
    expect((await t.call('PATCH', '/site', { body: { name: 'Ours', user_lockout: 'maybe' } })).type).toBe(
      'bad-request/request-params-invalid',
    );
    expect((await t.call('GET', '/site')).body).toEqual(before);
  });

  test('addresses to come in from: one in a line, kept only when they can hold', async () => {
    const t = await openFilesCom();
    const set = (body: object) => t.call('PATCH', '/site', { body });
    expect((await set({ allowed_ips: '127.0.0.1, 192.0.2.0/24' })).body).toMatchObject({ allowed_ips: '127.0.0.1\n192.0.2.0/24' });
    expect((await set({ allowed_ips: 'nowhere' })).body).toMatchObject({ model_errors: { allowed_ips: [expect.any(String)] } });
    // Nobody would get in any more.
    expect((await set({ allowed_ips: '192.0.2.0/24' })).body).toMatchObject({ model_errors: { allowed_ips: [expect.any(String)] } });
    expect((await set({ disallowed_countries: 'XX' })).type).toBe('site-configuration');
    expect((await t.call('GET', '/site')).body).toMatchObject({ allowed_ips: '127.0.0.1\n192.0.2.0/24', disallowed_countries: null });
    expect((await set({ allowed_ips: '' })).body).toMatchObject({ allowed_ips: null });
  });

  test('for others than administrators: to look at, without what concerns other systems', async () => {
    const t = await openFilesCom();
    const { secret } = await newMember(t, { username: 'motor' });
    await t.call('PATCH', '/site', {
      body: { ldap_host: 'ldap.example.com', smtp_address: 'smtp.example.com', allowed_ips: '127.0.0.0/8', motd_text: 'hi' },
    });
    const shown = await t.call('GET', '/site', { key: secret });
    expect(fieldsOf(shown.body)).toEqual(fieldsOf(site.shape));
    expect(shown.body).toMatchObject({
      user: { username: 'motor' },
      motd_text: 'hi',
      ldap_host: null,
      smtp_address: null,
      allowed_ips: null,
    });
    expect(await t.call('PATCH', '/site', { key: secret, body: { name: 'theirs' } })).toMatchObject({
      status: 403,
      type: 'not-authorized/site-admin-required',
    });
    expect((await t.call('GET', '/site/usage', { key: secret })).status).toBe(403);
  });
});

test('usage', async () => {
  const t = await openFilesCom();
  await put(t, t.admin, { name: 'a', bytes: 'x'.repeat(100) });
  await newMember(t, { username: 'motor' });
  const usage = await t.call('GET', '/site/usage');
  expect(fieldsOf(usage.body)).toEqual(fieldsOf(usageSnapshot.shape));
  expect(usage.body).toMatchObject({ high_water_user_count: 2, current_storage: 0, usage_by_top_level_dir: [] });
});
