/** Whether a worker can fold a large shard-day, and what any number of subscribers costs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { dispatchRun } from '../../functions/internet/aggregate-usage/dispatch/dispatch-run.ts';
import { dispatchStore } from '../../functions/internet/aggregate-usage/dispatch/store.ts';
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue } from '../support/house.ts';
import { meter } from '../support/metered-table.ts';
import type { Row } from './measure.ts';
import {
  daysPerMonth,
  dollars,
  gigabytes,
  queueRequestsPerMessage,
  recordsPerRequest,
  refreshSeconds,
} from './prices.ts';
import type { WorkerMeasure } from './scale-worker.ts';
import type { DayMeasure, Use } from './subscriber-day.ts';
import { deltas, intakeOf, readings, slotsOfDay, type Records } from './usage-batches.ts';

const services = 4_000;
const at = { shard: 0, day: '2026-11-09' };
const now = new Date('2026-11-10T05:10:00Z');
/** A worker's memory and time, as its stack gives them. */
export const workerLimits = { seconds: 60, megabytes: 1_769 };

export async function workerRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  try {
    return [
      ...(await workersOf('deltas', deltas, folder)),
      ...(await workersOf('readings of two flows', readings, folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function workersOf(kind: string, of: Records, folder: string): Promise<Row[]> {
  const intake = intakeOf(services);
  const chunks: StoredChunk[] = [];
  let records = 0;
  for (let slot = 0; slot < slotsOfDay; slot++) {
    const batch = of(services, slot);
    records += batch.length;
    // The first minutes of a reading's day belong to the day before.
    const own = (await intake(JSON.stringify(batch), `bench-${slot}`)).filter(
      ({ day }) => day === at.day,
    );
    chunks.push(...own);
  }
  const file = join(folder, 'chunks');
  writeFileSync(file, serialize({ at, chunks, now: now.getTime() }));

  const engine = await startEngine();
  try {
    const store = intakeStore(engine.table);
    await store.putChunks(chunks);
    await store.markPending([at], now);
    return [
      workerRow(`${services} services × ${records / services} ${kind}`, worker(file)),
      workerRow('the same with the engine', worker(file, engine.endpoint)),
    ];
  } finally {
    await engine.stop();
  }
}

const script = join(import.meta.dirname, 'scale-worker.ts');

const worker = (...args: string[]) =>
  JSON.parse(
    execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' }),
  ) as WorkerMeasure;

function workerRow(what: string, { totals, seconds, cpu, megabytes }: WorkerMeasure): Row {
  const { seconds: time, megabytes: memory } = workerLimits;
  return {
    ...{ what, totals, seconds: Number(seconds.toFixed(2)), 'CPU s': Number(cpu.toFixed(2)) },
    MB: Math.round(megabytes),
    within: totals === services && seconds < time && megabytes < memory ? 'yes' : 'no',
  };
}

/** What handing over so many shard-days takes. */
async function dispatchOf(shards: number): Promise<Use> {
  const engine = await startEngine();
  try {
    const all = Array.from({ length: shards }, (_, shard) => ({ ...at, shard }));
    await intakeStore(engine.table).markPending(all, now);
    const counted = meter(engine.table);
    const started = performance.now();
    await dispatchRun(
      {
        ...{ store: dispatchStore(engine.table), clock: fixedClock(now.toISOString()) },
        ...{ folds: keepingQueue(), releaseWaiting: () => Promise.resolve() },
      },
      { runId: 'bench', job: 'aggregate-usage', trigger: 'schedule' },
    );
    const { writeUnits, readUnits } = counted.read();
    return { writeUnits, readUnits, seconds: (performance.now() - started) / 1000 };
  } finally {
    await engine.stop();
  }
}

type Cost = {
  day: DayMeasure;
  shards: number;
  dispatch: Use;
  /** Of all shards, a day. */
  writes: number;
  reads: number;
  gigabyteSeconds: number;
  invocations: number;
  apiRequests: number;
  queueRequests: number;
};

/** Computed from what was measured of one shard among so many, and of the dispatcher. */
export async function costsOf(days: readonly DayMeasure[]): Promise<Cost[]> {
  const dispatches = new Map<number, Use>();
  for (const shards of new Set(days.map(shardsOf)))
    dispatches.set(shards, await dispatchOf(shards));
  return days.map((day) => costOf(day, dispatches.get(shardsOf(day)) as Use));
}

const shardsOf = ({ subscribers, perShard }: DayMeasure) => subscribers / perShard;

function costOf(day: DayMeasure, dispatch: Use): Cost {
  const { refreshes: runs, intake, perRequest, folds, records, messages } = day;
  const shards = shardsOf(day);
  const requests = (records * shards) / recordsPerRequest;
  const all = (what: keyof Use) =>
    (intake[what] + folds[what]) * shards + perRequest[what] * requests + dispatch[what] * runs;
  return {
    ...{ day, shards, dispatch, writes: all('writeUnits'), reads: all('readUnits') },
    gigabyteSeconds:
      (intake.seconds * shards + perRequest.seconds * requests) * gigabytes.intake +
      folds.seconds * shards * gigabytes.fold +
      dispatch.seconds * runs * gigabytes.dispatch,
    invocations: requests + messages * shards + runs,
    apiRequests: requests,
    queueRequests: (messages * shards + runs) * queueRequestsPerMessage,
  };
}

const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));
const headOf = ({ day }: Cost) => ({
  ...{ subscribers: day.subscribers, 'refreshes/day': day.refreshes },
});

export const workRows = (costs: readonly Cost[]): Row[] =>
  costs.map((cost) => {
    const { day, shards, dispatch } = cost;
    const { refreshes, messages, folds, longest } = day;
    return {
      ...{ ...headOf(cost), shards, 'folds/day': messages * shards },
      'worker s/refresh': rounded((folds.seconds / refreshes) * shards, 1),
      [`workers for ${refreshSeconds} s`]: Math.ceil((longest * shards) / refreshSeconds),
      'dispatch s': rounded(dispatch.seconds),
      'write units/sub-day': rounded(cost.writes / day.subscribers),
      'read units/sub-day': rounded(cost.reads / day.subscribers),
      'GB-s/day': Math.round(cost.gigabyteSeconds),
      'API requests/day': Math.ceil(cost.apiRequests),
      'SQS requests/day': Math.ceil(cost.queueRequests),
    };
  });

/** US dollars a month. */
export const dollarRows = (costs: readonly Cost[]): Row[] =>
  costs.map((cost) => {
    const monthly = {
      writes: cost.writes * dollars.writeUnit * daysPerMonth,
      reads: cost.reads * dollars.readUnit * daysPerMonth,
      Lambda:
        (cost.gigabyteSeconds * dollars.gigabyteSecond + cost.invocations * dollars.invocation) *
        daysPerMonth,
      'API and SQS':
        (cost.apiRequests * dollars.apiRequest + cost.queueRequests * dollars.queueRequest) *
        daysPerMonth,
    };
    const all = Object.values(monthly).reduce((sum, one) => sum + one, 0);
    return {
      ...headOf(cost),
      ...Object.fromEntries(Object.entries(monthly).map(([name, one]) => [name, rounded(one)])),
      ...{ all: rounded(all), 'each subscriber': rounded(all / cost.day.subscribers, 6) },
    };
  });
