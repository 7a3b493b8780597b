/** Readings checked by hand are what the contract says they are. */
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  explainReading,
  keepReading,
  readFlow,
  readingFormOf,
  readSession,
} from '../../functions/internet/usage-intake/check-reading.ts';
import { macsOf } from '../../functions/internet/usage-intake/flow-names.ts';
import { readingColumns } from '../../functions/internet/usage-intake/record-columns.ts';
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
/** A field without a value is none in JSON, nor in CSV; `flow_kind` alone is one that IPDR gives so. */
const sent = (record: object) =>
  Object.fromEntries(
    Object.entries(record).filter(([name, value]) => value !== undefined || name === 'flow_kind'),
  );

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
      fc.property(fc.oneof(any.map(sent), nearly(good, any)), (value) => {
        const parsed = z.safeParse(form, value);
        expect(read(value, readingColumns(1))).toBe(parsed.success);
        if (parsed.success) accepted++;
        const own = readingFormOf(value);
        if (!parsed.success && own !== undefined && !own.read(value, readingColumns(1)))
          expect(explainReading(own, value).reason).toMatch(
            /^(malformed|invalid-field|unknown-field)$/,
          );
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(250);
  });
});

/** What is read of a record, as plain values. */
function readingOf(record: object) {
  const columns = readingColumns(1);
  if (readingFormOf(record)?.read(record, columns) !== true) throw new Error('It is a reading');
  keepReading(columns, 3, record);
  const octets = (low: Uint32Array, high: Uint32Array) =>
    (BigInt(high[0] ?? 0) << 32n) | BigInt(low[0] ?? 0);
  return {
    ...{ index: columns.index[0], at: columns.start[0], began: columns.began[0] },
    uptime: (columns.end[0] ?? NaN) - (columns.start[0] ?? NaN),
    first: octets(columns.downLow, columns.downHigh),
    second: octets(columns.upLow, columns.upHigh),
    ...{ marks: columns.marks[0], macs: macsOf(columns.modems) },
    services: columns.services.texts(),
  };
}

describe('a reading', () => {
  it('is read to the millisecond and the octet', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)),
        fc.constantFrom('down', 'up'),
        (count, direction) => {
          expect(readingOf({ ...goodFlow, octets: count, direction })).toEqual({
            ...{ index: 3, macs: ['001A2B3C4D5E'], services: [] },
            at: Date.parse(goodFlow.observed_at),
            began: Date.parse(goodFlow.service_time_created),
            uptime: 914_455_512,
            ...{ first: BigInt(count), second: 0n, marks: direction === 'down' ? 1 : 2 },
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
    const one = { ...sinceTicks, sys_uptime: uptime, service_time_created_ticks: ticks };
    expect(at - (readingOf(one).began ?? NaN)).toBe(age);
    // The flow is named by the ticks alone.
    expect(sameOf(one, { ...one, sys_uptime: uptime === 0 ? 1 : uptime - 1 })).toMatchObject({
      flow: true,
    });
  });

  it('takes input for the customer’s upload, and the beginning from the time it lasted', () => {
    expect(readingOf({ ...goodSession, input_gigawords: '3', output_gigawords: 2 })).toEqual({
      ...{ index: 3, macs: [], services: ['inet-000123'], marks: 3 },
      first: 2n * 2n ** 32n + 2_695_702n,
      second: 3n * 2n ** 32n + 1_648_929n,
      at: Date.parse(goodSession.event_time),
      began: Date.parse('2026-11-08T17:15:00Z'),
      uptime: 43_200,
    });
  });
});

/** Whether two readings are of the same flow, or of the same modem. */
function sameOf(one: object, other: object) {
  const columns = readingColumns(2);
  for (const record of [one, other]) {
    if (readingFormOf(record)?.read(record, columns) !== true) throw new Error('It is a reading');
    keepReading(columns, columns.count, record);
  }
  return {
    flow: columns.flow[0] === columns.flow[1],
    holder: columns.holders[columns.flow[0] ?? -1] === columns.holders[columns.flow[1] ?? -1],
  };
}

