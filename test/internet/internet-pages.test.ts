/** The Internet tab's pages through the public handlers, of services that were provisioned. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import type { Route } from '../../shared/http/contract.ts';
import { catalog, cad, internet, sentAccount } from '../operator/fixtures.ts';
import type { Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { meter } from '../support/metered-table.ts';

const clock = fixedClock('2026-11-20T15:00:00Z');
const { getInternet, getUsage, listUsagePeriods } = internetContract;
const pages = [getInternet, getUsage, listUsagePeriods];
const modem = {
  kind: 'modem' as const,
  model: 'CODA-45',
  serialNumber: 'HT1',
  ownership: 'rented' as const,
};
const gigabyte = 1_000_000_000;
const plan = (planId: string, allowance: number | 'unlimited') => ({
  ...catalog().plans.find((one) => one.type === 'internet' && one.planId === 'internet-120'),
  ...{ planId, allowance, name: { fr: `${planId} (fr)`, en: `${planId} (en)` } },
});
const plans = [
  plan('internet-60', 500 * gigabyte),
  plan('internet-120', 1000 * gigabyte),
  plan('internet-max', 'unlimited'),
] as CatalogDocument['plans'];

let engine: Engine;
let house: House;
let counted: ReturnType<typeof meter>;
beforeAll(async () => {
  engine = await startEngine();
  counted = meter(engine.table);
  house = openHouse(engine.table, clock, keepingQueue());
  await house.call(operatorContract.putCatalog, {
    token: await operatorTokenFor(clock),
    body: catalog({ effectiveFrom: '2026-11-20', plans }),
  });
});
afterAll(() => engine.stop());

/** An account and a service of its own for each test: they share the engine. */
let accountNumber = '';
let serviceId = '';
let accounts = 0;
beforeEach(async () => {
  clock.set('2026-11-20T15:00:00Z');
  accountNumber = String(50_000_000_100 + ++accounts);
  serviceId = `inet-${accounts}`;
  await provision();
});

async function provision(service: object = {}, over: object = {}) {
  const reply = await house.call(operatorContract.putAccount, {
    token: await operatorTokenFor(clock),
    params: { accountNumber },
    body: sentAccount({
      holder: { firstName: 'Marie', lastName: 'Tremblay', email: `m${accounts}@example.com` },
      services: [{ ...internet(serviceId), equipment: [modem], ...service }],
      ...over,
    }),
  });
  expect(reply.status, reply.text).toBeLessThan(300);
}

const used = (day: string, periodStart: string, down: bigint, up = 0n, fence = 1) =>
  foldStore(engine.table).writeDay({ shard: 1, day }, fence, {
    ...{ serviceId, accountNumber, periodStart, down, up },
    lastEnd: Date.parse(`${day}T20:00:00Z`),
  });

const ask = async <const R extends Route>(route: R, request: Request = {}) =>
  house.call(route, {
    params: { serviceId },
    token: await customerToken(clock, { accountNumber }),
    ...request,
  });
const asCsv = (language?: string) => ({
  headers: { accept: 'text/csv', ...(language && { 'accept-language': language }) },
});

