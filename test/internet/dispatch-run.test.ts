import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchMessages } from '../../functions/internet/aggregate-usage/dispatch/dispatch-messages.ts';
import {
  dispatchRun,
  type DispatchDeps,
} from '../../functions/internet/aggregate-usage/dispatch/dispatch-run.ts';
import { dispatchStore } from '../../functions/internet/aggregate-usage/dispatch/store.ts';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { progressOf } from '../../functions/operator/run-progress.ts';
import { runsStore } from '../../functions/operator/runs.store.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { markPending } from '../../functions/internet/pending.store.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
  return () => engine.stop();
});

const clock = fixedClock('2026-11-23T12:00:00Z');
const runId = 'aggregate-usage-20261123T120000Z';
const scheduled = {
  job: 'aggregate-usage',
  trigger: 'schedule',
  scheduledFor: '2026-11-23T12:00:00Z',
};

function setUp(changes: Partial<DispatchDeps> = {}) {
  const sent: object[] = [];
  let released = 0;
  const deps: DispatchDeps = {
    store: dispatchStore(engine.table),
    clock,
    folds: {
      send: (messages) => {
        sent.push(...messages);
        return Promise.resolve([]);
      },
    },
    releaseWaiting: () => Promise.resolve(++released),
    ...changes,
  };
  const deliver = async (message: object) => {
    const Records = [{ messageId: 'm', body: JSON.stringify(message) }] as never;
    const handler = dispatchMessages({
      'aggregate-usage': (run) => dispatchRun(deps, run),
      'retire-usage': () => Promise.reject(new Error('Not this one')),
      'catalog-notices': () => Promise.reject(new Error('Not this one')),
    });
    const { batchItemFailures } = await handler({ Records });
    return batchItemFailures.length === 0;
  };
  return { deliver, sent, released: () => released };
}

const mark = (shard: number, day: string) =>
  engine.table.client.send(
    new PutCommand({
      TableName: engine.table.name,
      Item: { ...keys.pending(shard, day), token: 't' },
    }),
  );

async function progress(id = runId) {
  const found = await runsStore(engine.table).load(id);
  return found && progressOf(found.run, found.parts);
}

describe('a run', () => {
  it('releases what waits, then hands over each pending shard-day', async () => {
    await mark(3, '2026-11-22');
    await mark(12, '2026-11-23');
    const { deliver, sent, released } = setUp();
    expect(await deliver(scheduled)).toBe(true);
    expect(released()).toBe(1);
    expect(sent).toEqual([
      { runId, shard: 3, day: '2026-11-22' },
      { runId, shard: 12, day: '2026-11-23' },
    ]);
    expect(await progress()).toEqual({
      runId,
      job: 'aggregate-usage',
      status: 'running',
      trigger: 'schedule',
      startedAt: '2026-11-23T12:00:00.000Z',
      parts: { total: 2, done: 0, failed: 0 },
      totalsWritten: 0,
    });
  });

  it('tells since when the oldest usage waits, however often its day was marked', async () => {
    const now = clock.now().getTime();
    const at = { shard: 4, day: '2026-11-23' };
    await markPending(engine.table, at, new Date(now - 5_400_000));
    await markPending(engine.table, at, new Date(now - 60_000));
    await markPending(engine.table, { ...at, shard: 5 }, new Date(now - 1000));
    const { deliver } = setUp();
    await deliver(scheduled);
    const lag = { since: '2026-11-23T10:30:00.000Z', seconds: 5400 };
    expect(await progress()).toMatchObject({ lag });
    await deliver(scheduled);
    expect(await progress()).toMatchObject({ lag });
  });

  it('counts from the fold that missed what came while it was at work', async () => {
    const now = clock.now().getTime();
    const at = { shard: 6, day: '2026-11-23' };
    await markPending(engine.table, at, new Date(now - 7_200_000));
    const store = foldStore(engine.table);
    const token = (await store.pendingToken(at)) ?? '';
    await markPending(engine.table, at, new Date(now - 30_000));
    await store.clearPending(at, token, new Date(now - 40_000));
    await store.clearPending({ ...at, shard: 7 }, token, new Date(now));
    await setUp().deliver(scheduled);
    expect(await progress()).toMatchObject({ lag: { seconds: 40 }, parts: { total: 1 } });
  });

  it('that finds nothing is finished', async () => {
    await setUp().deliver(scheduled);
    expect(await progress()).not.toHaveProperty('lag');
    expect(await progress()).toMatchObject({
      status: 'finished',
      finishedAt: '2026-11-23T12:00:00.000Z',
      parts: { total: 0, done: 0, failed: 0 },
    });
  });

  it.each([
    ['all parts done', ['done', 'done'], 'finished'],
    ['one part given up', ['failed', 'done'], 'failed'],
    ['one part given up, one open', ['failed', 'pending'], 'running'],
  ])('with %s tells so', async (_, parts, status) => {
    await setUp().deliver(scheduled);
    const store = foldStore(engine.table);
    for (const [i, part] of parts.entries()) {
      const at = { shard: i, day: '2026-11-23' };
      await dispatchStore(engine.table).addPart(runId, at, clock.now());
      if (part === 'done') await store.partDone(runId, at, clock.now(), 7);
      if (part === 'failed') await store.partFailed(runId, at, clock.now());
    }
    expect(await progress()).toMatchObject({
      status,
      totalsWritten: 7 * parts.filter((part) => part === 'done').length,
    });
  });

  it('delivered twice is one run', async () => {
    await mark(3, '2026-11-22');
    const { deliver, sent } = setUp();
    await deliver(scheduled);
    await mark(4, '2026-11-22');
    expect(await deliver(scheduled)).toBe(true);
    expect(sent).toHaveLength(1);
    expect(await progress()).toMatchObject({ parts: { total: 1 } });
  });

  it('whose messages were not all taken is delivered again, and goes on', async () => {
    await mark(3, '2026-11-22');
    await mark(4, '2026-11-22');
    const refusing = setUp({ folds: { send: () => Promise.resolve([1]) } });
    expect(await refusing.deliver(scheduled)).toBe(false);
    expect(await progress()).toMatchObject({ status: 'running', parts: { total: 2 } });
    await foldStore(engine.table).partDone(runId, { shard: 3, day: '2026-11-22' }, clock.now(), 1);
    const { deliver, sent } = setUp();
    expect(await deliver(scheduled)).toBe(true);
    expect(sent).toEqual([{ runId, shard: 4, day: '2026-11-22' }]);
  });

  it('killed between its steps and started again loses no shard-day', async () => {
    for (const step of ['pending', 'addPart', 'openParts', 'endDispatch'] as const) {
      const day = '2026-11-20';
      await mark(1, day);
      const store = {
        ...dispatchStore(engine.table),
        [step]: () => Promise.reject(new Error('killed')),
      };
      const order = { job: 'aggregate-usage', trigger: 'request', runId: `run-${step}` };
      expect(await setUp({ store }).deliver(order)).toBe(false);
      const { deliver, sent } = setUp();
      expect(await deliver(order)).toBe(true);
      expect(sent).toEqual([{ runId: `run-${step}`, shard: 1, day }]);
      expect(await progress(`run-${step}`)).toMatchObject({
        status: 'running',
        trigger: 'request',
        parts: { total: 1 },
      });
    }
  });

  it.each([
    ['an unknown job', { ...scheduled, job: 'other' }],
    ['no time', { job: 'aggregate-usage', trigger: 'schedule' }],
    ['no run', { job: 'aggregate-usage', trigger: 'request' }],
  ])('of %s is not started', async (_, message) => {
    expect(await setUp().deliver(message)).toBe(false);
  });
});
