/**
 * What the day of one shard takes, among the shards of more or fewer subscribers: records of 15
 * minutes are sent every hour, and folded every hour, every four hours or once. The more shards there
 * are, the more requests an hour bring some records of each.
 */
import { dispatchRun } from '../../functions/internet/aggregate-usage/dispatch/dispatch-run.ts';
import { dispatchStore } from '../../functions/internet/aggregate-usage/dispatch/store.ts';
import { foldMessages } from '../../functions/internet/aggregate-usage/fold/fold-messages.ts';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { shardDayName } from '../../functions/internet/usage-intake/pack-batch.ts';
import { packChecked } from '../../functions/internet/usage-intake/pack-checked.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { customersAt } from '../../infra/local/demo/customers.ts';
import type { Table } from '../../shared/table/client.ts';
import { fixedClock, type FixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse, usualTerms, type House } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { meter } from '../support/metered-table.ts';
import type { Row } from './measure.ts';
import { recordsPerRequest, settings } from './prices.ts';
import { foldDeps } from '../internet/fold-deps.ts';

export type Use = { writeUnits: number; readUnits: number; seconds: number };
export type DayMeasure = {
  /** Of all shards, and of each. */
  subscribers: number;
  perShard: number;
  /** A day. */
  refreshes: number;
  /** Of the one shard and day: chunks and marks; then what each request takes beside them. */
  intake: Use;
  perRequest: Use;
  folds: Use;
  /** The longest fold: the last of the day reads all of it. */
  longest: number;
  records: number;
  messages: number;
};
/** `first`: the fold that sets down the terms of a period, once in it for each service. */
export type SubscriberDays = { first: Use; days: DayMeasure[]; late: Use };

const hours = 24;
const recordsPerHour = 4;
const hourMs = 3_600_000;
/** Of a billing period. All that is measured lies in it. */
const firstDay = Date.parse('2026-11-09T05:00:00Z');
const dayMs = hours * hourMs;
const latePerShard = 1_000;
const mostPerShard = Math.max(...settings.map(({ perShard }) => perShard));
const nothing = (): Use => ({ writeUnits: 0, readUnits: 0, seconds: 0 });

export async function measureSubscriberDays(): Promise<SubscriberDays> {
  const clock = fixedClock(new Date(firstDay).toISOString());
  const engine = await startEngine();
  try {
    await provision(openHouse(engine.table, clock, keepingQueue(), usualTerms, 1), clock);
    const during = metered(engine.table);
    const send = sending(engine.table, clock);
    const refresh = refreshing(engine.table, clock);
    const first = nothing();
    clock.set(new Date(firstDay + hourMs).toISOString());
    await send(recordsOf(firstDay, 'first', mostPerShard), nothing(), nothing(), during);
    await during(first, () => refresh('first'));
    const days: DayMeasure[] = [];
    for (const { refreshes: schedules, ...of } of settings) {
      for (const refreshes of schedules) {
        const from = firstDay + (1 + days.length) * dayMs;
        days.push(await measureDay({ ...of, refreshes, from, clock, during, send, refresh }));
      }
    }
    const late = nothing();
    clock.set('2026-12-20T05:00:00Z');
    await send(recordsOf(firstDay, 'late', latePerShard), nothing(), nothing(), during);
    await during(late, () => refresh('late'));
    return { first, days, late };
  } finally {
    await engine.stop();
  }
}

type During = (use: Use, work: () => Promise<unknown>) => Promise<number>;
type Course = {
  subscribers: number;
  perShard: number;
  refreshes: number;
  from: number;
  clock: FixedClock;
  during: During;
  send: ReturnType<typeof sending>;
  refresh: (name: string) => Promise<number>;
};

async function measureDay(course: Course): Promise<DayMeasure> {
  const { subscribers, perShard, refreshes, from, clock, during, send, refresh } = course;
  const measure: DayMeasure = {
    ...{ subscribers, perShard, refreshes },
    ...{ intake: nothing(), perRequest: nothing(), folds: nothing() },
    ...{ longest: 0, records: 0, messages: 0 },
  };
  const requests = Math.ceil((subscribers * recordsPerHour) / recordsPerRequest);
  for (let hour = 0; hour < hours; hour++) {
    clock.set(new Date(from + (hour + 1) * hourMs).toISOString());
    const records = recordsOf(from + hour * hourMs, `${from}-${hour}`, perShard);
    measure.records += records.length;
    for (let request = 0; request < requests; request++) {
      const own = records.filter((_, i) => i % requests === request);
      await send(own, measure.intake, measure.perRequest, during);
    }
    if ((hour + 1) % (hours / refreshes) !== 0) continue;
    const seconds = await during(measure.folds, async () => {
      measure.messages += await refresh(`${from}-${hour}`);
    });
    measure.longest = Math.max(measure.longest, seconds);
  }
  for (const one of ['writeUnits', 'readUnits', 'seconds'] as const)
    measure.perRequest[one] /= requests * hours;
  return measure;
}

