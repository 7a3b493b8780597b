/** Properties of the record checks and of the chunk's columns. */
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { packChunk, unpackChunk } from '../../functions/internet/chunk-body.ts';
import { textIn } from '../../functions/internet/name-columns.ts';
import { explain, readRecord } from '../../functions/internet/usage-intake/check-record.ts';
import { deltaColumns } from '../../functions/internet/usage-intake/record-columns.ts';
import { deltaRecord } from '../../functions/internet/usage-intake/record-forms.ts';
import {
  accountOf,
  packedChunkOf,
  plainChunk,
  recordsIn,
  type PlainReading,
  type PlainRecord,
} from './chunks.ts';

const digits = (size: number) =>
  fc.integer({ min: 0, max: 10 ** size - 1 }).map((n) => String(n).padStart(size, '0'));
const join = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(''));

/** Instants of the right form, most of them not quite right. */
const anyDigits = join(
  digits(4),
  '-',
  digits(2),
  '-',
  digits(2),
  'T',
  digits(2),
  ':',
  digits(2),
  ':',
  digits(2),
  'Z',
);
const realDate = fc.date({
  noInvalidDate: true,
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
});
const real = realDate.map((date) => date.toISOString());
const instant = fc.oneof(
  { weight: 4, arbitrary: real },
  { weight: 2, arbitrary: real.map((text) => text.replace(/\.\d+/, '')) },
  anyDigits,
  real.map((text) => text.replace('Z', '+05:30')),
  real.map((text) => text.replace(/\.\d+Z/, '.1234567Z')),
  fc
    .tuple(real, fc.nat(23), fc.string({ minLength: 1, maxLength: 1 }))
    .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
  fc.constantFrom(
    '2026-02-29T00:00:00Z',
    '2028-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-11-09T24:00:00Z',
    '2026-11-09T23:59:60Z',
    '2026-11-09',
    '',
  ),
);
const bytes = fc.oneof(
  fc.maxSafeNat(),
  fc.bigInt({ min: 0n, max: 2n ** 64n + 5n }).map(String),
  fc.constantFrom(
    '18446744073709551615',
    '18446744073709551616',
    '99999999999999999999',
    '007',
    '',
    '-1',
    '1.0',
    -1,
    1.5,
    2 ** 53,
    -0,
    null,
    true,
  ),
);
const recordId = fc.oneof(
  fc.stringMatching(/^[\x21-\x7e]{1,64}$/),
  fc.string({ maxLength: 70 }),
  fc.constant('a\n'),
  fc.constant(5),
);
const serviceId = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
  fc.string({ maxLength: 45 }),
);
const wire = fc.record(
  {
    record_id: recordId,
    service_id: serviceId,
    start: instant,
    end: instant,
    bytes_down: bytes,
    bytes_up: bytes,
  },
  { noNullPrototype: true },
);
const good = fc.record(
  {
    record_id: fc.stringMatching(/^[\x21-\x7e]{1,64}$/),
    service_id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
    start: real,
    end: real,
    bytes_down: fc.maxSafeNat(),
    bytes_up: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  },
  { noNullPrototype: true },
);
const names = ['record_id', 'service_id', 'start', 'end', 'bytes_down', 'bytes_up'] as const;
const changed = fc.oneof(
  wire,
  good,
  // One field of a good record replaced, taken away or added.
  fc
    .tuple(good, wire, fc.constantFrom(...names))
    .map(([one, other, name]) => ({ ...one, [name]: other[name] })),
  fc
    .tuple(good, fc.constantFrom(...names))
    .map(([one, name]) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== name))),
  fc
    .tuple(good, fc.constantFrom('extra', '__proto__', 'constructor', ''))
    .map(
      ([one, name]) =>
        JSON.parse(`{${JSON.stringify(name)}:1,${JSON.stringify(one).slice(1)}`) as unknown,
    ),
  fc.jsonValue(),
);

