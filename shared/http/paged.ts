/** A page of a list, with a cursor that opens for its reader alone. */
import { openCursor, sealCursor } from './cursor.ts';
import { refuse } from './operation.ts';
import type { SealingKeys } from '../sealing.ts';
import type { Secret } from '../secret.store.ts';

export async function paged<T>(
  sealingKeys: Secret<SealingKeys>,
  /** Which list, and who reads it. */
  context: string,
  cursor: string | undefined,
  read: (from: string | undefined) => Promise<{ items: T[]; next?: string }>,
) {
  const from = cursor === undefined ? undefined : openCursor(await sealingKeys(), cursor, context);
  if (cursor !== undefined && from === undefined) {
    const issues = [{ path: 'query.cursor', expected: 'the nextCursor of the page before' }];
    return refuse({ reason: 'invalid-request', issues });
  }
  const { items, next } = await read(from);
  const nextCursor =
    next === undefined ? {} : { nextCursor: sealCursor(await sealingKeys(), next, context) };
  return { ok: true as const, value: { items, ...nextCursor } };
}
