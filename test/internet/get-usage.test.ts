import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { internetOperations } from '../../functions/internet/operations.ts';
import { usageStore } from '../../functions/internet/store.ts';
import type { Catalogs } from '../../shared/catalog/catalog.ts';
import { feature, type FeatureHandler } from '../../shared/http/feature.ts';
import { keys } from '../../shared/table/keys.ts';
import { call } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';

const clock = fixedClock('2027-01-02T12:00:00Z');
const accountNumber = '50000000001';
const others = '50000000002';

let engine: Engine;
let handler: FeatureHandler;
beforeAll(async () => {
  engine = await startEngine();
  const plan = (planId: string, allowance: number | 'unlimited') => ({
    type: 'internet',
    planId,
    allowance,
  });
  const inForce = () =>
    Promise.resolve({
      version: 1,
      document: { plans: [plan('internet-120', 400e9), plan('internet-giga', 'unlimited')] },
    } as never);
  const catalogs: Catalogs = { inForce, inForceNow: inForce, announced: () => Promise.resolve([]) };
  handler = feature(
    internetContract,
    internetOperations({ store: usageStore(engine.table), catalogs, clock }),
    settingsFor(clock),
  );
  await header(accountNumber, 'inet-1', 'internet-120');
  await header(accountNumber, 'inet-12', 'internet-giga');
  await header(accountNumber, 'inet-lost', 'internet-unheard-of');
  await header(others, 'inet-2', 'internet-120');
  await used('inet-1', '2026-12-31', 5n, 6n);
  await used('inet-1', '2027-01-01', 2n ** 63n, 1n);
  await used('inet-1', '2026-12-08', 70n, 7n, '2026-11-09');
  await used('inet-12', '2027-01-01', 99n, 9n);
});
afterAll(() => engine.stop());

const header = (account: string, serviceId: string, planId: string) =>
  engine.table.client.send(
    new PutCommand({
      TableName: engine.table.name,
      Item: {
        ...keys.usageHeader(account, serviceId),
        serviceId,
        accountNumber: account,
        timeZone: 'America/Toronto',
        cycles: [{ from: '0001-01-01', day: 9 }],
        planId,
        status: 'active',
      },
    }),
  );

const used = (
  serviceId: string,
  day: string,
  down: bigint,
  up: bigint,
  periodStart = '2026-12-09',
) =>
  foldStore(engine.table).writeDay({ shard: 1, day }, 1, {
    ...{ serviceId, accountNumber, periodStart, down, up },
    lastEnd: Date.parse(`${day}T20:15:30Z`),
  });

const ask = async (
  serviceId: string,
  query = '',
  token = customerToken(clock, { accountNumber }),
) =>
  call(handler, internetContract.getUsage, {
    params: { serviceId },
    query,
    token: await token,
  });

describe('GET usage', () => {
  it('shows the current period over New Year, exact beyond safe numbers', async () => {
    const { status, body } = await ask('inet-1');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      serviceId: 'inet-1',
      period: { start: '2026-12-09', end: '2027-01-08' },
      daysLeft: 7,
      dataAsOf: '2027-01-01T20:15:00.000Z',
      totals: { download: '9223372036854775813', upload: 7, total: '9223372036854775820' },
      allowance: { limit: 400e9, remaining: 0, overBy: '9223371636854775820' },
    });
    expect(body.days).toHaveLength(25);
    expect(body.days.slice(-3)).toEqual([
      { day: '2026-12-31', download: 5, upload: 6, total: 11 },
      {
        day: '2027-01-01',
        download: '9223372036854775808',
        upload: 1,
        total: '9223372036854775809',
      },
      { day: '2027-01-02', download: 0, upload: 0, total: 0 },
    ]);
  });

  it('shows an earlier period', async () => {
    const { body } = await ask('inet-1', 'period=2026-11-09');
    expect(body).toMatchObject({ current: false, totals: { download: 70, upload: 7, total: 77 } });
  });

  it('keeps services apart whose ids begin alike', async () => {
    const { body } = await ask('inet-12');
    expect(body.totals).toEqual({ download: 99, upload: 9, total: 108 });
    expect(body.allowance).toEqual({ unlimited: true });
  });

  it.each([
    ["another customer's service", 'inet-2', '', 404, { code: 'not-found' }],
    ['a service that does not exist', 'inet-3', '', 404, { code: 'not-found' }],
    ['the beginning of an id', 'inet', '', 404, { code: 'not-found' }],
    [
      'an earlier period than is shown',
      'inet-1',
      'period=2026-08-09',
      422,
      { code: 'unknown-period' },
    ],
    ['a day that does not exist', 'inet-1', 'period=2026-02-30', 400, { code: 'invalid-request' }],
    ['a plan the catalog has lost', 'inet-lost', '', 500, { code: 'internal-error' }],
  ] as const)('refuses %s', async (_, serviceId, query, status, problem) => {
    const reply = await ask(serviceId, query);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject(problem);
  });

  it('tells another account nothing it would not tell of a missing service', async () => {
    const token = () => customerToken(clock, { accountNumber: others });
    const [theirs, missing] = [await ask('inet-1', '', token()), await ask('inet-3', '', token())];
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe(missing.text);
  });

  it('needs the permission, and the other audience stays out', async () => {
    const limited = await ask(
      'inet-1',
      '',
      customerToken(clock, { accountNumber, perms: ['viewBills'] }),
    );
    expect(limited.body).toMatchObject({ code: 'missing-permission', permission: 'viewUsage' });
    const operator = await ask('inet-1', '', operatorTokenFor(clock));
    expect(operator.body.code).toBe('wrong-audience');
  });
});
