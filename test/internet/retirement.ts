/** Records that age, folds and retirements of them, in one process on a real engine. */
import { hash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  foldShardDay,
  type FoldDeps,
} from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import {
  foldStore,
  type FoldStore,
  type ShardDay,
} from '../../functions/internet/aggregate-usage/fold/store.ts';
import { dispatchStore } from '../../functions/internet/aggregate-usage/dispatch/store.ts';
import { dispatchRetirement } from '../../functions/internet/retire-usage/dispatch-retirement.ts';
import { dueStore } from '../../functions/internet/retire-usage/due.store.ts';
import { partsStore } from '../../functions/internet/retire-usage/parts.store.ts';
import { removalStore } from '../../functions/internet/retire-usage/removal.store.ts';
import { retireMessages } from '../../functions/internet/retire-usage/retire-messages.ts';
import type { RetireDeps } from '../../functions/internet/retire-usage/retire-shard-day.ts';
import { retireStore } from '../../functions/internet/retire-usage/store.ts';
import { traceStore } from '../../functions/internet/retire-usage/trace.store.ts';
import { trace, type Trace } from '../../functions/internet/retire-usage/trace.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import { packChecked } from '../../functions/internet/usage-intake/pack-checked.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys, shardDayOf } from '../../shared/table/keys.ts';
import { readUsagePeriod } from '../../shared/usage-period.ts';
import type { fixedClock } from '../support/clock.ts';
import { keepingQueue } from '../support/house.ts';
import { foldDeps } from './fold-deps.ts';
import type { NameTable } from '../../functions/internet/name-table.ts';

export const keepDays = 150;
export const timeZone = 'America/Toronto';

type World = { table: Table; clock: ReturnType<typeof fixedClock>; shard: number };

