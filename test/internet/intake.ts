/** Intake through its public handler, on an engine of its own; used by the tests of its forms. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { foldShardDay } from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { getUsageBatch } from '../../functions/internet/usage-intake/get-usage-batch.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { listWaiting } from '../../functions/internet/usage-intake/list-waiting.ts';
import { queueStore } from '../../functions/internet/usage-intake/queue.store.ts';
import { receiveUsage } from '../../functions/internet/usage-intake/receive-usage.ts';
import { releaseWaiting } from '../../functions/internet/usage-intake/release-waiting.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { waitingStore } from '../../functions/internet/usage-intake/waiting.store.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import { feature } from '../../shared/http/feature.ts';
import { bareMac, type Tenure } from '../../shared/modem.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { keys, shardDayOf } from '../../shared/table/keys.ts';
import { readUsagePeriod } from '../../shared/usage-period.ts';
import { call, type Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { settingsFor } from '../support/settings.ts';
import { foldDeps } from './fold-deps.ts';

export async function startIntake(now: string) {
  const { table, stop } = await startEngine();
  const clock = fixedClock(now);
  const store = { ...intakeStore(table), ...waitingStore(table) };
  const deps = { store, clock, resolve: knownServices({ store, clock }) };
  const handler = feature(
    usageIntakeContract,
    {
      receiveUsage: receiveUsage(deps),
      getUsageBatch: getUsageBatch(deps),
      listWaiting: listWaiting({ queue: queueStore(table) }),
    },
    settingsFor(clock),
  );
  let made = 0;
  const put = (item: object) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: { ...item } }));

  return {
    table,
    clock,
    stop,
    put,
    /** A service as provisioning leaves it, with a new id. */
    service: async (changes: object = {}) => {
      const serviceId = `inet-${String(++made).padStart(6, '0')}`;
      await put({
        ...keys.service(serviceId),
        ...{ serviceId, accountNumber: '50000000001', type: 'internet' },
        ...{ timeZone: 'America/Toronto', cycles: [{ from: beginningOfTime, day: 15 }], shard: 7 },
        ...changes,
      });
      return serviceId;
    },
    send: async (body: unknown, contentType = 'application/json', more: Request = {}) =>
      call(handler, usageIntakeContract.receiveUsage, {
        body: Array.isArray(body) ? JSON.stringify(body) : body,
        token: await operatorTokenFor(clock),
        ...more,
        headers: { 'content-type': contentType, ...more.headers },
      }),
    report: async (batchId: string) =>
      call(handler, usageIntakeContract.getUsageBatch, {
        params: { batchId },
        token: await operatorTokenFor(clock),
      }),
    waiting: async (query = '') =>
      call(handler, usageIntakeContract.listWaiting, {
        query,
        token: await operatorTokenFor(clock),
      }),
    /** `changes` for one that is killed. */
    release: (changes: Partial<typeof store> = {}) =>
      releaseWaiting({ ...deps, store: { ...store, ...changes } }),
    store,
    modem: (mac: string, ...history: Tenure[]) =>
      put({ ...keys.modem(bareMac(mac)), mac: bareMac(mac), history, version: 1 }),
    /** Every fold that is due, until none is. */
    fold: async () => {
      const folds = foldDeps(foldStore(table), clock, table);
      for (let rounds = 0; rounds < 20; rounds++) {
        const pending = await itemsUnder(table, 'PENDING', '');
        if (pending.length === 0) return;
        for (const item of pending) await foldShardDay(folds, shardDayOf(String(item['sk'])));
      }
      throw new Error('The folds do not come to rest');
    },
    /** `2026-11-10` → bytes down and up, of days with any. */
    totals: async (serviceId: string): Promise<Record<string, [bigint, bigint]>> => {
      const items = await itemsUnder(table, 'ACCOUNT#50000000001', `USAGE#${serviceId}#`);
      return Object.fromEntries(
        items
          .flatMap((item) => [...readUsagePeriod(item).days])
          .map(([day, { down, up }]): [string, [bigint, bigint]] => [day, [down, up]])
          .filter(([, [down, up]]) => down + up > 0n),
      );
    },
  };
}

export const deltaOf = (serviceId: string, changes: Record<string, unknown> = {}) => ({
  record_id: `${serviceId}-2200`,
  service_id: serviceId,
  start: '2026-11-09T21:45:00Z',
  end: '2026-11-09T22:00:00Z',
  bytes_down: 2_695_702,
  bytes_up: 1_648_929,
  ...changes,
});