const asText = (words: Int32Array) =>
  textIn({ count: 1, columns: Array.from(words, (word) => Int32Array.of(word)) }, 0);
const accepted = (value: unknown) => readRecord(value, deltaColumns(1));
const whole = (low: Uint32Array, high: Uint32Array, row: number) =>
  (BigInt(high[row] ?? 0) << 32n) | BigInt(low[row] ?? 0);

describe('records checked by hand', () => {
  it('are accepted exactly when the contract accepts them, and otherwise explained', () => {
    fc.assert(
      fc.property(changed, (value) => {
        const contract = z.safeParse(deltaRecord, value).success;
        expect(accepted(value)).toBe(contract);
        if (!contract)
          expect(explain(value).reason).toMatch(/^(malformed|invalid-field|unknown-field)$/);
      }),
      { numRuns: 5000 },
    );
  });

  it('are read to the millisecond and the byte', () => {
    fc.assert(
      fc.property(good, (value) => {
        const columns = deltaColumns(1);
        expect(readRecord(value, columns)).toBe(true);
        expect(columns.services.texts()).toEqual([value.service_id]);
        const [end] = columns.ids.starts.subarray(1);
        expect(asText(columns.ids.words.subarray(0, end))).toBe(value.record_id);
        expect(columns.start[0]).toBe(Date.parse(value.start));
        expect(columns.end[0]).toBe(Date.parse(value.end));
        expect(whole(columns.downLow, columns.downHigh, 0)).toBe(BigInt(value.bytes_down));
        expect(whole(columns.upLow, columns.upHigh, 0)).toBe(BigInt(value.bytes_up));
      }),
      { numRuns: 1000 },
    );
  });
});

const day = Date.parse('2026-11-09T05:00:00Z');
const count64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const visible = (most: number) => fc.stringMatching(new RegExp(`^[\\x21-\\x7e]{1,${most}}$`));
const plainRecord: fc.Arbitrary<PlainRecord> = fc
  .record({
    service: fc.oneof(visible(40), fc.constantFrom('inet-1', 'inet-2')),
    index: fc.nat(2 ** 32 - 1),
    recordId: visible(64),
    offset: fc.oneof(fc.nat(90_000_000), fc.constant(7)),
    duration: fc.oneof(fc.nat(90_000_000), fc.constant(2 ** 32 - 1)),
    down: count64,
    up: count64,
  })
  .map(({ offset, duration, ...rest }) => ({
    ...rest,
    start: day + offset,
    end: day + offset + duration,
  }));
const plainReading: fc.Arbitrary<PlainReading> = fc
  .tuple(plainRecord, visible(64), fc.nat(31))
  .map(([one, flow, marks]) => ({ ...one, flow, marks }));

describe('a chunk', () => {
  const head = { batchId: 'q1Zb0nUPc5yB8Rzr2f1T0A', receivedAt: 1_794_200_000_123 };

  it.each([
    ['delta records', fc.array(plainRecord, { maxLength: 60 })],
    ['readings', fc.array(plainReading, { maxLength: 60 })],
  ])('of %s gives back what was packed', (_, all) => {
    fc.assert(
      fc.property(all, (records: readonly PlainRecord[]) => {
        const chunk = unpackChunk(packedChunkOf(head, records, '2026-10-15').body);
        expect(chunk).toMatchObject({ ...head, count: records.length });
        expect(recordsIn(chunk)).toEqual(
          records.map(({ service, ...one }) => ({
            ...{ marks: 0, serviceId: service, accountNumber: accountOf(service) },
            ...{ ...one, periodStart: '2026-10-15' },
          })),
        );
      }),
    );
  });

  it('refuses more records than fit an item', () => {
    const [record] = fc.sample(plainRecord, 1);
    const many = Array.from({ length: 3001 }, () => record as PlainRecord);
    expect(() => packChunk(plainChunk(head, many))).toThrow(RangeError);
  });
});
