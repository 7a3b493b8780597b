/** The demo's usage: a line that was measured day by day, and others made up, always alike. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { usageIntakeContract } from '../../../functions/internet/usage-intake/contract.ts';
import { addDays, dayOf, daysFrom, periodsBack, startOfDay } from '../../../shared/calendar.ts';
import type { BodyOf } from '../../../shared/http/client.ts';

export type UsageRecord = Exclude<
  BodyOf<typeof usageIntakeContract.receiveUsage>,
  string
>[number] & { bytes_down: number; bytes_up: number };

export type MeasuredDay = { day: string; down: number; up: number };

/** Bytes of a real network interface on 30 days of autumn 2022, over a change of the clocks. */
export function measuredDays(): MeasuredDay[] {
  const csv = readFileSync(join(import.meta.dirname, 'measured-daily-usage-a.csv'), 'utf8');
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [day = '', down, up] = line.trim().split(',');
      return { day, down: Number(down), up: Number(up) };
    });
}

/** The measured days moved to the local days that end yesterday. */
export function measuredUntilYesterday(now: Date, timeZone: string): MeasuredDay[] {
  const days = measuredDays();
  const first = addDays(dayOf(now.getTime(), timeZone), -days.length);
  return days.map(({ down, up }, i) => ({ day: addDays(first, i), down, up }));
}

/** A record for each day: from one local midnight to the next, 23 to 25 hours. */
export const dayRecords = (
  serviceId: string,
  timeZone: string,
  days: readonly MeasuredDay[],
): UsageRecord[] =>
  days.map(({ day, down, up }) => ({
    record_id: `${serviceId}-${day}`,
    service_id: serviceId,
    start: new Date(startOfDay(day, timeZone)).toISOString(),
    end: new Date(startOfDay(addDays(day, 1), timeZone)).toISOString(),
    bytes_down: down,
    bytes_up: up,
  }));

/** How a household or an office uses its line. */
export type Habit = {
  serviceId: string;
  timeZone: string;
  cycleDay: number;
  /** Bytes a day, on average, both ways. */
  daily: number;
  /** Relative use in each hour of a weekday and of a day of the weekend. */
  weekday: readonly number[];
  weekend: readonly number[];
};

const hourMs = 3_600_000;

/** Hourly records of the current period and the three before it, up to the last full hour. */
export function generatedUsage(habit: Habit, now: Date): UsageRecord[] {
  const { timeZone } = habit;
  const today = dayOf(now.getTime(), timeZone);
  const oldest = periodsBack(today, [{ from: '0001-01-01', day: habit.cycleDay }], 3).at(-1);
  return daysFrom(oldest?.start ?? today, today).flatMap((day) => dayOfHours(habit, day, now));
}

function dayOfHours(habit: Habit, day: string, now: Date): UsageRecord[] {
  const { serviceId, timeZone } = habit;
  const dayNumber = new Date(`${day}T12:00:00Z`).getUTCDay();
  const curve = dayNumber === 0 || dayNumber === 6 ? habit.weekend : habit.weekday;
  const share = habit.daily / habit.weekday.reduce((sum, weight) => sum + weight, 0);

  const from = startOfDay(day, timeZone);
  const to = Math.min(startOfDay(addDays(day, 1), timeZone), now.getTime());
  const hours = Math.floor((to - from) / hourMs);
  return Array.from({ length: hours }, (_, hour) => {
    const start = from + hour * hourMs;
    const id = `${serviceId}-${new Date(start).toISOString().slice(0, 13)}`;
    const bytes = share * (curve[hour % 24] ?? 0) * (0.4 + 1.2 * chance(id));
    const up = 0.06 + 0.06 * chance(`${id}-up`);
    return {
      record_id: id,
      service_id: serviceId,
      start: new Date(start).toISOString(),
      end: new Date(start + hourMs).toISOString(),
      bytes_down: Math.round(bytes * (1 - up)),
      bytes_up: Math.round(bytes * up),
    };
  });
}

/** Between 0 and 1, evenly, and always the same for the same text: sent again, nothing changes. */
const chance = (text: string) =>
  createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;

const gigabyte = 1_000_000_000;
const hours = (text: string) => [...text].map(Number);

/** Relative use by hour, midnight first. */
const evenings = hours('421111234333444556789986');
const weekends = hours('642211234566777767889987');
const office = hours('111111125899678998632111');
const closed = hours('111111111122221111111111');

export const habits: Habit[] = [
  {
    serviceId: 'inet-500203',
    timeZone: 'America/Toronto',
    cycleDay: 1,
    daily: 7.5 * gigabyte,
    weekday: office,
    weekend: closed,
  },
  {
    serviceId: 'inet-500300',
    timeZone: 'America/Toronto',
    cycleDay: 17,
    daily: 24 * gigabyte,
    weekday: evenings,
    weekend: weekends,
  },
  {
    serviceId: 'inet-500400',
    timeZone: 'America/Toronto',
    cycleDay: 28,
    daily: 4.6 * gigabyte,
    weekday: evenings,
    weekend: weekends,
  },
];
