/** Checks access tokens with the public keys of the environment: no call, whatever the audience. */
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { noAccount, type Caller } from './caller.ts';
import { isScope, permissions, roles } from './contract.ts';

export const tokenType = 'at+jwt';
export const tokenAlgorithm = 'ES256';

/** Claims of an access token, beyond the registered ones. */
export const customerClaims = z.object({
  aud: z.literal('customer'),
  sub: z.string(),
  sid: z.string(),
  /** Absent while the person has access to no account. */
  acc: z.optional(z.string()),
  role: z._default(z.enum(roles), 'delegate'),
  perms: z.array(z.enum(permissions)),
  /** Epoch seconds of the last step-up. */
  stp: z.optional(z.int()),
});
export const operatorClaims = z.object({
  aud: z.literal('operator'),
  sub: z.string(),
  scope: z.string(),
});

export type VerifyToken = (
  token: string,
) => Promise<Exclude<Caller, { audience: 'public' }> | undefined>;

/** Verifying costs 150 µs, so what was verified is remembered while the token lives. */
const remembered = 1000;

export function tokenVerifier(settings: {
  issuer: string;
  keys: JSONWebKeySet;
  clock: Clock;
}): VerifyToken {
  const keys = createLocalJWKSet(settings.keys);
  const known = new Map<string, { caller: Awaited<ReturnType<VerifyToken>>; expiresAt: number }>();

  return async (token) => {
    const now = settings.clock.now();
    const hit = known.get(token);
    if (hit !== undefined && hit.expiresAt > now.getTime()) return hit.caller;

    const payload = await verified(token, now);
    const caller = payload && callerOf(payload);
    if (caller === undefined) return undefined;
    if (known.size >= remembered) known.delete(known.keys().next().value ?? '');
    known.set(token, { caller, expiresAt: (payload?.exp ?? 0) * 1000 });
    return caller;
  };

  async function verified(token: string, now: Date): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: [tokenAlgorithm],
        typ: tokenType,
        issuer: settings.issuer,
        requiredClaims: ['exp', 'iat', 'sub', 'aud'],
        currentDate: now,
      });
      return payload;
    } catch (fault) {
      if (fault instanceof errors.JOSEError) return undefined;
      throw fault;
    }
  }
}

function callerOf(payload: JWTPayload): Awaited<ReturnType<VerifyToken>> {
  const customer = z.safeParse(customerClaims, payload);
  if (customer.success) {
    const { sub, sid, acc, role, perms, stp } = customer.data;
    return {
      audience: 'customer',
      profileId: sub,
      sessionId: sid,
      accountNumber: acc ?? noAccount,
      role,
      permissions: perms,
      ...(stp === undefined ? {} : { steppedUpAt: stp * 1000 }),
    };
  }
  const operator = z.safeParse(operatorClaims, payload);
  if (!operator.success) return undefined;
  const granted = operator.data.scope.split(' ').filter(isScope);
  return { audience: 'operator', clientId: operator.data.sub, scopes: granted };
}