describe('GET an Internet service', () => {
  it('shows plan, equipment, status and the current period', async () => {
    await used('2026-11-18', '2026-11-09', 3n * BigInt(gigabyte), 1n);
    clock.set('2026-11-28T15:00:00Z');
    const { status, body, headers } = await ask(getInternet);
    expect(status).toBe(200);
    expect(headers['content-language']).toBe('fr-CA');
    expect(body).toEqual({
      serviceId,
      status: 'active',
      plan: {
        ...{ planId: 'internet-120', name: 'internet-120 (fr)', monthlyPrice: cad(1000) },
        ...{ downloadMbps: 120, uploadMbps: 10, allowance: 1000 * gigabyte },
      },
      equipment: [modem],
      period: { start: '2026-11-09', end: '2026-12-08' },
      daysLeft: 11,
      dataAsOf: '2026-11-18T20:00:00.000Z',
      totals: { download: 3 * gigabyte, upload: 1, total: 3 * gigabyte + 1 },
      allowance: {
        unlimited: false,
        limit: 1000 * gigabyte,
        remaining: 997 * gigabyte - 1,
        overBy: 0,
        percentUsed: 0.3,
      },
      // What the domain says where the catalog says nothing.
      overage: {
        charge: cad(0),
        rate: { price: cad(1000), bytes: 50 * gigabyte, cap: cad(10_000) },
      },
      dataAddOns: [],
      notices: [],
      // 10 days since the first use, and 11 more like them.
      projection: { total: 6_300_000_002, method: 'average-of-complete-days', completeDays: 10 },
    });
  });

  it('follows what the operator changes, in the language that is asked for', async () => {
    await provision({ planId: 'internet-max', equipment: [] }, { language: 'en-CA' });
    const { body } = await ask(getInternet);
    expect(body).toMatchObject({
      plan: { name: 'internet-max (en)', allowance: 'unlimited' },
      equipment: [],
      allowance: { unlimited: true },
    });
    const inFrench = await ask(getInternet, { headers: { 'accept-language': 'fr' } });
    expect(inFrench.body.plan.name).toBe('internet-max (fr)');
  });

  it('says that it has ended, and projects nothing any more', async () => {
    await used('2026-11-18', '2026-11-09', 5n);
    await provision({}, { services: [] });
    const { body } = await ask(getInternet);
    expect(body).toMatchObject({ status: 'ended', endedOn: '2026-11-20' });
    expect(body).not.toHaveProperty('projection');
    await provision();
    expect((await ask(getInternet)).body).not.toHaveProperty('endedOn');
  });
});

