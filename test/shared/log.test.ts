import { expect, it } from 'vitest';
import { log } from '../../shared/log.ts';
import { canariesIn } from '../support/no-secrets-in-logs.ts';

it.each([
  ['marie@example.com', 'an email address'],
  ['Marie Tremblay', 'a name'],
  ['Incendies', 'a title'],
  ['+15145550123', 'a phone number'],
  ['trois petits canards bleus', 'a password'],
  ['$argon2id$v=19$m=19456', 'a password hash'],
  ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln', 'an access token'],
  ['b7Kp0m5yR0a1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8t9u0v1w2x3y4z5A6B7', 'a link'],
  ['otpauth://totp/Guichet', 'a shared secret'],
])('would be noticed: %s', (text, what) => {
  expect(canariesIn(JSON.stringify({ level: 'info', text })).join()).toContain(what);
});

it('lets ids, codes and places pass', () => {
  log.info('request', {
    requestId: 'JKJaXmPLvHcESHA=',
    profileId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0001',
    route: 'GET /v1/account',
    outboxId: 'C5-fHG8tQ2Ky5gqg4sVxVw',
    runId: 'aggregate-usage-20261123T150000Z-8d77226c7549',
    at: 'at Object.account (/srv/functions/account/store.ts:21:47)',
  });
});
