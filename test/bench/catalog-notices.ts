/** What it costs to look through the accounts with TV, and to tell those that something changes for. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { operatorContract } from '../../functions/operator/contract.ts';
import { dispatchStore } from '../../functions/internet/aggregate-usage/dispatch/store.ts';
import { notifyPartition } from '../../functions/tv/catalog-notices/notify-partition.ts';
import { noticePartsStore } from '../../functions/tv/catalog-notices/parts.store.ts';
import { noticeStore } from '../../functions/tv/catalog-notices/store.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { keys } from '../../shared/table/keys.ts';
import { sentAccount } from '../operator/fixtures.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { meter } from '../support/metered-table.ts';
import { itemOf } from '../support/items.ts';
import { cpuOf, type Row } from './measure.ts';

const accounts = 2000;
const partition = 3;
const job = 'catalog-notices' as const;

export async function noticeRows(): Promise<Row[]> {
  const engine = await startEngine();
  const { table } = engine;
  const clock = fixedClock('2026-11-20T15:00:00Z');
  const house = openHouse(table, clock, keepingQueue());
  const token = await operatorTokenFor(clock);
  const publish = async (effectiveFrom: string, cents: number) => {
    const body = catalogFrom(effectiveFrom);
    const plans = body.plans.map((plan) =>
      plan.planId === 'mon-mix-20'
        ? { ...plan, monthlyPrice: { amount: cents, currency: 'CAD' as const } }
        : plan,
    );
    await house.call(operatorContract.putCatalog, { token, body: { ...body, plans } });
  };
  const put = (Item: object) => table.client.send(new PutCommand({ TableName: table.name, Item }));
  const counted = meter(table);
  const dispatch = dispatchStore(table);
  const rows: Row[] = [];
  const run = async (what: string, n: number) => {
    const at = { runId: `run-${n}`, partition };
    const now = clock.now();
    await dispatch.startRun({ ...{ runId: at.runId, job, trigger: 'request', now } });
    await dispatch.addPart(at.runId, { shard: partition, day: '' }, now);
    counted.reset();
    const store = { ...noticeStore(table), ...noticePartsStore(table) };
    const ms = await cpuOf(() => notifyPartition({ store, clock }, at));
    const { readUnits, writeUnits } = counted.read();
    rows.push({
      what,
      'read units': Number((readUnits / accounts).toFixed(2)),
      'write units': Number((writeUnits / accounts).toFixed(2)),
      'CPU ms': Number((ms / accounts).toFixed(2)),
    });
  };
  try {
    await publish('2026-11-20', 5695);
    await house.call(operatorContract.putAccount, {
      ...{ token, params: { accountNumber: '50000000001' } },
      body: sentAccount({
        services: [
          {
            ...{ serviceId: 'tv-1', type: 'tv', planId: 'mon-mix-20' },
            addOns: ['super-ecran', 'crave'],
          },
        ],
      }),
    });
    const account = await itemOf(table, keys.account('50000000001'));
    for (let n = 0; n < accounts; n++) {
      const accountNumber = String(60000000000 + n);
      await put({ ...account, ...keys.account(accountNumber), accountNumber });
      await put({ ...keys.tvAccount(partition, accountNumber), accountNumber });
    }
    await run('an account, while nothing changes', 1);
    await publish('2027-01-05', 5995);
    await run('an account that is told', 2);
    await run('an account that was told', 3);
    return rows;
  } finally {
    await engine.stop();
  }
}