/** Everything about one shard; its service bears the shard's number, since tests share an engine. */
export function shardOf({ table, clock, shard }: World) {
  const accountNumber = `5${String(shard).padStart(10, '0')}`;
  const serviceId = `inet-${shard}`;
  const intake = intakeStore(table);
  const services = {
    store: { modems: () => Promise.resolve(new Map()) },
    resolve: (ids: NameTable) =>
      Promise.resolve(
        ids.texts().map((id) => ({
          ...{ serviceId: id, accountNumber, type: 'internet' as const, timeZone, shard },
          cycles: [{ from: beginningOfTime, day: 9 }],
        })),
      ),
  };
  const retiring = (): RetireDeps['store'] => ({
    ...retireStore(table),
    ...removalStore(table),
    ...partsStore(table),
    ...dueStore(table),
    ...traceStore(table, 1827),
  });
  const prefix = `${String(shard).padStart(4, '0')}#`;
  let runs = 0;

  const world = {
    shard,
    serviceId,
    accountNumber,
    at: (day: string): ShardDay => ({ shard, day }),
    /** What intake leaves of records that are taken now; with `killed`, before it marks their days. */
    arrive: async (records: unknown[], killed = false) => {
      const now = clock.now().getTime();
      const checked = checkBatch({ values: records }, now);
      if (checked.rejected.length > 0) throw new Error(JSON.stringify(checked.rejected[0]));
      const batchId = hash('sha256', JSON.stringify([shard, records]), 'base64url').slice(0, 22);
      const packed = await packChecked(services, { batchId, receivedAt: now }, checked);
      await intake.putChunks(packed.chunks);
      if (!killed) await intake.markPending(packed.shardDays, clock.now());
      return { batchId, ...packed };
    },
    mark: (day: string) => intake.markPending([{ shard, day }], clock.now()),
    pending: async () =>
      (await itemsUnder(table, 'PENDING', prefix)).map((item) => shardDayOf(String(item['sk']))),
    foldDeps: (store: FoldStore = foldStore(table)): FoldDeps => foldDeps(store, clock, table),
    fold: (day: string, store?: FoldStore) => foldShardDay(world.foldDeps(store), { shard, day }),
    foldAll: async () => {
      for (let rounds = 0; ; rounds++) {
        const left = await world.pending();
        if (left.length === 0) return;
        if (rounds > 40) throw new Error('The folds do not come to rest');
        for (const at of left) await foldShardDay(world.foldDeps(), at);
      }
    },
    retiring,
    /** A whole run: dispatched, and its messages of this shard worked off. Gives whether all was well. */
    retire: async (store: RetireDeps['store'] = retiring(), received = 1) => {
      const queue = keepingQueue();
      const runId = `retire-${shard}-${++runs}`;
      const due = dueStore(table);
      const dispatching = {
        ...dispatchStore(table),
        ...due,
        // Other tests have shards of their own in the table.
        async *due(...where: Parameters<typeof due.due>) {
          for await (const one of due.due(...where)) if (one.shard === shard) yield one;
        },
      };
      await dispatchRetirement(
        { store: dispatching, clock, retirements: queue, keepDays },
        { runId, job: 'retire-usage', trigger: 'request' },
      );
      const messages = queue.sent;
      let well = true;
      for (const message of messages) well &&= await world.deliver(message, store, received);
      return { runId, messages, well };
    },
    deliver: async (message: object, store: RetireDeps['store'] = retiring(), received = 1) => {
      const record = {
        ...{ messageId: 'm', body: JSON.stringify(message) },
        attributes: { ApproximateReceiveCount: String(received) },
      };
      const handler = retireMessages({ store, clock, keepDays }, 5);
      return (await handler({ Records: [record] as never })).batchItemFailures.length === 0;
    },
    listed: async () =>
      (await itemsUnder(table, 'FACTS', prefix)).map(({ sk }) => shardDayOf(String(sk)).day),
    /** Sort keys of what a shard-day holds besides its head. */
    facts: async (day: string) =>
      (await itemsUnder(table, keys.shardDay(shard, day), ''))
        .map(({ sk }) => String(sk))
        .filter((sk) => sk !== 'HEAD'),
    head: async (day: string) => (await itemsUnder(table, keys.shardDay(shard, day), 'HEAD')).at(0),
    traces: async (): Promise<Trace[]> =>
      (await itemsUnder(table, keys.retirement(0, '', 0).pk, ''))
        .filter((item) => item['shard'] === shard)
        .map((item) => trace.parse(item)),
    /** Service and day → bytes, where there are any. */
    totals: async () => {
      const found: Record<string, { down: bigint; up: bigint }> = {};
      for (const item of await itemsUnder(table, `ACCOUNT#${accountNumber}`, 'USAGE#')) {
        const { serviceId: id, days } = readUsagePeriod(item);
        for (const [day, { down, up }] of days) {
          if (down + up > 0n) found[`${id} ${day}`] = { down, up };
        }
      }
      return found;
    },
    put: (item: Record<string, unknown>) =>
      table.client.send(new PutCommand({ TableName: table.name, Item: item })),
  };
  return world;
}
export type Shard = ReturnType<typeof shardOf>;

/** Throws before or after its n-th call, and at each one after it, as a killed process stops there. */
export function dying<S extends object>(store: S, n: number, when: 'before' | 'after') {
  let calls = 0;
  const dies = () => {
    calls++;
    return calls > n || (calls === n && when === 'before');
  };
  const wrapped = new Proxy(store, {
    get: (target, name) => {
      const call = target[name as keyof S] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const died = dies();
        const own = calls;
        if (died) return failing();
        const result = call(...args);
        if (own !== n) return result;
        return result instanceof Promise ? result.then(failing) : failing();
      };
    },
  });
  return { store: wrapped, survived: () => calls < n };
}

/** Whichever way it is waited for. */
function failing() {
  const failed = Promise.reject(new Error('killed'));
  failed.catch(() => undefined);
  return Object.assign(failed, {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('killed')) }),
  });
}
