import { expect, it } from 'vitest';
import { endOf, prolonged } from '../../functions/sessions/lifetimes.ts';

const day = 86_400;
const ms = (days: number) => days * day * 1000;

it.each([
  ['idle before absolute', 14, 90, 10, 24],
  ['absolute before idle', 14, 90, 80, 90],
  ['a day of idleness', 1, 30, 5, 6],
])('a session ends by %s', (_, idle, absolute, now, end) => {
  expect(endOf({ idle: idle * day, absolute: absolute * day }, 0, ms(now))).toBe(ms(end));
});

it.each([
  ['an hour later not, with two weeks', 14, 90, 14, 1 / 24, undefined],
  ['a day later, with two weeks', 14, 90, 14, 1, 15],
  ['three hours later, with a day', 1, 90, 1, 3 / 24, 1 + 3 / 24],
  ['an hour later not, with a day', 1, 90, 1, 1 / 24, undefined],
  ['to the last moment there is', 14, 90, 89.9, 80, 90],
  ['no further than that', 14, 90, 90, 85, undefined],
])('its end is moved %s', (_, idle, absolute, endsAt, now, moved) => {
  const lifetimes = { idle: idle * day, absolute: absolute * day };
  const end = prolonged(lifetimes, { createdAt: 0, endsAt: ms(endsAt) }, ms(now));
  expect(end).toBe(moved === undefined ? undefined : ms(moved));
});

it.each([[1], [2], [14]])('of %i idle days none is lost to who comes every half day', (idle) => {
  const lifetimes = { idle: idle * day, absolute: 90 * day };
  let endsAt = endOf(lifetimes, 0, 0);
  for (let now = 0; now < 90; now += 0.5) {
    expect(endsAt).toBeGreaterThan(ms(now));
    endsAt = prolonged(lifetimes, { createdAt: 0, endsAt }, ms(now)) ?? endsAt;
  }
  expect(endsAt).toBe(ms(90));
});
