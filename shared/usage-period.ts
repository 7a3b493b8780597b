/** The totals by day of one billing period of a service, as the fold stores them. */
import * as z from 'zod/mini';
import type { Day } from './calendar.ts';
import { bare } from './table/client.ts';

export type DayUsage = { down: bigint; up: bigint; /** Epoch ms. */ lastEnd: number };

export type UsagePeriod = {
  serviceId: string;
  /** First day, which names it. */
  start: Day;
  days: ReadonlyMap<Day, DayUsage>;
};

const bytes = z.union([z.int(), z.string()]);
/** `MMDD` → bytes down and up, the fence of the fold that wrote them, minutes to the last record's end. */
const periodItem = z.record(
  z.string().check(z.regex(/^\d{4}$/)),
  z.tuple([bytes, bytes, z.int(), z.int()]),
);

/** Service and first day are in the sort key alone: `USAGE#service#first day`. */
export function readUsagePeriod(item: Record<string, unknown>): UsagePeriod {
  const [, serviceId = '', start = ''] = String(item['sk']).split('#');
  const days = Object.entries(z.parse(periodItem, bare(item))).map(
    ([monthDay, [down, up, , minutes]]): [Day, DayUsage] => {
      const day = dayIn(start, monthDay);
      return [
        day,
        {
          down: BigInt(down),
          up: BigInt(up),
          lastEnd: Date.parse(`${day}T00:00:00Z`) + minutes * 60_000,
        },
      ];
    },
  );
  return { serviceId, start, days: new Map(days) };
}

/** A period that runs over New Year has its January in the year after its first day's. */
function dayIn(periodStart: Day, monthDay: string): Day {
  const inYear = (year: number) =>
    `${String(year).padStart(4, '0')}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`;
  const year = Number(periodStart.slice(0, 4));
  return inYear(year) >= periodStart ? inYear(year) : inYear(year + 1);
}

/** A number while it is safe, a decimal string beyond. */
export const exactBytes = (count: bigint): number | string =>
  count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : String(count);
