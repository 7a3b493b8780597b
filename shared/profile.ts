/** A person who signs in, as stored. Not an account: one person may hold several. */
import * as z from 'zod/mini';
import { permissions } from './http/contract.ts';
import { language } from './http/fields.ts';

export const profile = z.object({
  profileId: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  language,
  /** `invited` until the mailed link was used. */
  status: z.enum(['invited', 'active']),
  passwordHash: z.optional(z.string()),
  /** Hash of the newest registration link; a newer link replaces it, use removes it. */
  linkHash: z.optional(z.string()),
  linkExpiresAt: z.optional(z.number()),
});
export type Profile = z.output<typeof profile>;

export const membership = z.object({
  profileId: z.string(),
  accountNumber: z.string(),
  role: z.enum(['holder', 'delegate']),
  permissions: z.array(z.enum(permissions)),
});
export type Membership = z.output<typeof membership>;

/** Email address → who signs in with it. */
export const emailOwner = z.object({ email: z.string(), profileId: z.string() });
