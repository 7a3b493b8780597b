/** `cron(minutes hours day-of-month month day-of-week year)`, as EventBridge Scheduler reads it. */
import { StackFailure } from './failure.ts';
import { dayAt, instantOf } from './zone.ts';

type Field = { low: number; high: number; names?: readonly string[] };

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const fields = {
  minutes: { low: 0, high: 59 },
  hours: { low: 0, high: 23 },
  days: { low: 1, high: 31 },
  months: { low: 1, high: 12, names: months },
  weekdays: { low: 1, high: 7, names: weekdays },
  years: { low: 1970, high: 2199 },
};

const searchedDays = 5 * 366;

/** The next time after `after`; a time that the zone skips that day is left out. */
export function nextByCron(expression: string, zone: string, after: Date): Date | undefined {
  const texts = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minutesText, hoursText, daysText, monthsText, weekdaysText, yearsText] = texts;
  const valuesOf = (text: string | undefined, field: Field) => parseField(text, field, expression);
  const [minutes, hours] = [
    valuesOf(minutesText, fields.minutes),
    valuesOf(hoursText, fields.hours),
  ];
  const isDay = daysText === 'L' ? isLastOfMonth : inSet(valuesOf(daysText, fields.days));
  const monthsWanted = valuesOf(monthsText, fields.months);
  const weekdaysWanted = valuesOf(weekdaysText, fields.weekdays);
  const years = valuesOf(yearsText, fields.years);

  const start = dayAt(zone, after);
  for (let ahead = 0; ahead < searchedDays; ahead++) {
    const date = new Date(Date.UTC(start.year, start.month - 1, start.day + ahead));
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    if (!years.has(year) || !monthsWanted.has(month)) continue;
    if (!isDay(year, month, day) || !weekdaysWanted.has(date.getUTCDay() + 1)) continue;
    for (const hour of hours)
      for (const minute of minutes) {
        const instant = instantOf(zone, { year, month, day, hour, minute });
        if (instant !== undefined && instant > after) return instant;
      }
  }
  return undefined;
}

type IsDay = (year: number, month: number, day: number) => boolean;

const isLastOfMonth: IsDay = (year, month, day) =>
  day === new Date(Date.UTC(year, month, 0)).getUTCDate();
const inSet =
  (days: ReadonlySet<number>): IsDay =>
  (_year, _month, day) =>
    days.has(day);

/** In order: `*`, `?`, `5`, `MON-FRI`, `0/15`, `1,15` and combinations of them. */
function parseField(
  text: string | undefined,
  { low, high, names = [] }: Field,
  expression: string,
) {
  if (text === undefined) throw unreadable(expression);
  const number = (word: string) => {
    const named = names.indexOf(word.toUpperCase());
    const value = named < 0 ? Number(word) : named + low;
    if (!Number.isInteger(value) || value < low || value > high) throw unreadable(expression);
    return value;
  };
  const values = text.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range.split('-');
    const every = step === undefined ? 1 : Math.max(1, number(step));
    const first = range === '*' || range === '?' ? low : number(from);
    const open = range === '*' || range === '?' || (step !== undefined && to === undefined);
    const last = open ? high : number(to ?? from);
    return Array.from(
      { length: Math.floor((last - first) / every) + 1 },
      (_, at) => first + at * every,
    );
  });
  return new Set(values.sort((one, other) => one - other));
}

export const unreadable = (expression: string) =>
  new StackFailure(
    `The schedule ${expression} is written in a way that infra/local/cron.ts does not read: teach it there.`,
  );
