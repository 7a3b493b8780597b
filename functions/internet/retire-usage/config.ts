import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

/**
 * Facts of a day may be added until then: records are taken for 130 days, a local day begins up to one
 * day before UTC's, and what was taken may lie in a queue for 4 days and in its dead letters for 14.
 */
export const mayComeForDays = 130 + 1 + 4 + 14;
/** Customers see the current billing period and three before it by day, and may contest them. */
const visibleDays = 4 * 31;

export const leastKeptDays = Math.max(mayComeForDays, visibleDays + 14);
/** Checkpoints, openings and reports expire after 400 days: facts must not outlive them. */
export const mostKeptDays = 365;

/** What the log says of a shard-day that should have been folded months ago; an alarm counts it. */
export const notFolded = 'facts-not-folded';

const days = z.string().check(z.regex(/^[1-9]\d{0,4}$/));

export const retireConfig = z.object({
  TABLE_NAME: setting(),
  /** Whole days that facts are kept after their own. */
  KEEP_FACTS_DAYS: days.check(
    z.refine((text) => Number(text) >= leastKeptDays && Number(text) <= mostKeptDays),
  ),
  /** How long it can be shown what was deleted. */
  KEEP_TRACES_DAYS: days,
  /** After so many deliveries a message is dead-lettered; the last one reports its days as failed. */
  MAX_RECEIVES: z.string().check(z.regex(/^[1-9]\d?$/)),
});
