/**
 * Keeps a short text from being read or altered outside: secrets of second factors in the table,
 * cursors in a client's hands. AES-256-GCM; the key ring is a SecureString parameter.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';

/** The first key seals, every key opens: so that a key can be replaced. */
export const sealingKeys = z.object({
  keys: z
    .array(z.object({ id: z.string().check(z.regex(/^[\w-]{1,40}$/)), key: z.string() }))
    .check(z.minLength(1)),
});
export type SealingKeys = z.output<typeof sealingKeys>;

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** `context` is what the text belongs to (a profile, an account and query): it opens in no other. */
export function seal({ keys }: SealingKeys, text: string, context: string): string {
  const [{ id, key }] = keys as [SealingKeys['keys'][number]];
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, Buffer.from(key, 'base64url'), nonce);
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final()]);
  return `${id}.${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')}`;
}

/**
 * HMAC-SHA256 by a key of its own for each purpose (HKDF-SHA256, no salt, the purpose as info): who
 * has to check signatures elsewhere is given that key, which opens nothing.
 */
export function signed({ keys }: SealingKeys, text: string, purpose: string) {
  const [{ id, key }] = keys as [SealingKeys['keys'][number]];
  const derived = hkdfSync('sha256', Buffer.from(key, 'base64url'), '', purpose, 32);
  const signature = createHmac('sha256', Buffer.from(derived)).update(text).digest('base64url');
  return { keyId: id, signature };
}

/** Undefined when it was altered, or sealed for something else or with a key that is gone. */
export function open({ keys }: SealingKeys, sealed: string, context: string): string | undefined {
  const [id, body = ''] = sealed.split(/\.(.*)/s, 2);
  const key = keys.find((one) => one.id === id)?.key;
  const bytes = Buffer.from(body, 'base64url');
  // Another spelling of the same bytes is an altered text.
  if (key === undefined || bytes.toString('base64url') !== body) return undefined;
  if (bytes.length < nonceLength + tagLength) return undefined;
  const decipher = createDecipheriv(
    algorithm,
    Buffer.from(key, 'base64url'),
    bytes.subarray(0, nonceLength),
  );
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const text = decipher.update(bytes.subarray(nonceLength, -tagLength));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
