import { expect, test } from 'vitest';
import { createRedactor } from './secrets.ts';

function redacted(secret: string, text: string): string {
  const redactor = createRedactor();
  redactor.add(secret);
  return redactor.redact(text);
}

test.each([
  ['s3cr3t/x', 'GET http://host/s3cr3t/x?k=s3cr3t%2Fx', 'GET http://host/[secret]?k=[secret]'],
  ['MyTenant', 'GET https://mytenant.example.com/MyTenant', 'GET https://[secret].example.com/[secret]'],
])('%s is hidden in each of its forms', (secret, text, shown) => {
  expect(redacted(secret, text)).toBe(shown);
});

test.each(['../..', 'a/..', 'x/../', '    ', 'a/../v1'])(
  'of %j nothing is left in an address, which takes nothing else apart',
  (secret) => {
    const text = 'GET http://host/v1/rows answered with status 404';
    expect(redacted(secret, text)).toBe(text);
  },
);
