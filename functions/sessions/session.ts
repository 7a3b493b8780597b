/** A session, as stored, and how long it lasts. */
import * as z from 'zod/mini';
import { permissions } from '../../shared/http/contract.ts';

const day = 86_400;
export const lifetimes = {
  /** Seconds an access token is good for: the bound within which a sign-out reaches every route. */
  accessToken: 600,
  /** Seconds without a refresh after which a session has ended. */
  idle: 14 * day,
  /** Seconds after which the person signs in again, whatever happened in between. */
  absolute: 90 * day,
  /** Seconds in which a replaced refresh token is accepted again: its answer may have been lost. */
  grace: 10,
};

/** Tabs that refresh at once each get a token of their own; more at a time is not a browser. */
export const maxSiblings = 5;

export const session = z.object({
  sessionId: z.string(),
  profileId: z.string(),
  accountNumber: z.string(),
  permissions: z.array(z.enum(permissions)),
  delivery: z.enum(['body', 'cookie']),
  /** Hashes of the refresh tokens that are good now. */
  current: z.array(z.string()),
  /** Hashes of those they replaced, good for the grace after `rotatedAt`. */
  previous: z.array(z.string()),
  rotatedAt: z.number(),
  createdAt: z.number(),
  /** Epoch milliseconds; the earlier of idle and absolute lifetime. */
  endsAt: z.number(),
});
export type Session = z.output<typeof session>;

/** When a session that is used now will have ended. */
export const endOf = (createdAt: number, now: number) =>
  Math.min(now + lifetimes.idle * 1000, createdAt + lifetimes.absolute * 1000);
