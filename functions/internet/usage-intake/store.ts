/** Intake's access patterns. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { modem, type Tenure } from '../../../shared/modem.ts';
import { getItem, held } from '../../../shared/table/access.ts';
import type { Key, Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { listFacts } from '../facts.store.ts';
import { markPending } from '../pending.store.ts';
import { batch, batchExpiry, batchItem, type Batch, type WaitingPart } from './batch.ts';
import type { Rejected } from './contract.ts';
import { shardDayName, type Arrival, type ShardDay, type StoredChunk } from './pack-batch.ts';
import { pack } from './packed-list.ts';
import { reportStore, type Received, type ReportStore } from './report.store.ts';
import { service, type Service } from './service.ts';
import { waitingItemOf } from './waiting-parts.ts';

export type IntakeStore = ReportStore & {
  services: (serviceIds: readonly string[]) => Promise<Service[]>;
  /** Who had each modem when; nothing of those that are not known. Never remembered: they move. */
  modems: (macs: readonly string[]) => Promise<Map<string, readonly Tenure[]>>;
  /** A batch whose intake was completed. */
  received: (batchId: string) => Promise<Received | undefined>;
  /**
   * A chunk that is there already stays as it is, with its first time of arrival. Their shard-days are
   * listed before: what is killed in between leaves no facts that nobody finds.
   */
  putChunks: (chunks: readonly StoredChunk[]) => Promise<void>;
  /** Always a new token: a fold that is under way may have missed what was put before. */
  markPending: (shardDays: readonly ShardDay[], now: Date) => Promise<void>;
  putWaiting: (parts: readonly WaitingPart[]) => Promise<void>;
  putRejected: (arrival: Arrival, rejected: readonly Rejected[]) => Promise<void>;
  /** False when the batch is there already. */
  putBatch: (batch: Batch) => Promise<boolean>;
};

const writesAtOnce = 16;
const readsAtOnce = 8;
const keysPerRead = 100;
const rejectedPerPart = 3000;
const mostListed = 20_000;

export function intakeStore(table: Table): IntakeStore {
  const { client, name: TableName } = table;
  /** What this process has listed already: a write for each shard-day, not for each batch. */
  const listed = new Set<string>();

  const put = (key: Key, item: object, condition?: string) =>
    client.send(
      new PutCommand({
        TableName,
        Item: { ...key, ...item },
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
      }),
    );

  const readSome = async (keysOf: readonly Key[]): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    let wanted = [...keysOf];
    for (let attempt = 1; wanted.length > 0; attempt++) {
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys: wanted } } }),
      );
      found.push(...(Responses?.[TableName] ?? []));
      wanted = (UnprocessedKeys?.[TableName]?.Keys ?? []) as Key[];
      if (wanted.length > 0) await patience(attempt);
    }
    return found;
  };

  const readAll = async <T>(wanted: readonly Key[], read: (item: unknown) => T): Promise<T[]> => {
    const found: T[] = [];
    await each(cut(wanted, keysPerRead), readsAtOnce, async (some) => {
      found.push(...(await readSome(some)).map(read));
    });
    return found;
  };

  const reports = reportStore(table);

  return {
    ...reports,

    services: (serviceIds) =>
      readAll(
        serviceIds.map((serviceId) => keys.service(serviceId)),
        (item) => z.parse(service, item),
      ),

    async modems(macs) {
      const found = await readAll(
        macs.map((mac) => keys.modem(mac)),
        (item) => z.parse(modem, item),
      );
      return new Map(found.map(({ mac, history }) => [mac, history]));
    },

    async received(batchId) {
      const found = await getItem(table, batch, keys.batch(batchId));
      if (found === undefined) return undefined;
      const list = found.rejected === 0 ? [] : await reports.rejected(batchId);
      return { batch: found, rejected: list };
    },

    async putChunks(chunks) {
      const days = new Map(chunks.map((chunk) => [shardDayName(chunk), chunk]));
      await each(
        [...days].filter(([name]) => !listed.has(name)),
        writesAtOnce,
        async ([name, chunk]) => {
          await listFacts(table, chunk);
          if (listed.size >= mostListed) listed.clear();
          listed.add(name);
        },
      );
      await each(chunks, writesAtOnce, async (chunk) => {
        const { shard, day, counts, part, batchId, receivedAt, body } = chunk;
        const key = (counts === 'deltas' ? keys.chunk : keys.readings)(shard, day, batchId, part);
        await held(put(key, { batchId, receivedAt, body }, isNew));
      });
    },

    markPending: (shardDays, now) =>
      each(shardDays, writesAtOnce, (at) => markPending(table, at, now)),

    // Not conditional: an attempt after a killed one may have records for a part that is there.
    putWaiting: (parts) =>
      each(parts, writesAtOnce, async (part) => {
        await client.send(new PutCommand({ TableName, Item: waitingItemOf(part) }));
      }),

    putRejected: ({ batchId, receivedAt }, list) =>
      each(cut(list, rejectedPerPart), writesAtOnce, async (part, position) => {
        const key = keys.batchRejected(batchId, position);
        await put(key, { body: pack(part), expiresAt: batchExpiry(receivedAt) });
      }),

    putBatch: (stored) => held(put(keys.batch(stored.batchId), batchItem(stored), isNew)),
  };
}

const isNew = 'attribute_not_exists(pk)';

function cut<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

/** Some at once, the next one as soon as one is done; the first fault ends it. */
async function each<T>(
  list: readonly T[],
  atOnce: number,
  act: (one: T, position: number) => Promise<void>,
): Promise<void> {
  const rest = list.entries();
  const lane = async () => {
    for (const [position, one] of rest) await act(one, position);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, lane));
}

const mostPatience = 8;

/** Keys that were not read are asked for again, later each time; in the end the caller is told to wait. */
async function patience(attempt: number) {
  if (attempt === mostPatience) {
    const fault = new Error('The table left keys unread');
    fault.name = 'ThrottlingException';
    throw fault;
  }
  await sleep(Math.min(1000, 25 * 2 ** attempt) * Math.random());
}
