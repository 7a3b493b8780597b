/** The operator's and the customer's routes on an engine of their own, with one clock. */
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { accountContract } from '../../functions/account/contract.ts';
import { accountOperations } from '../../functions/account/operations.ts';
import { accountStore as pageStore } from '../../functions/account/store.ts';
import { accountStore } from '../../functions/operator/account.store.ts';
import { catalogStore } from '../../functions/operator/catalog.store.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { getRun } from '../../functions/operator/get-run.ts';
import { putAccount } from '../../functions/operator/put-account.ts';
import { putCatalog } from '../../functions/operator/put-catalog.ts';
import { runsStore } from '../../functions/operator/runs.store.ts';
import { startRun } from '../../functions/operator/start-run.ts';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import { feature } from '../../shared/http/feature.ts';
import type { Permission } from '../../shared/http/contract.ts';
import type { Key } from '../../shared/table/client.ts';
import { call, type Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { startEngine } from '../support/engine.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';

type Item = Record<string, unknown>;

export async function startOperator() {
  const { table, stop } = await startEngine();
  const clock = fixedClock('2026-11-20T15:00:00Z');
  const settings = settingsFor(clock);
  const runs = runsStore(table);
  const catalogs = catalogIn(table, clock);
  const operator = feature(
    operatorContract,
    {
      putAccount: putAccount({ accounts: accountStore(table, 16), catalogs, clock }),
      putCatalog: putCatalog({ catalogs: catalogStore(table), clock, noticeDays: 30 }),
      startRun: startRun({ runs, runsQueue: { send: () => Promise.resolve([]) }, clock }),
      getRun: getRun({ runs }),
    },
    settings,
  );
  const pages = { store: pageStore(table), catalogs: catalogIn(table, clock), clock };
  const customer = feature(accountContract, accountOperations(pages), settings);
  const asOperator = async () => ({ token: await operatorTokenFor(clock) });
  const asHolder = async (accountNumber: string, perms?: readonly Permission[]) => ({
    token: await customerToken(clock, { accountNumber, ...(perms && { perms }) }),
  });

  return {
    table,
    stop,
    clock,
    putAccount: async (accountNumber: string, body: unknown) =>
      call(operator, operatorContract.putAccount, {
        params: { accountNumber },
        body,
        ...(await asOperator()),
      }),
    putCatalog: async (body: unknown, query?: string) =>
      call(operator, operatorContract.putCatalog, {
        ...{ body, ...(query !== undefined && { query }) },
        ...(await asOperator()),
      }),
    getAccount: async (accountNumber: string, request: Request = {}) =>
      call(customer, accountContract.getAccount, {
        ...(await asHolder(accountNumber)),
        ...request,
      }),
    tokenWith: (accountNumber: string, perms: readonly Permission[]) =>
      customerToken(clock, { accountNumber, perms }),
    listServices: async (
      accountNumber: string,
      request: Request = {},
      perms?: readonly Permission[],
    ) =>
      call(customer, accountContract.listServices, {
        ...(await asHolder(accountNumber, perms)),
        ...request,
      }),
    item: async (key: Key): Promise<Item | undefined> =>
      (await table.client.send(new GetCommand({ TableName: table.name, Key: key }))).Item,
    items: async (prefix = ''): Promise<Item[]> => {
      const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
      return Items.filter((item) => String(item['pk']).startsWith(prefix));
    },
  };
}
