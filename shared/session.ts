/** A session, as stored: what every feature may ask of it. How it is rotated is for sessions alone. */
import * as z from 'zod/mini';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';

export const storedSession = z.object({
  sessionId: z.string(),
  profileId: z.string(),
  accountNumber: z.string(),
  delivery: z.enum(['body', 'cookie']),
  /** What the browser or app calls itself, and where it called from, as given. */
  userAgent: z.optional(z.string()),
  device: z.optional(z.string()),
  sourceIp: z.optional(z.string()),
  /** Hashes of the refresh tokens that are good now. */
  current: z.array(z.string()),
  /** Hashes of those they replaced, good for the grace after `rotatedAt`. */
  previous: z.array(z.string()),
  rotatedAt: z.number(),
  createdAt: z.number(),
  /** Epoch milliseconds; the earlier of idle and absolute lifetime. */
  endsAt: z.number(),
  /** The profile's count when it began; a higher one there has ended it. */
  epoch: z.int(),
  steppedUpAt: z.optional(z.number()),
});
export type Session = z.output<typeof storedSession>;

/** Lets one session go on when the others end with the profile's old count. */
export const epochPart = (profileId: string, sessionId: string, epoch: number): Part => ({
  Update: {
    Key: keys.session(profileId, sessionId),
    UpdateExpression: 'SET epoch = :epoch',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':epoch': epoch },
  },
});