/** Adds to a use what is done during the work; gives its seconds. */
function metered(table: Table): During {
  const counted = meter(table);
  return async (use, work) => {
    counted.reset();
    const started = performance.now();
    await work();
    const seconds = (performance.now() - started) / 1000;
    use.writeUnits += counted.read().writeUnits;
    use.readUnits += counted.read().readUnits;
    use.seconds += seconds;
    return seconds;
  };
}

/** What a request does with the records of one of its shards, and once for all of them. */
function sending(table: Table, clock: FixedClock) {
  const store = intakeStore(table);
  const deps = { store, resolve: knownServices({ store, clock }) };
  let batches = 0;
  return async (records: readonly object[], own: Use, perRequest: Use, during: During) => {
    const receivedAt = clock.now().getTime();
    const batchId = `bench-${String(++batches).padStart(16, '0')}`;
    await during(perRequest, () => store.received(batchId));
    let shardDays: string[] = [];
    await during(own, async () => {
      const checked = checkBatch({ values: records }, receivedAt);
      const packed = await packChecked(deps, { batchId, receivedAt }, checked);
      if (packed.accepted !== records.length) throw new Error('Not all records were accepted');
      await store.putChunks(packed.chunks);
      await store.markPending(packed.shardDays, clock.now());
      shardDays = packed.shardDays.map(shardDayName);
    });
    const counts = { records: records.length, accepted: records.length, waiting: 0, rejected: 0 };
    await during(perRequest, () => store.putBatch({ batchId, receivedAt, ...counts, shardDays }));
  };
}

/** A run as the schedule starts it: the dispatcher, then the worker for each message. */
function refreshing(table: Table, clock: FixedClock) {
  const fold = foldMessages(foldDeps(foldStore(table), clock, table), 5);
  return async (name: string): Promise<number> => {
    const folds = keepingQueue();
    await dispatchRun(
      { store: dispatchStore(table), clock, folds, releaseWaiting: () => Promise.resolve() },
      { runId: `run-${name}`, job: 'aggregate-usage', trigger: 'schedule' },
    );
    const Records = folds.sent.map((message, i) => ({
      ...{ messageId: String(i), body: JSON.stringify(message) },
      attributes: { ApproximateReceiveCount: '1' },
    }));
    const { batchItemFailures } = await fold({ Records: Records as never });
    if (batchItemFailures.length > 0) throw new Error('A fold failed');
    return Records.length;
  };
}

const recordsOf = (from: number, name: string, perShard: number) =>
  Array.from({ length: perShard * recordsPerHour }, (_, n) => {
    const at = from + (n % recordsPerHour) * 900_000;
    return {
      record_id: `${name}-${n}`,
      service_id: `bench-${Math.floor(n / recordsPerHour)}`,
      start: new Date(at).toISOString(),
      end: new Date(at + 900_000).toISOString(),
      bytes_down: 100_000_000 + n * 1013,
      bytes_up: 10_000_000 + n * 101,
    };
  });

async function provision(house: House, clock: FixedClock) {
  const [customer] = customersAt(clock.now());
  const service = customer?.account.services.find(({ type }) => type === 'internet');
  if (customer === undefined || service === undefined)
    throw new Error('The demo has no Internet customer');
  const operator = () => operatorTokenFor(clock);
  await house.call(operatorContract.putCatalog, {
    token: await operator(),
    body: catalogFrom('2026-01-01'),
  });
  for (let i = 0; i < mostPerShard; i++) {
    await house.call(operatorContract.putAccount, {
      token: await operator(),
      params: { accountNumber: String(50_700_000_000 + i) },
      body: {
        ...customer.account,
        holder: { ...customer.account.holder, email: `bench${i}@example.com` },
        services: [{ ...service, serviceId: `bench-${i}` }],
      },
    });
  }
}

/** Against the floor: one write per subscriber and refresh, and three for the facts of a day. */
export function subscriberDayRows({ first, days, late }: SubscriberDays): Row[] {
  const each = (units: number, perShard: number) => Number((units / perShard).toFixed(2));
  return [
    ...days.map(({ subscribers, perShard, refreshes, intake, folds }) => ({
      ...{ subscribers, 'in a shard': perShard, 'refreshes/day': refreshes },
      'facts: write units': each(intake.writeUnits, perShard),
      'read units': each(intake.readUnits, perShard),
      'folds: write units': each(folds.writeUnits, perShard),
      'read units ': each(folds.readUnits, perShard),
      'folds × floor': Number((folds.writeUnits / perShard / refreshes).toFixed(2)),
    })),
    {
      ...{ subscribers: 'first of a period', 'in a shard': mostPerShard },
      'folds: write units': each(first.writeUnits, mostPerShard),
      'read units ': each(first.readUnits, mostPerShard),
    },
    {
      ...{ subscribers: 'late, of a closed period', 'in a shard': latePerShard },
      'folds: write units': each(late.writeUnits, latePerShard),
      'read units ': each(late.readUnits, latePerShard),
    },
  ];
}
