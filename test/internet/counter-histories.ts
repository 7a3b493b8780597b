/**
 * Histories of counters as gateways and RADIUS servers tell them, made from traffic that is known,
 * and what customers used by an oracle that knows nothing of how it is folded: in big integers,
 * from the traffic itself.
 */
import { fc } from '../support/properties.ts';

const minute = 60_000;
const dayMs = 1440 * minute;
const wrap = 2n ** 64n;
/** Of sysUpTime. */
const tick = 10;
export const services = ['inet-1', 'inet-2'] as const;
export const timeZone = 'America/Toronto';
/** The clocks go back on 1 November 2026. */
const from = Date.parse('2026-10-30T02:00:00Z');
export const receivedAt = from + 8 * dayMs;
const days = 6;

/** A record, and what is known of it: the counters of one moment. */
export type Told = {
  record: Record<string, string | number>;
  service: string;
  /** Of each counter it tells: which one, since which restart, and the octets since then. */
  counters: { name: string; direction: 'down' | 'up'; epoch: number; counted: bigint }[];
  at: number;
  /** Whether its flow began within the days that are kept. */
  isNew: boolean;
};

type Step = { minutes: number; down: bigint; up: bigint; told: 'yes' | 'lost' };

const traffic = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0n) },
  { weight: 4, arbitrary: fc.bigInt(1n, 10n ** 10n) },
  { weight: 1, arbitrary: fc.bigInt(2n ** 53n, 2n ** 58n) },
);
const step: fc.Arbitrary<Step> = fc.record({
  // A reading on the hour and seconds after it, intervals of any length, silences over midnights.
  minutes: fc.oneof(fc.constantFrom(15, 15.05, 60, 240), fc.integer({ min: 1, max: 1500 })),
  down: traffic,
  up: traffic,
  told: fc.constantFrom('yes', 'yes', 'yes', 'lost'),
});

const flow = fc.record({
  kind: fc.constantFrom('flow', 'flow', 'session'),
  /** Whether it is told by sysUpTime when the flow began, or by an instant. */
  inTicks: fc.boolean(),
  service: fc.constantFrom(...services),
  flowId: fc.constantFrom(1, 2),
  start: fc.integer({ min: 0, max: days * 1440 }),
  /** Flows that began before the days kept stand anywhere, mostly close to the wrap. */
  old: fc.option(fc.oneof(fc.bigInt(wrap - 2n ** 60n, wrap - 1n), fc.bigInt(0n, wrap - 1n)), {
    freq: 2,
  }),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  /** The step before which the gateway was started again. */
  restartAt: fc.option(fc.nat(13), { freq: 3 }),
  /** sysUpTime wraps while the flow is counted: minutes after its start. */
  uptimeWraps: fc.option(fc.integer({ min: 1, max: 2000 }), { freq: 5 }),
  stops: fc.boolean(),
});
type Flow = typeof flow extends fc.Arbitrary<infer T> ? T : never;

/** Of the records of a flow that are told, in time. What did not change is left out. */
function tell(one: Flow, number: number): Told[] {
  const { kind, inTicks, service, flowId, start, old, steps, stops, uptimeWraps } = one;
  // Which of the two it was could not be told by anybody, were both at once.
  const restartAt = uptimeWraps === null ? one.restartAt : null;
  const isSession = kind === 'session';
  const began = old === null ? from + start * minute : from - 200 * dayMs;
  let at = from + start * minute;
  let epoch = 0;
  // More than a history lasts: after a restart it is less than before, whatever is lost.
  let uptimeZero = isSession
    ? began
    : uptimeWraps === null
      ? began - 30 * dayMs
      : at + uptimeWraps * minute - 2 ** 32 * tick;
  /** No two flows of a modem have the same beginning. */
  let created = Math.floor((began - uptimeZero) / tick) + number;
  const counted = { down: 0n, up: 0n };
  const base = { down: old ?? 0n, up: old ?? 0n };
  const told: Told[] = [];

  steps.forEach(({ minutes, down, up, told: fate }, i) => {
    if (!isSession && restartAt === i && i > 0) {
      epoch++;
      uptimeZero = at + 1000;
      // All flows are made anew then. By an instant it may be told of the one before.
      created = 3000 + number;
      counted.down = counted.up = base.down = base.up = 0n;
    }
    const isLast = i === steps.length - 1;
    at += Math.round(minutes * minute);
    counted.down += down;
    counted.up += up;
    const isStop = isLast && stops;
    if (at > receivedAt || (fate === 'lost' && !isStop)) return;
    const octets = (direction: 'down' | 'up') => (base[direction] + counted[direction]) % wrap;
    const counters = (directions: ('down' | 'up')[]) =>
      directions.map((direction) => ({
        ...{ name: `${number} ${direction}`, direction, epoch },
        counted: counted[direction],
      }));
    const common = { service, at, isNew: old === null || (!isSession && inTicks && epoch > 0) };
    const instant = new Date(at).toISOString();
    if (isSession) {
      const [input, output] = [octets('up'), octets('down')];
      told.push({
        ...common,
        record: {
          acct_unique_id: `session-${number}`,
          status_type: isStop ? 'stop' : 'interim',
          event_time: instant,
          session_time: Math.floor((at - uptimeZero) / 1000),
          service_id: service,
          input_octets: Number(input & 0xffff_ffffn),
          input_gigawords: Number(input >> 32n),
          output_octets: Number(output & 0xffff_ffffn),
          ...(output >> 32n === 0n ? {} : { output_gigawords: String(output >> 32n) }),
        },
        counters: counters(['down', 'up']),
      });
      return;
    }
    for (const direction of ['down', 'up'] as const) {
      const changed = { down, up }[direction] > 0n || isStop || i % 3 === 0;
      if (!changed) continue;
      told.push({
        ...common,
        record: {
          record_id: `r-${number}-${i}-${direction}`,
          source: 'cmts-1',
          cm_mac: service === services[0] ? '00:00:00:00:00:01' : '00-00-00-00-00-02',
          flow_id: flowId,
          ...(inTicks
            ? { service_time_created_ticks: created }
            : { service_time_created: new Date(began + number).toISOString() }),
          // A gateway looks at its clocks one after the other.
          sys_uptime: (Math.floor((at - uptimeZero) / tick) + (i % 3)) % 2 ** 32,
          rec_type: isStop ? 'stop' : 'interim',
          direction,
          octets: String(octets(direction)),
          observed_at: instant,
        },
        counters: counters([direction]),
      });
    }
  });
  return told;
}