describe('GET 13 months', () => {
  it('are the current period and twelve before, exact, newest first', async () => {
    const much = 2n ** 60n;
    await used('2026-11-19', '2026-11-09', much, 1n);
    await used('2025-12-01', '2025-11-09', 7n, 2n);
    await used('2025-11-01', '2025-10-09', 99n);
    const { body } = await ask(listUsagePeriods);
    expect(body.items).toHaveLength(13);
    expect(body.items[0]).toEqual({
      ...{ start: '2026-11-09', end: '2026-12-08' },
      ...{ download: String(much), upload: 1, total: String(much + 1n) },
      ...{ allowance: 1000 * gigabyte, overBy: String(much + 1n - 1000n * BigInt(gigabyte)) },
      overage: cad(10_000),
    });
    expect(body.items.at(-1)).toEqual({
      ...{ start: '2025-11-09', end: '2025-12-08', download: 7, upload: 2, total: 9 },
    });
  });

  it('tell the plan of each period where it is on file', async () => {
    await used('2026-12-01', '2026-11-09', 1500n * BigInt(gigabyte));
    clock.set('2026-12-20T15:00:00Z');
    await provision({ planId: 'internet-60' });
    await used('2026-12-20', '2026-12-09', 600n * BigInt(gigabyte));
    clock.set('2027-01-20T15:00:00Z');
    await provision({ planId: 'internet-max' });
    const { body } = await ask(listUsagePeriods);
    const told = body.items
      .slice(0, 4)
      .map(({ start, allowance, overBy }) => ({ start, allowance, overBy }));
    expect(told).toEqual([
      { start: '2027-01-09', allowance: 'unlimited' },
      { start: '2026-12-09', allowance: 500 * gigabyte, overBy: 100 * gigabyte },
      { start: '2026-11-09', allowance: 1000 * gigabyte, overBy: 500 * gigabyte },
      { start: '2026-10-09' },
    ]);
    const page = await ask(getUsage, { query: 'period=2026-12-09' });
    expect(page.body.allowance).toMatchObject({ limit: 500 * gigabyte, overBy: 100 * gigabyte });
  });

  it('as CSV name their columns in the language asked for, or that of the account', async () => {
    await used('2026-11-19', '2026-11-09', 2n ** 60n, 1n);
    const french = await ask(listUsagePeriods, asCsv());
    expect(french.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="usage-${serviceId}.csv"`,
      'content-language': 'fr-CA',
      vary: 'accept, accept-language',
    });
    const lines = french.text.split('\r\n');
    expect(lines).toHaveLength(15);
    expect(lines.slice(0, 3)).toEqual([
      'Premier jour,Dernier jour,Téléchargement (octets),Téléversement (octets),Total (octets),Forfait (octets),Dépassement (octets),Frais de dépassement ($)',
      '2026-11-09,2026-12-08,1152921504606846976,1,1152921504606846977,1000000000000,1152920504606846977,100.00',
      '2026-10-09,2026-11-08,0,0,0,,,',
    ]);
    await provision({ planId: 'internet-max' });
    const english = await ask(listUsagePeriods, asCsv('en'));
    expect(english.text.split('\r\n')[1]).toMatch(/,unlimited,,0.00$/);
  });
});

describe('GET usage', () => {
  it('as CSV has a row for each day', async () => {
    await used('2026-11-19', '2026-11-09', 5n, 2n);
    const { text, headers } = await ask(getUsage, asCsv('en-CA'));
    expect(headers['content-disposition']).toContain(`usage-${serviceId}-2026-11-09.csv`);
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(14);
    expect(lines[0]).toBe('Day,Download (bytes),Upload (bytes),Total (bytes),Revised');
    expect(lines.slice(-3)).toEqual(['2026-11-19,5,2,7,no', '2026-11-20,0,0,0,no', '']);
  });

  it('marks the days that changed after their period was billed', async () => {
    const store = foldStore(engine.table);
    const revise = (day: string, down: bigint) =>
      store.writeClosedDay({ shard: 1, day }, 2, {
        ...{ serviceId, accountNumber, periodStart: '2026-10-09', down, up: 0n },
        lastEnd: Date.parse(`${day}T20:00:00Z`),
      });
    await used('2026-10-10', '2026-10-09', 5n);
    await used('2026-10-11', '2026-10-09', 5n);
    await revise('2026-10-10', 5n);
    await revise('2026-10-11', 6n);
    await revise('2026-10-12', 1n);
    const { body } = await ask(getUsage, { query: 'period=2026-10-09' });
    expect(body.totals.total).toBe(12);
    expect(body.days.slice(0, 4)).toEqual([
      { day: '2026-10-09', download: 0, upload: 0, total: 0 },
      { day: '2026-10-10', download: 5, upload: 0, total: 5 },
      { day: '2026-10-11', download: 6, upload: 0, total: 6, revised: true },
      { day: '2026-10-12', download: 1, upload: 0, total: 1, revised: true },
    ]);
    const file = await ask(getUsage, { query: 'period=2026-10-09', ...asCsv() });
    expect(file.text).toContain('\r\n2026-10-11,6,0,6,oui\r\n');
    expect(body).not.toHaveProperty('projection');
  });
});

describe.each(pages.map((route) => [route.path, route] as const))('%s', (_, route) => {
  it.each([
    ["another customer's service", 'inet-1', 404, 'not-found'],
    ['a service that does not exist', 'nothing', 404, 'not-found'],
    ['the beginning of an id', 'inet', 404, 'not-found'],
    ['what is no id', '../x', 400, 'invalid-request'],
    ['a key of the table', 'inet-1#HEADER', 400, 'invalid-request'],
  ] as const)('refuses %s', async (_situation, id, status, code) => {
    const reply = await ask(route, { params: { serviceId: id } });
    expect(reply).toMatchObject({ status, body: { code } });
  });

  it('is one round trip, whatever was used before', async () => {
    for (let month = 1; month <= 12; month++) {
      const start = `2024-${String(month).padStart(2, '0')}-09`;
      for (let day = 10; day < 29; day++)
        await used(`${start.slice(0, 8)}${day}`, start, 10n ** 12n);
    }
    await ask(route);
    counted.reset();
    await ask(route);
    expect(counted.read()).toMatchObject({ roundTrips: 1, readUnits: 0.5 });
  });

  it('refuses unknown parameters, and takes no other media type than it has', async () => {
    expect((await ask(route, { query: 'more=1' })).status).toBe(400);
    const reply = await ask(route, { headers: { accept: 'application/pdf' } });
    expect(reply.status).toBe(route === getInternet ? 200 : 406);
  });
});
