/**
 * Tokens that mean nothing to who holds them: links and refresh tokens. They carry the ids that
 * find their record and 256 random bits; only a hash of the whole is stored.
 */
import { createHash, randomBytes } from 'node:crypto';

const secretLength = 32;
const idLength = 16;

export type OpaqueToken = { token: string; hash: string };

export const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** `ids` are UUIDs. */
export function newToken(...ids: string[]): OpaqueToken {
  const parts = ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'));
  const token = Buffer.concat([...parts, randomBytes(secretLength)]).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** The ids a token carries, or undefined when it cannot be one of ours. */
export function idsIn(token: string, count: number): string[] | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== count * idLength + secretLength) return undefined;
  // Another spelling of the same bytes is another token: its hash would not be found.
  if (bytes.toString('base64url') !== token) return undefined;
  return Array.from({ length: count }, (_, i) =>
    uuid(bytes.subarray(i * idLength, (i + 1) * idLength)),
  );
}

const uuid = (bytes: Buffer) =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
