import { expect, it } from 'vitest';
import { openTestPages } from './share.test-setup.ts';

it('says what runs here and how to go on', async () => {
  const { url } = await openTestPages();
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('set-cookie')).toBeNull();
  const page = await response.text();
  expect(page).toContain('<h1>This server is running</h1>');
  expect(page).toContain('sk_live_...');
  expect(page).toContain('https://files.example.com/api/v2/upload');
  expect(page).toContain('href="/api/v2/docs"');
  expect(page).toContain('href="/api/v2/openapi.json"');
  expect(page).toContain('href="/api/rest/v1/docs"');
  expect(page).toContain('href="/v1/docs"');
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
});
