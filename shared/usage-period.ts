/** The totals by day of one billing period of a service, as the fold stores them. */
import * as z from 'zod/mini';
import { daysFrom, type Day } from './calendar.ts';
import { bare } from './table/client.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';

/** Bytes. */
export type Traffic = { down: bigint; up: bigint };

export type DayUsage = Traffic & {
  /** Epoch ms. */
  lastEnd: number;
  /** What it was when its period closed, where it was written since: what was billed of it. */
  atClose?: Traffic;
};

export type UsagePeriod = {
  serviceId: string;
  /** First day, which names it. */
  start: Day;
  days: ReadonlyMap<Day, DayUsage>;
  /** The total at which its terms are to be looked at; undefined: at once. */
  lookAt?: bigint | 'never';
};

const bytes = z.union([z.int(), z.string()]);
/** Bytes down and up, the fence of the fold that wrote them, minutes to the last record's end. */
const dayTotal = z.tuple([bytes, bytes, z.int(), z.int()]);

/** `MMDD`: a period is shorter than a year, and short names keep its item within one unit. */
const monthDayOf = (day: Day) => day.slice(5, 7) + day.slice(8, 10);
export const dayAttribute = (day: Day) => monthDayOf(day);
/** The day's total when its period closed, written with the first change after that. */
export const closeAttribute = (day: Day) => `c${monthDayOf(day)}`;

/** Says at which total there is something to tell, so that a fold need not read the terms. */
export const lookAttribute = 'look';

const periodItem = z.record(z.string().check(z.regex(/^c?\d{4}$/)), dayTotal);
const lookItem = z.optional(bytes);
const never = 'never';

/** Service and first day are in the sort key alone: `USAGE#service#first day`. */
export function readUsagePeriod(item: Record<string, unknown>): UsagePeriod {
  const [, serviceId = '', start = ''] = String(item['sk']).split('#');
  const { [lookAttribute]: look, ...rest } = bare(item);
  const totals = z.parse(periodItem, rest);
  const lookAt = z.parse(lookItem, look);
  const days = Object.entries(totals).flatMap(([monthDay, [down, up, , minutes]]) => {
    if (monthDay.startsWith('c')) return [];
    const day = dayIn(start, monthDay);
    const atClose = totals[closeAttribute(day)];
    const usage: DayUsage = {
      ...traffic(down, up),
      lastEnd: Date.parse(`${day}T00:00:00Z`) + minutes * 60_000,
      ...(atClose === undefined ? {} : { atClose: traffic(atClose[0], atClose[1]) }),
    };
    return [[day, usage] as const];
  });
  return {
    ...{ serviceId, start, days: new Map(days) },
    ...(lookAt === undefined ? {} : { lookAt: lookAt === never ? never : BigInt(lookAt) }),
  };
}

/** Bytes, both ways, of the whole period. */
export const usedIn = (days: ReadonlyMap<Day, Traffic>): bigint =>
  [...days.values()].reduce((sum, { down, up }) => sum + down + up, 0n);

const traffic = (down: number | string, up: number | string): Traffic => ({
  down: BigInt(down),
  up: BigInt(up),
});

/** What a period's bill does not hold of a day. */
export const changeSince = (atClose: Traffic, now: Traffic): Traffic => ({
  down: now.down - atClose.down,
  up: now.up - atClose.up,
});

/** Whether a day is other than what was billed of it. */
export const isRevised = ({ atClose, down, up }: DayUsage) =>
  atClose !== undefined && (atClose.down !== down || atClose.up !== up);

/** A period that runs over New Year has its January in the year after its first day's. */
function dayIn(periodStart: Day, monthDay: string): Day {
  const inYear = (year: number) =>
    `${String(year).padStart(4, '0')}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`;
  const year = Number(periodStart.slice(0, 4));
  return inYear(year) >= periodStart ? inYear(year) : inYear(year + 1);
}

const safe = BigInt(Number.MAX_SAFE_INTEGER);

/** A number while it is safe, a decimal string beyond. */
export const exactBytes = (count: bigint): number | string =>
  count <= safe && count >= -safe ? Number(count) : String(count);

type Place = { accountNumber: string; serviceId: string; start: Day };

/** Says when the terms are to be looked at next, if nobody has said so since it was read. */
export const lookPart = (
  { accountNumber, serviceId, start }: Place,
  lookAt: bigint | 'never',
  read: UsagePeriod['lookAt'],
): Part => ({
  Update: {
    Key: keys.usagePeriod(accountNumber, serviceId, start),
    UpdateExpression: 'SET #look = :look',
    ConditionExpression: read === undefined ? 'attribute_not_exists(#look)' : '#look = :read',
    ExpressionAttributeNames: { '#look': lookAttribute },
    ExpressionAttributeValues: {
      ':look': stored(lookAt),
      ...(read === undefined ? {} : { ':read': stored(read) }),
    },
  },
});

/**
 * Says the same, whoever said what, if no fold has changed a total since they were read: for what is
 * decided by what was used until now. A service that was not used yet gets its period.
 */
export function lookIfUnusedSincePart(
  { accountNumber, serviceId, start }: Place,
  lookAt: bigint | 'never',
  { end, days }: { end: Day; days: UsagePeriod['days'] },
): Part {
  const names: Record<string, string> = { '#look': lookAttribute };
  const values: Record<string, unknown> = { ':look': stored(lookAt) };
  const conditions = daysFrom(start, end).map((day, index) => {
    names[`#${index}`] = dayAttribute(day);
    const read = days.get(day);
    if (read === undefined) return `attribute_not_exists(#${index})`;
    values[`:d${index}`] = exactBytes(read.down);
    values[`:u${index}`] = exactBytes(read.up);
    return `#${index}[0] = :d${index} AND #${index}[1] = :u${index}`;
  });
  return {
    Update: {
      Key: keys.usagePeriod(accountNumber, serviceId, start),
      UpdateExpression: 'SET #look = :look',
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
}

/** Has the terms looked at with the next usage: for whatever may change them. */
export const lookAgainPart = ({ accountNumber, serviceId, start }: Place): Part => ({
  Update: {
    Key: keys.usagePeriod(accountNumber, serviceId, start),
    UpdateExpression: 'REMOVE #look',
    ExpressionAttributeNames: { '#look': lookAttribute },
  },
});

const stored = (lookAt: bigint | 'never') => (lookAt === never ? never : exactBytes(lookAt));
