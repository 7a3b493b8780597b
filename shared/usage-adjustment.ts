/**
 * What late usage leaves to later bills: by how much a day of a closed period differs from what was
 * billed of it. Beside the difference of now stands what it was while each bill was open, so that a
 * bill has what came since the one before, and keeps it however often the day changes later.
 */
import * as z from 'zod/mini';
import type { Day } from './calendar.ts';
import type { Traffic } from './usage-period.ts';

/** The bill of the period that begins on this day. */
export const billAttribute = (bill: Day) => `on${bill.replaceAll('-', '')}`;
const isBill = (name: string) => /^on\d{8}$/.test(name);

/** As the fold marks which adjustments a bill has: `first day of the period#day`. */
export const adjustedDays = z.object({ days: z.set(z.string()) });

const bytes = z.union([z.int(), z.string()]);
const stored = z.object({ periodStart: z.string(), day: z.string() });
const onBill = z.tuple([bytes, bytes]);

export type Adjustment = Traffic & {
  /** First day of the period that was closed. */
  period: Day;
  day: Day;
};

/** What a bill has of it; undefined when that is nothing. */
export function adjustmentOn(item: Record<string, unknown>, bill: Day): Adjustment | undefined {
  const names = Object.keys(item).filter(isBill).sort();
  const own = names.indexOf(billAttribute(bill));
  if (own < 0) return undefined;
  const at = (name: string | undefined): Traffic => {
    const [down, up] = name === undefined ? [0, 0] : z.parse(onBill, item[name]);
    return { down: BigInt(down), up: BigInt(up) };
  };
  const [after, before] = [at(names[own]), at(names[own - 1])];
  const difference = { down: after.down - before.down, up: after.up - before.up };
  if (difference.down === 0n && difference.up === 0n) return undefined;
  const { periodStart: period, day } = z.parse(stored, item);
  return { period, day, ...difference };
}
