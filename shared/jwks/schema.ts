/** The published keys (JWKS), as what makes them, what deploys them and what watches them agree on. */
import * as z from 'zod/mini';

/** Whatever else a key has, a private part above all, is left behind. */
export const publicKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});
export type PublicKey = z.output<typeof publicKey>;

export const keySet = z.object({ keys: z.array(publicKey).check(z.minLength(1)) });
export type KeySet = z.output<typeof keySet>;

/** The one that signs, and the one before or after it. */
export const mostKeys = 2;

/** `2026-11-25-3fa94c01`: the day it was made, so that its age is told by the public key alone. */
export const keyIdOn = (day: string, distinction: string) => `${day}-${distinction}`;

/** Whole days; undefined for a key whose id tells no day. */
export function ageInDays(keyId: string, now: Date): number | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})-[0-9a-f]{8}$/.exec(keyId)?.[1];
  const madeAt = day === undefined ? Number.NaN : Date.parse(day);
  return Number.isNaN(madeAt) ? undefined : Math.floor((now.getTime() - madeAt) / 86_400_000);
}
