/** What becomes of tokens and of signing while the signing key is replaced. */
import { describe, expect, it, vi } from 'vitest';
import { tokenIssuer } from '../../functions/sessions/access-token.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { operatorToken } from '../../functions/sessions/operator-token.ts';
import { secretsIn } from '../../functions/sessions/secrets.store.ts';
import { verificationKeys } from '../../functions/sessions/verification-keys.ts';
import { addKey, newKeyPair, retireKey, type PrivateKey } from '../../infra/signing-keys.ts';
import { feature } from '../../shared/http/feature.ts';
import { tokenVerifier } from '../../shared/http/verify-token.ts';
import type { KeySet } from '../../shared/jwks/schema.ts';
import { secretHash } from '../../shared/operator-client.ts';
import { call } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { issuer } from '../support/identity.ts';
import { settingsFor } from '../support/settings.ts';

const clock = fixedClock('2026-11-25T15:00:00Z');
const before = newKeyPair(clock.now());
const after = newKeyPair(clock.now());
const only: KeySet = { keys: [before.verificationKey] };
const both = addKey(only, after.verificationKey);
const left = retireKey(both, after.signingKey.kid);

const claims = { aud: 'operator', sub: 'mediation', scope: 'usage:write' } as const;

/** As a function that was deployed with these keys verifies. */
const accepts = async (token: string, keys: KeySet) =>
  (await tokenVerifier({ issuer, keys, clock })(token)) !== undefined;

/** As a function that was deployed with these keys signs, with the key of the parameter. */
function secretsWith(signingKey: object, publicKeys: KeySet) {
  const values: Record<string, unknown> = {
    signing: signingKey,
    clients: [{ clientId: 'mediation', secretHashes: [secretHash('s')], scopes: ['usage:write'] }],
  };
  return secretsIn((name, read) => async () => read(values[name]), {
    signingKey: 'signing',
    operatorClients: 'clients',
    publicKeys,
  });
}
const sign = (signingKey: PrivateKey, deployed: KeySet) =>
  tokenIssuer({ secrets: secretsWith(signingKey, deployed), clock, issuer })(claims);

describe('while the key is replaced', () => {
  it('tokens of the old key are good until it is retired', async () => {
    const old = await sign(before.signingKey, both);
    expect(await accepts(old, only)).toBe(true);
    expect(await accepts(old, both)).toBe(true);
    expect(await accepts(old, left)).toBe(false);
  });

  it('tokens of the new key are good from the first step on', async () => {
    const young = await sign(after.signingKey, both);
    expect(await accepts(young, only)).toBe(false);
    expect(await accepts(young, both)).toBe(true);
    expect(await accepts(young, left)).toBe(true);
  });

  it('a token that names the other live key is refused', async () => {
    const [header = '', ...rest] = (await sign(before.signingKey, both)).split('.');
    const named = { ...JSON.parse(Buffer.from(header, 'base64url').toString()) };
    const renamed = JSON.stringify({ ...named, kid: after.signingKey.kid });
    const token = [Buffer.from(renamed).toString('base64url'), ...rest].join('.');
    expect(await accepts(token, both)).toBe(false);
  });

  it('both keys are published, without a private part, to be cached for minutes', async () => {
    const { verificationKeys: route } = sessionsContract;
    const handler = feature(
      { verificationKeys: route },
      { verificationKeys: verificationKeys(both) },
      settingsFor(clock),
    );
    const reply = await call(handler, route);
    expect(reply.body).toEqual({ keys: [before.verificationKey, after.verificationKey] });
    expect(reply.headers['cache-control']).toBe('public, max-age=300');
    expect(reply.text).not.toContain('"d"');
  });
});

describe('a key that the functions could not verify', () => {
  const { operatorToken: route } = sessionsContract;
  const ask = (secrets: ReturnType<typeof secretsWith>) => {
    const handler = feature(
      { operatorToken: route },
      {
        operatorToken: operatorToken({
          secrets,
          findClient: () => Promise.resolve(undefined),
          attempts: {
            count: () => Promise.resolve(undefined),
            forget: () => Promise.resolve(),
            giveBack: () => Promise.resolve(),
          },
          clock,
          issueToken: tokenIssuer({ secrets, clock, issuer }),
        }),
      },
      settingsFor(clock),
    );
    return call(handler, route, {
      body: 'grant_type=client_credentials&client_id=mediation&client_secret=s',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  };

  it.each([
    ['is not deployed', after.signingKey, only],
    ['is retired', before.signingKey, left],
    ['has the id of another', { ...after.signingKey, kid: before.signingKey.kid }, both],
    ['has no id', { ...after.signingKey, kid: undefined }, both],
  ])('signs nothing when it %s, and wakes somebody', async (_, signingKey, deployed) => {
    const logged = vi.spyOn(console, 'log');
    expect(await ask(secretsWith(signingKey, deployed))).toMatchObject({
      status: 500,
      body: { code: 'internal-error' },
    });
    const lines = logged.mock.calls.map(([line]) => JSON.parse(String(line)) as object);
    logged.mockRestore();
    expect(lines[0]).toMatchObject({ level: 'error', fault: 'SigningKeyNotPublished' });
  });

  it('is none that they can', async () => {
    expect((await ask(secretsWith(after.signingKey, both))).status).toBe(200);
  });
});