describe('a flow', () => {
  it('told by ticks is never one that is told by an instant', () => {
    const ticks = Date.parse(goodFlow.service_time_created) % 2 ** 32;
    const instant = new Date(ticks).toISOString();
    const one = { ...sinceTicks, service_time_created_ticks: ticks };
    expect(sameOf(one, { ...goodFlow, service_time_created: instant }).flow).toBe(false);
    expect(sameOf(one, { ...one, service_time_created_ticks: String(ticks) }).flow).toBe(true);
    expect(sameOf(one, { ...one, service_time_created_ticks: ticks - 1 }).flow).toBe(false);
  });

  it('may be of a gateway whose name has 64 letters, and no more', () => {
    const named = (letters: number) => ({ ...goodFlow, source: 'c'.repeat(letters) });
    expect(readingOf(named(64)).macs).toEqual(['001A2B3C4D5E']);
    expect(() => readingOf(named(65))).toThrow();
    expect(sameOf(named(64), named(63)).flow).toBe(false);
  });

  it.each<[string, object, object, boolean]>([
    ['told in the other direction', goodFlow, { direction: 'up' }, true],
    ['read at another time', goodFlow, { observed_at: '2026-11-09T05:30:00Z' }, true],
    ['whose modem is written otherwise', goodFlow, { cm_mac: '001a2b3c4d5e' }, true],
    ['whose id is text', goodFlow, { flow_id: '7' }, true],
    [
      'whose beginning is written otherwise',
      goodFlow,
      { service_time_created: '2026-11-02T13:20:11.000Z' },
      true,
    ],
    ['of another id', goodFlow, { flow_id: 8 }, false],
    ['of an id far beyond', goodFlow, { flow_id: 7 + 2 ** 32 }, false],
    ['of an id that is no number', goodFlow, { flow_id: '07' }, false],
    ['of another modem', goodFlow, { cm_mac: '00:1A:2B:3C:4D:5F' }, false],
    ['of a modem of another maker', goodFlow, { cm_mac: '01:1A:2B:3C:4D:5E' }, false],
    ['of another gateway', goodFlow, { source: 'cmts-70' }, false],
    ['that began later', goodFlow, { service_time_created: '2026-11-02T13:20:11.001Z' }, false],
    [
      'that began much earlier',
      goodFlow,
      { service_time_created: '2026-09-14T02:17:23.704Z' },
      false,
    ],
    ['of another session', goodSession, { acct_unique_id: '3f1b9a5c77d2e481' }, false],
    ['of a session of another service', goodSession, { service_id: 'inet-000124' }, false],
    ['of a session later on', goodSession, { status_type: 'stop' }, true],
  ])('%s: %j and %j are the same %s', (_, one, changes, same) => {
    expect(sameOf(one, { ...one, ...changes }).flow).toBe(same);
  });

  it('is told apart from any other by all that names it', () => {
    const text = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,5}$/);
    const few = fc.record({
      source: fc.oneof(text, fc.constantFrom('a', 'ab', 'a7', '7')),
      cm_mac: fc.constantFrom('00:00:00:00:00:07', '07:00:00:00:00:00', '000000000037'),
      flow_id: fc.oneof(
        text,
        fc.nat(9),
        fc.constantFrom('7', 7, 'a', '7a', 2 ** 40, String(2 ** 40)),
      ),
      service_time_created: fc.constantFrom('1970-01-01T00:00:00.007Z', '1970-01-01T00:00:00.055Z'),
    });
    fc.assert(
      fc.property(few, few, (one, other) => {
        const nameOf = ({
          source,
          cm_mac: mac,
          flow_id: id,
          service_time_created: created,
        }: typeof one) => JSON.stringify([source, mac.replaceAll(':', ''), String(id), created]);
        const good = { ...goodFlow, observed_at: '1970-01-01T00:00:01Z' };
        expect(sameOf({ ...good, ...one }, { ...good, ...other }).flow).toBe(
          nameOf(one) === nameOf(other),
        );
      }),
      { numRuns: 3000 },
    );
  });
});
