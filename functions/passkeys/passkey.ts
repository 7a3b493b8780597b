/** A passkey, as stored and as its owner sees it. */
import * as z from 'zod/mini';

/** More than anybody has devices; the list stays a page. */
export const mostPasskeys = 10;

export const storedPasskey = z.object({
  /** The credential's id, base64url. */
  passkeyId: z.string(),
  profileId: z.string(),
  name: z.string(),
  /** COSE key, base64url. */
  publicKey: z.string(),
  /** Uses, as the authenticator counts them; one that is kept in several places stays at 0. */
  signCount: z.int(),
  transports: z.array(z.string()),
  /** Kept also in the cloud of the device's maker, as last told. */
  synced: z.boolean(),
  createdAt: z.number(),
  lastUsedAt: z.optional(z.number()),
});
export type Passkey = z.output<typeof storedPasskey>;

export const viewOf = ({ passkeyId, name, createdAt, lastUsedAt, synced }: Passkey) => ({
  passkeyId,
  name,
  createdAt: new Date(createdAt).toISOString(),
  ...(lastUsedAt === undefined ? {} : { lastUsedAt: new Date(lastUsedAt).toISOString() }),
  synced,
});
