/** Operator clients: their administration writes them, getting a token reads them. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { isScope } from './http/contract.ts';
import { getItem } from './table/access.ts';
import type { Table } from './table/client.ts';
import { keys } from './table/keys.ts';

/** A scope that this version does not know grants nothing, rather than making a client unreadable. */
export const grantedScopes = z.pipe(
  z.array(z.string()),
  z.transform((names) => names.filter(isScope)),
);

export const storedClient = z.object({
  clientId: z.string(),
  name: z.string(),
  scopes: grantedScopes,
  createdAt: z.number(),
  /** Epoch milliseconds. Not `expiresAt`: that is when the table itself removes an item. */
  endsAt: z.optional(z.number()),
  revokedAt: z.optional(z.number()),
  secrets: z.array(z.object({ secretId: z.string(), hash: z.string(), createdAt: z.number() })),
  version: z.int(),
});
export type StoredClient = z.output<typeof storedClient>;

/** SHA-256, hex. Secrets are 256 random bits: nobody finds one by trying, so no slow hash is due. */
export const secretHash = (secret: string) => createHash('sha256').update(secret).digest('hex');

export const readClient = (table: Table, clientId: string): Promise<StoredClient | undefined> =>
  getItem(table, storedClient, keys.client(clientId));
