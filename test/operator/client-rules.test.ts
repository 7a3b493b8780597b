import { describe, expect, it } from 'vitest';
import {
  revoked,
  withChanges,
  withoutSecret,
  withSecret,
} from '../../functions/operator/clients/client-rules.ts';

const secret = (secretId: string) => ({ secretId, hash: `hash of ${secretId}`, createdAt: 1 });
const client = { name: 'Mediation', scopes: ['usage:write'], secrets: [secret('a')] };
const two = { ...client, secrets: [secret('a'), secret('b')] };
const gone = { ...client, secrets: [], revokedAt: 5 };

describe('a rule that changes nothing gives the client it was given', () => {
  it.each([
    ['the same name', withChanges(client, { name: 'Mediation' }), client],
    ['the same scopes', withChanges(client, { scopes: ['usage:write'] }), client],
    ['no end where there is none', withChanges(client, { endsAt: null }), client],
    ['a secret that is there', withSecret(two, secret('b')), two],
    ['another revocation', revoked(gone, 9), gone],
  ])('%s', (_, outcome, same) => {
    expect(outcome.ok && outcome.value).toBe(same);
  });
});

it.each([
  ['a change of a revoked client', withChanges(gone, { name: 'x' }), 'client-revoked'],
  ['a secret for a revoked client', withSecret(gone, secret('c')), 'client-revoked'],
  ['a third secret', withSecret(two, secret('c')), 'too-many-secrets'],
  ['deleting the last secret', withoutSecret(client, 'a'), 'last-secret'],
  ['deleting a secret that is not there', withoutSecret(client, 'z'), 'not-found'],
])('refuses %s', (_, outcome, reason) => {
  expect(outcome).toEqual({ ok: false, refusal: { reason } });
});

it('takes an end away, and the secrets of who is revoked', () => {
  const ending = { ...client, endsAt: 7 };
  expect(withChanges(ending, { endsAt: null })).toMatchObject({ value: { endsAt: undefined } });
  expect(withChanges(ending, { name: 'x' })).toMatchObject({ value: { name: 'x', endsAt: 7 } });
  expect(revoked(two, 9)).toMatchObject({ value: { revokedAt: 9, secrets: [] } });
});
