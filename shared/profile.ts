/** A person who signs in, as stored. Not an account: one person may hold several. */
import * as z from 'zod/mini';
import { permissions, roles } from './http/contract.ts';
import { language } from './http/fields.ts';

/** What a person agreed to or refused, and the version of the text they were shown. */
export const consent = z.object({ granted: z.boolean(), version: z.string(), at: z.number() });

/** Recovery codes are kept as hashes, the secret of the codes sealed (see seal.ts). */
const totp = z.object({
  secret: z.string(),
  confirmedAt: z.number(),
  /** The 30-second step of the last code that was used: it and older ones are used up. */
  lastStep: z.int(),
});

export const profile = z.object({
  profileId: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  phone: z.optional(z.string()),
  language,
  consents: z.optional(z.record(z.string(), consent)),
  /** `invited` until the mailed link was used. */
  status: z.enum(['invited', 'active']),
  passwordHash: z.optional(z.string()),
  /** Counts what ended every session at once; a session of an older count has ended. */
  sessionEpoch: z.optional(z.int()),

  /** Hash of the newest registration link; a newer link replaces it, use removes it. */
  linkHash: z.optional(z.string()),
  linkExpiresAt: z.optional(z.number()),
  /** The same for a forgotten password, … */
  resetHash: z.optional(z.string()),
  resetExpiresAt: z.optional(z.number()),
  /** … and for a new address, which is confirmed by the link that was mailed there. */
  newEmail: z.optional(z.string()),
  newEmailHash: z.optional(z.string()),
  newEmailExpiresAt: z.optional(z.number()),

  totp: z.optional(totp),
  /** Offered, and not confirmed by a first code yet. */
  offeredTotp: z.optional(z.object({ secret: z.string(), expiresAt: z.number() })),
  recoveryCodes: z.optional(z.array(z.string())),
  /** How many there are: each is an item of its own. */
  passkeys: z.optional(z.int()),
});
export type Profile = z.output<typeof profile>;

export const membership = z.object({
  profileId: z.string(),
  accountNumber: z.string(),
  role: z.enum(roles),
  permissions: z.array(z.enum(permissions)),
  /** Of a delegate: when they first came to the account. */
  acceptedAt: z.optional(z.number()),
});
export type Membership = z.output<typeof membership>;

/** Email address → who signs in with it. */
export const emailOwner = z.object({ email: z.string(), profileId: z.string() });
