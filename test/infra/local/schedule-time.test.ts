import { expect, it } from 'vitest';
import { nextTime, withContext } from '../../../infra/local/schedules.ts';

const zone = 'America/Toronto';

it.each([
  ['every hour at ten past', 'cron(10 * * * ? *)', '2026-03-03T12:10:00Z', '2026-03-03T13:10:00Z'],
  ['a step', 'cron(0/15 * * * ? *)', '2026-03-03T12:16:00Z', '2026-03-03T12:30:00Z'],
  ['each night, in winter', 'cron(30 2 * * ? *)', '2026-01-10T00:00:00Z', '2026-01-10T07:30:00Z'],
  ['each night, in summer', 'cron(30 2 * * ? *)', '2026-07-10T00:00:00Z', '2026-07-10T06:30:00Z'],
  // Clocks go from 2:00 to 3:00 on March 8.
  [
    'a time that a night skips',
    'cron(30 2 * * ? *)',
    '2026-03-08T00:00:00Z',
    '2026-03-09T06:30:00Z',
  ],
  // They go from 2:00 back to 1:00 on November 1: the second 1:30 is at 6:30Z.
  ['a time that comes twice', 'cron(30 1 * * ? *)', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z'],
  ['weekdays by name', 'cron(0 9 ? * MON-FRI *)', '2026-03-06T15:00:00Z', '2026-03-09T13:00:00Z'],
  ['the last day of a month', 'cron(0 0 L * ? *)', '2026-02-10T00:00:00Z', '2026-02-28T05:00:00Z'],
  [
    'a list of days and months',
    'cron(0 0 1,15 JAN,6 ? *)',
    '2026-01-16T00:00:00Z',
    '2026-06-01T04:00:00Z',
  ],
  ['one year', 'cron(0 0 1 1 ? 2030)', '2026-01-16T00:00:00Z', '2030-01-01T05:00:00Z'],
  ['a rate', 'rate(2 hours)', '2026-03-03T12:10:00Z', '2026-03-03T14:10:00Z'],
])('%s', (_, expression, after, expected) => {
  expect(nextTime(expression, zone, new Date(after))?.toISOString()).toBe(
    expected.replace('Z', '.000Z'),
  );
});

it('never comes when its year is over', () => {
  expect(nextTime('cron(0 0 1 1 ? 2020)', zone, new Date('2026-01-01'))).toBeUndefined();
});

it.each(['cron(1 2 3)', 'cron(61 * * * ? *)', 'cron(0 0 ? * 2#1 *)', 'rate(1 week)', 'at(noon)'])(
  'refuses %s',
  (expression) => {
    expect(() => nextTime(expression, zone, new Date())).toThrow(/cron\.ts does not read/);
  },
);

it('fills the context in', () => {
  const input = '<aws.scheduler.scheduled-time> <aws.scheduler.execution-id>';
  expect(withContext(input, new Date('2026-03-08T07:00:00.123Z'))).toMatch(
    /^2026-03-08T07:00:00Z [0-9a-f]{16}$/,
  );
});
