/** Readings checked by hand are what the contract says they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  isReading,
  readFlow,
  readReading,
  readSession,
} from '../../functions/internet/usage-intake/check-reading.ts';
import {
  cumulativeRecord,
  radiusRecord,
} from '../../functions/internet/usage-intake/record-forms.ts';

const hex = fc.stringMatching(/^[0-9A-Fa-f]{12}$/);
const mac = fc
  .tuple(hex, fc.constantFrom(':', '-', '', '.'), fc.nat(20))
  .map(([digits, separator, cut]) =>
    (digits.match(/../g) ?? []).join(separator).slice(0, cut < 3 ? cut + 14 : 17),
  );
const instant = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
    .map((date) => date.toISOString()),
  fc.constantFrom('2026-11-09T05:15:00Z', '2026-02-29T00:00:00Z', '2026-11-09', '', null),
);
const word = fc.oneof(
  fc.nat(2 ** 31),
  fc.integer({ min: -2, max: 2 ** 33 }),
  fc.integer({ min: -2, max: 2 ** 33 }).map(String),
  fc.constantFrom(2 ** 32 - 1, 2 ** 32, '4294967295', '4294967296', '007', '', 1.5, null, -0),
);
const octets = fc.oneof(
  fc.maxSafeNat(),
  fc.bigInt({ min: -1n, max: 2n ** 64n + 5n }).map(String),
  fc.constantFrom('18446744073709551615', '18446744073709551616', '007', '', -1, 0.5, 2 ** 53),
);
const id = fc.oneof(fc.stringMatching(/^[\x21-\x7e]{1,66}$/), fc.constantFrom('', 'a b', 5));
const maybe = <T>(good: fc.Arbitrary<T>) => fc.option(good, { nil: undefined, freq: 20 });

const flow = fc.record(
  {
    record_id: id,
    source: fc.oneof(fc.stringMatching(/^[\x21-\x7e]{1,66}$/), fc.constant(' ')),
    cm_mac: mac,
    flow_id: fc.oneof(fc.nat(), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._: -]{0,40}$/), word),
    service_time_created: maybe(instant),
    service_time_created_ticks: maybe(word),
    sys_uptime: word,
    rec_type: fc.constantFrom('interim', 'stop', 'start', 'event', 'Stop', 1),
    direction: fc.constantFrom('down', 'up', 'both'),
    octets,
    observed_at: instant,
    flow_kind: fc.constantFrom('unicast', 'multicast', 'anycast', undefined),
    extra: fc.constant(1),
  },
  { requiredKeys: ['record_id', 'source', 'cm_mac', 'direction', 'octets', 'observed_at'] },
);
const session = fc.record(
  {
    acct_unique_id: id,
    status_type: fc.constantFrom('start', 'interim', 'stop', 'on'),
    event_time: instant,
    session_time: word,
    service_id: maybe(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._ -]{0,41}$/)),
    cm_mac: maybe(mac),
    input_octets: maybe(word),
    input_gigawords: maybe(word),
    output_octets: maybe(word),
    output_gigawords: maybe(word),
    extra: fc.constant(1),
  },
  { requiredKeys: ['acct_unique_id', 'status_type', 'event_time', 'session_time'] },
);
/** One field changed of a record that is good. */
const nearly = (good: Record<string, unknown>, any: fc.Arbitrary<object>) =>
  fc
    .tuple(
      any,
      fc.constantFrom(...Object.keys(good), 'service_time_created_ticks', 'extra', '__proto__'),
    )
    .map(([other, name]) => {
      const value = (other as Record<string, unknown>)[name];
      return Object.fromEntries([
        ...Object.entries(good).filter(([key]) => key !== name),
        ...(value === undefined && name !== 'flow_kind' ? [] : [[name, value] as const]),
      ]);
    });

