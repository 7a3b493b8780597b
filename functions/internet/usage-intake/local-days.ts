/** Local days and periods of many instants: computed once where neighbors share them. */
import { addDays, beginningOfTime, offsetAt, periodOf } from '../../../shared/calendar.ts';
import type { Service } from './service.ts';

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** More days after 1970 than four-digit years have. */
export const maxDayNumber = 10_000_000;

export const dayAt = (dayNumber: number) => addDays('1970-01-01', dayNumber);

/** Days since 1970 of instants in their zone. No zone changes its clocks within a quarter. */
export function dayNumbers(): (instant: number, timeZone: string) => number {
  const zones = new Map<string, Map<number, number>>();
  return (instant, timeZone) => {
    let ofZone = zones.get(timeZone);
    if (ofZone === undefined) zones.set(timeZone, (ofZone = new Map<number, number>()));
    const quarter = Math.floor(instant / quarterMs);
    let day = ofZone.get(quarter);
    if (day === undefined) {
      day = Math.floor((instant + offsetAt(instant, timeZone)) / dayMs);
      ofZone.set(quarter, day);
    }
    return day;
  };
}

/** First days of billing periods. Nearly all accounts have had one cycle day only. */
export function firstDays(): (dayNumber: number, day: string, cycles: Service['cycles']) => string {
  const remembered = new Map<number, string>();
  return (dayNumber, day, cycles) => {
    const [cycle] = cycles;
    if (cycles.length > 1 || cycle?.from !== beginningOfTime) return periodOf(day, cycles).start;
    const key = dayNumber * 32 + cycle.day;
    let start = remembered.get(key);
    if (start === undefined) remembered.set(key, (start = periodOf(day, cycles).start));
    return start;
  };
}
