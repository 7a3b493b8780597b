/** What each route asks of the table, warm, against its budget. */
import { accountContract } from '../../functions/account/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorClientsContract } from '../../functions/operator/clients/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { customersAt, measuredServiceId } from '../../infra/local/demo/customers.ts';
import { storedAccount } from '../../shared/account.ts';
import { routeKey, type Route } from '../../shared/http/contract.ts';
import { getItem } from '../../shared/table/access.ts';
import { budgets } from '../../shared/table/budgets.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { meter } from '../support/metered-table.ts';
import { putPerson } from '../support/people.ts';
import type { Row } from './measure.ts';
import { benchDataAddOns, billingRows } from './billing-routes.ts';
import { planRows } from './plan-routes.ts';
import { internetExtrasRows } from './internet-extras-routes.ts';
import { internetRows } from './internet-routes.ts';
import { retentionRows } from './retention-routes.ts';
import { privacyRows } from './privacy-routes.ts';
import { usageFileRows } from './usage-file-routes.ts';
import { tvRows } from './tv-routes.ts';
import { tvHistoryRows } from './tv-history-routes.ts';
import { tvPlanRows } from './tv-plan-routes.ts';
import { tvPurchaseRows } from './tv-purchase-routes.ts';
import { accountRows, passkeyRows, profileRows, sessionRows } from './person-routes.ts';

const start = '2026-11-23T15:00:00Z';

export async function routeRows(): Promise<Row[]> {
  const clock = fixedClock(start);
  const engine = await startEngine();
  const house = openHouse(engine.table, clock, keepingQueue());
  const counted = meter(engine.table);
  const operator = await operatorTokenFor(clock);
  const [customer] = customersAt(clock.now());
  if (customer === undefined) throw new Error('The demo has no customer');
  const { accountNumber, account } = customer;
  const token = await customerToken(clock, { accountNumber });
  const rows: Row[] = [];

  const measure = async <const R extends Route>(route: R, request: Request, warm?: Request) => {
    if (warm !== undefined) await house.call(route, warm);
    counted.reset();
    const reply = await house.call(route, request);
    if (reply.status >= 400) throw new Error(`${routeKey(route)}: ${reply.status} ${reply.text}`);
    const { roundTrips, readUnits, writeUnits, operations } = counted.read();
    const budget = budgets[routeKey(route)];
    const within =
      budget !== undefined &&
      roundTrips <= budget.roundTrips &&
      readUnits <= budget.readUnits &&
      writeUnits <= budget.writeUnits;
    rows.push({
      route: routeKey(route),
      'round trips': roundTrips,
      'read units': readUnits,
      'write units': writeUnits,
      budget: budget === undefined ? 'none' : Object.values(budget).join(' / '),
      within: within ? 'yes' : 'NO',
      calls: operations.map((name) => name.replace('Command', '')).join(' '),
    });
    return reply;
  };

  try {
    await measure(operatorContract.putCatalog, {
      token: operator,
      body: { ...catalogFrom('2026-01-01'), dataAddOns: benchDataAddOns },
    });
    await measure(operatorContract.putAccount, {
      token: operator,
      params: { accountNumber },
      body: account,
    });
    const record = (id: string) => [
      {
        record_id: id,
        service_id: measuredServiceId,
        start: '2026-11-23T05:00:00Z',
        end: '2026-11-23T05:15:00Z',
        bytes_down: 1_000_000,
        bytes_up: 100_000,
      },
    ];
    const batch = await measure(
      usageIntakeContract.receiveUsage,
      { token: operator, body: record('b') },
      { token: operator, body: record('a') },
    );
    await measure(usageIntakeContract.getUsageBatch, {
      token: operator,
      params: { batchId: batch.body.batchId },
    });
    await house.call(usageIntakeContract.receiveUsage, {
      token: operator,
      body: [{ ...record('c')[0], service_id: 'nobody' }],
    });
    await measure(usageIntakeContract.listWaiting, { token: operator });
    await usageFileRows({ table: engine.table, clock, measure }, operator);
    await retentionRows({ table: engine.table, measure }, operator);
    const run = await measure(operatorContract.startRun, {
      token: operator,
      params: { job: 'aggregate-usage' },
    });
    await measure(operatorContract.getRun, {
      token: operator,
      params: { job: 'aggregate-usage', runId: run.body.runId },
    });
    await measure(accountContract.getAccount, { token }, { token });
    await measure(accountContract.listServices, { token });
    await internetRows(
      { table: engine.table, measure },
      { accountNumber, serviceId: measuredServiceId, token },
    );

    const holder = await getItem(engine.table, storedAccount, keys.account(accountNumber));
    const person = await putPerson(engine.table, {
      email: 'bench@example.com',
      accountNumber: '50000000901',
      pin: '4821',
    });
    const password = 'trois petits canards bleus';
    await measure(registrationContract.requestRegistration, {
      body: { accountNumber: '50000000901', pin: '4821' },
    });
    await measure(registrationContract.completeRegistration, {
      body: { token: person.link, password },
    });
    const session = await measure(sessionsContract.signIn, {
      body: { email: person.email, password },
    });
    const { refreshToken = '' } = session.body;
    await measure(sessionsContract.refreshSession, { body: { refreshToken } });
    const subject = { table: engine.table, clock, person, password, measure };
    await sessionRows(subject);
    await profileRows(subject);
    await passkeyRows(subject);
    const leaver = {
      ...subject,
      person: { ...person, accountNumber, profileId: holder?.holderProfileId ?? '' },
    };
    await accountRows(leaver, { serviceId: measuredServiceId, operator });
    await billingRows(leaver, { house, serviceId: measuredServiceId, operator });
    await planRows(leaver, { serviceId: measuredServiceId, operator });
    await tvRows(leaver, { house, operator });
    await tvPlanRows(leaver, { house, operator });
    await tvHistoryRows(subject);
    await internetExtrasRows(leaver, measuredServiceId);
    await tvPurchaseRows(subject, { house, operator });
    const clientId = 'bench-client';
    const client = { token: operator, params: { clientId } };
    const created = await measure(operatorClientsContract.createClient, {
      token: operator,
      body: { clientId, name: 'Bench', scopes: ['usage:write', 'jobs:run'] },
    });
    await measure(sessionsContract.operatorToken, {
      body: `grant_type=client_credentials&client_id=${clientId}&client_secret=${created.body.secret}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await measure(operatorClientsContract.listClients, { token: operator });
    await measure(operatorClientsContract.getClient, client);
    await measure(operatorClientsContract.changeClient, { ...client, body: { name: 'Bench 2' } });
    const { secretId } = (await measure(operatorClientsContract.addSecret, client)).body;
    await measure(operatorClientsContract.deleteSecret, {
      token: operator,
      params: { clientId, secretId },
    });
    await measure(operatorClientsContract.revokeClient, client);
    await measure(sessionsContract.verificationKeys, {});
    await privacyRows(leaver, operator);
    return rows;
  } finally {
    await engine.stop();
  }
}