const goodFlow = {
  record_id: 'r-1',
  source: 'cmts-7',
  cm_mac: '00:1A:2B:3C:4D:5E',
  flow_id: 7,
  service_time_created: '2026-11-02T13:20:11Z',
  sys_uptime: 914_455_512,
  rec_type: 'interim',
  direction: 'down',
  octets: '18446744073709551615',
  observed_at: '2026-11-09T05:15:00Z',
};
const { service_time_created: _, ...sinceTicks } = {
  ...goodFlow,
  service_time_created_ticks: 857_042_312,
};
const goodSession = {
  acct_unique_id: '3f1b9a5c77d2e480',
  status_type: 'interim',
  event_time: '2026-11-09T05:15:00Z',
  session_time: 43_200,
  service_id: 'inet-000123',
  input_octets: 1_648_929,
  output_octets: 2_695_702,
};

describe.each([
  ['service flows', cumulativeRecord, readFlow, flow, goodFlow],
  ['service flows since ticks', cumulativeRecord, readFlow, flow, sinceTicks],
  ['sessions', radiusRecord, readSession, session, goodSession],
] as const)('records of %s', (_, form, read, any, good) => {
  it('are accepted exactly when the contract accepts them, and otherwise explained', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(any, nearly(good, any)), (value) => {
        const parsed = z.safeParse(form, value);
        expect(read(value, 0) !== undefined).toBe(parsed.success);
        if (parsed.success) accepted++;
        const reading = readReading(value, 0);
        if (!parsed.success && reading !== undefined && !isReading(reading))
          expect(reading.reason).toMatch(/^(malformed|invalid-field|unknown-field)$/);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(250);
  });
});

describe('a reading', () => {
  const octetsOf = (high = 0, low = 0) => (BigInt(high) << 32n) | BigInt(low);

  it('is read to the millisecond and the octet', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)),
        fc.constantFrom('down', 'up'),
        (count, direction) => {
          const one = readFlow({ ...goodFlow, octets: count, direction }, 3);
          expect(octetsOf(one?.[`${direction}High`], one?.[`${direction}Low`])).toBe(BigInt(count));
          const [other] = ['down', 'up'].filter((name) => name !== direction) as ['up' | 'down'];
          expect(octetsOf(one?.[`${other}High`], one?.[`${other}Low`])).toBe(0n);
          expect(one).toMatchObject({
            ...{ index: 3, mac: '001A2B3C4D5E', at: Date.parse(goodFlow.observed_at) },
            began: Date.parse(goodFlow.service_time_created),
            uptime: 914_455_512,
          });
        },
      ),
    );
  });

  const at = Date.parse(goodFlow.observed_at);
  const wrap = 2 ** 32;
  it.each<[string, number, number | string, number]>([
    ['as long ago as the ticks between', 8_640_000 + 7, 7, 86_400_000],
    ['now, at the same tick', 5, '5', 0],
    ['before sysUpTime wrapped', 1000, wrap - 1000, 20_000],
    ['at the beginning of the gateway, 497 days ago', wrap - 1, 0, (wrap - 1) * 10],
    ['while its record was written', 1000, 1000 + 30_000, -300_000],
    ['497 days ago rather than later than that', 1000, 1000 + 30_001, (wrap - 30_001) * 10],
  ])('begins %s', (_, uptime, ticks, age) => {
    const one = readFlow(
      { ...sinceTicks, sys_uptime: uptime, service_time_created_ticks: ticks },
      0,
    );
    expect(one && at - one.began).toBe(age);
    expect(one?.flow).toBe(`cmts-7 001A2B3C4D5E 7 t${ticks}`);
  });

  it('takes input for the customer’s upload, and the beginning from the time it lasted', () => {
    const one = readSession({ ...goodSession, input_gigawords: '3', output_gigawords: 2 }, 0);
    expect(octetsOf(one?.upHigh, one?.upLow)).toBe(3n * 2n ** 32n + 1_648_929n);
    expect(octetsOf(one?.downHigh, one?.downLow)).toBe(2n * 2n ** 32n + 2_695_702n);
    expect(one?.began).toBe(Date.parse('2026-11-08T17:15:00Z'));
  });
});
