/** Signed access tokens of both audiences. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type * as z from 'zod/mini';
import type { Clock } from '../../shared/clock.ts';
import {
  tokenAlgorithm,
  tokenType,
  type customerClaims,
  type operatorClaims,
} from '../../shared/http/verify-token.ts';
import type { Secrets } from './secrets.store.ts';
import { accessTokenLasts } from './lifetimes.ts';

type Claims = z.input<typeof customerClaims> | z.input<typeof operatorClaims>;

export type IssueToken = (claims: Claims) => Promise<string>;

export const tokenIssuer =
  (deps: { secrets: Secrets; clock: Clock; issuer: string }): IssueToken =>
  async (claims) => {
    const { key, keyId } = await deps.secrets.signingKey();
    const issuedAt = Math.floor(deps.clock.now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: tokenAlgorithm, typ: tokenType, kid: keyId })
      .setIssuer(deps.issuer)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + accessTokenLasts)
      .sign(key);
  };
