/** Signing keys and tokens of a test run: made as the sessions feature makes them. */
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { Clock } from '../../shared/clock.ts';
import { permissions, scopes, type Permission, type Scope } from '../../shared/http/contract.ts';
import { keySet } from '../../shared/jwks/schema.ts';
import { tokenVerifier } from '../../shared/http/verify-token.ts';

export const issuer = 'guichet-test';

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
const keyId = 'test-1';
export const publicJwk: JWK = {
  ...(await exportJWK(publicKey)),
  kid: keyId,
  alg: 'ES256',
  use: 'sig',
};
export const privateJwk: JWK = { ...(await exportJWK(privateKey)), kid: keyId, alg: 'ES256' };
export const publicKeys = keySet.parse({ keys: [publicJwk] });

export const verifierAt = (clock: Clock) => tokenVerifier({ issuer, keys: publicKeys, clock });

type Claims = Record<string, unknown>;

export const signed = (claims: Claims, clock: Clock, header: Claims = {}) => {
  const now = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT({ iss: issuer, iat: now, exp: now + 600, jti: 'test', ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keyId, ...header })
    .sign(privateKey);
};

export const customerToken = (
  clock: Clock,
  who: {
    accountNumber?: string;
    profileId?: string;
    sessionId?: string;
    role?: 'holder' | 'delegate';
    perms?: readonly Permission[];
    /** As if the password had been asked again just now. */
    steppedUp?: boolean;
  } = {},
) =>
  signed(
    {
      aud: 'customer',
      sub: who.profileId ?? '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0001',
      sid: who.sessionId ?? '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0002',
      acc: who.accountNumber ?? '50000000001',
      role: who.role ?? 'holder',
      perms: who.perms ?? permissions,
      ...(who.steppedUp ? { stp: Math.floor(clock.now().getTime() / 1000) } : {}),
    },
    clock,
  );

export const operatorTokenFor = (
  clock: Clock,
  granted: readonly Scope[] = Object.keys(scopes) as Scope[],
) => signed({ aud: 'operator', sub: 'test-client', scope: granted.join(' ') }, clock);