const forms = ['json', 'csv', 'xml'] as const;

export type History = {
  told: Told[];
  /** How its batches are written. */
  form: (typeof forms)[number];
  /** The records in the order in which they were sent, in batches; a second sending is a copy. */
  batches: Record<string, string | number>[][];
};

/** Disorder: records of all flows mixed, in batches of any size, some twice, some with another content. */
export const history: fc.Arbitrary<History> = fc
  .record({
    form: fc.constantFrom(...forms),
    flows: fc.array(flow, { minLength: 1, maxLength: 4 }),
    order: fc.infiniteStream(fc.nat()),
    sizes: fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
    again: fc.infiniteStream(fc.constantFrom('no', 'no', 'no', 'same', 'other')),
  })
  .map(({ form, flows, order, sizes, again }) => {
    const next = <T>(stream: Iterator<T>) => stream.next().value as T;
    const told = flows
      // IPDR tells nothing else.
      .map((one) => (form === 'xml' ? { ...one, kind: 'flow' as const, inTicks: true } : one))
      .flatMap(tell);
    const shuffled = <T>(all: readonly T[]) =>
      all
        .map((one) => ({ one, rank: next(order) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ one }) => one);
    const copies = told.flatMap(({ record }) => {
      const what = next(again);
      if (what === 'no') return [];
      return [what === 'same' ? record : falsified(record)];
    });
    // Another content comes after the first one, in time: the first by arrival stands.
    const records = [...shuffled(told.map(({ record }) => record)), ...shuffled(copies)];
    const batches: History['batches'] = [];
    for (let i = 0; i < records.length;) {
      const size = next(sizes);
      batches.push(records.slice(i, i + size));
      i += size;
    }
    return { told, form, batches };
  });

const falsified = (record: Told['record']): Told['record'] =>
  'octets' in record ? { ...record, octets: '7' } : { ...record, input_octets: 7 };

const localTime = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
/** What is read within five minutes after midnight tells of the day before. */
const localDay = (at: number) => localTime.format(at - 5 * minute);

/** Service and day → bytes used. Only what is not nothing. */
export function used(told: readonly Told[]): Record<string, { down: bigint; up: bigint }> {
  const totals: Record<string, { down: bigint; up: bigint }> = {};
  const counters = new Map<string, { told: Told; reading: Told['counters'][number] }[]>();
  for (const one of told) {
    for (const reading of one.counters) {
      counters.set(reading.name, [...(counters.get(reading.name) ?? []), { told: one, reading }]);
    }
  }
  for (const readings of counters.values()) {
    readings.sort((a, b) => a.told.at - b.told.at);
    readings.forEach(({ told: one, reading }, i) => {
      const before = readings[i - 1]?.reading;
      const bytes =
        before === undefined
          ? // Of an old flow nothing is known before its first reading.
            one.isNew
            ? reading.counted
            : 0n
          : before.epoch === reading.epoch
            ? reading.counted - before.counted
            : reading.counted;
      if (bytes === 0n) return;
      const name = `${one.service} ${localDay(one.at)}`;
      const total = (totals[name] ??= { down: 0n, up: 0n });
      total[reading.direction] += bytes;
    });
  }
  return totals;
}
