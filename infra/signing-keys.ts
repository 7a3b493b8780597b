/** The keys that tokens are signed and verified with: how they are made, published and retired. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import {
  keyIdOn,
  mostKeys,
  publicKey,
  type KeySet,
  type PublicKey,
} from '../shared/jwks/schema.ts';

export const privateKey = z.extend(publicKey, { d: z.string() });
export type PrivateKey = z.output<typeof privateKey>;

export function newKeyPair(now: Date): { signingKey: PrivateKey; verificationKey: PublicKey } {
  const { privateKey: made } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = keyIdOn(now.toISOString().slice(0, 10), randomBytes(4).toString('hex'));
  const signingKey = privateKey.parse({
    ...made.export({ format: 'jwk' }),
    ...{ kid, alg: 'ES256', use: 'sig' },
  });
  return { signingKey, verificationKey: publicKey.parse(signingKey) };
}

/** Throws where a key would have to be retired first. */
export function addKey({ keys }: KeySet, added: PublicKey): KeySet {
  if (keys.length >= mostKeys) throw new Error(`${mostKeys} keys are live: retire one first`);
  return { keys: [...keys, added] };
}

/** Leaves the one key that is to stay; throws where it is not among them. */
export function retireKey({ keys }: KeySet, stays: string): KeySet {
  const kept = keys.filter(({ kid }) => kid === stays);
  if (kept.length === 0) throw new Error(`The key ${stays} is not among the published ones`);
  return { keys: kept };
}
