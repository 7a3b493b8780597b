import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { permissions, type Permission } from '../../shared/http/contract.ts';
import { cad, catalog, internet, sentAccount } from '../operator/fixtures.ts';
import { startOperator } from '../operator/operator.ts';
import { meter } from '../support/metered-table.ts';

const mine = '50000000001';
const another = '50000000002';
const standing = { balance: cad(4520), pastDue: cad(0), asOf: '2026-11-19T08:00:00Z' };

let api: Awaited<ReturnType<typeof startOperator>>;
beforeEach(async () => {
  api = await startOperator();
  await api.putCatalog(catalog());
  const services = [
    { ...internet('inet-1'), label: 'Cottage', addOns: ['static-ip'] },
    { serviceId: 'tv-1', type: 'tv' as const, planId: 'tv-mix', addOns: ['film', 'movies'] },
    internet('gone'),
  ];
  await api.putAccount(mine, sentAccount({ services, standing, pin: '4821' }));
  await api.putAccount(mine, sentAccount({ services: services.slice(0, 2), standing }));
});
afterEach(() => api.stop());

describe('the account overview', () => {
  it('shows the holder, the open period, the active services and the standing', async () => {
    const reply = await api.getAccount(mine);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-language']).toBe('fr-CA');
    expect(reply.body).toMatchObject({
      accountNumber: mine,
      holder: { firstName: 'Marie', lastName: 'Tremblay' },
      billingPeriod: { start: '2026-11-09', end: '2026-12-08', daysLeft: 19 },
      services: [
        { serviceId: 'inet-1', label: 'Cottage', plan: { name: 'internet-120 (fr)' } },
        { serviceId: 'tv-1', plan: { planId: 'tv-mix' } },
      ],
      standing,
      permissions: [...permissions],
    });
    expect(reply.text).not.toMatch(/pinHash|argon2|marie@example|holderProfileId|cycles/);
  });

  it('shows a delegate how the account stands only with the permission to see bills', async () => {
    const asked = async (perms: Permission[]) =>
      (await api.getAccount(mine, { token: await api.tokenWith(mine, perms) })).body;
    expect(await asked(['viewUsage'])).not.toHaveProperty('standing');
    expect(await asked(['viewBills'])).toMatchObject({ standing });
  });

  it('names things in the language that is asked for', async () => {
    const reply = await api.getAccount(mine, { headers: { 'accept-language': 'en-US' } });
    expect(reply.headers['content-language']).toBe('en-CA');
    expect(reply.body.services[0]?.plan.name).toBe('internet-120 (en)');
  });

  it('is one round trip once the catalog is known', async () => {
    await api.getAccount(mine);
    const counted = meter(api.table);
    await api.getAccount(mine);
    expect(counted.read().operations).toEqual(['GetItemCommand']);
    expect(counted.read().readUnits).toBeLessThanOrEqual(1);
  });

  it('is not there for an account that was never provisioned', async () => {
    for (const reply of [await api.getAccount(another), await api.listServices(another)]) {
      expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
    }
  });

  it('shows a plan that was given out within the minute', async () => {
    await api.getAccount(mine);
    const [plan] = catalog().plans;
    const plans = [...catalog().plans, { ...plan, planId: 'internet-new' }];
    await api.putCatalog({ ...catalog(), effectiveFrom: '2026-11-20', plans });
    await api.putAccount(mine, sentAccount({ services: [internet('inet-1', 'internet-new')] }));
    expect((await api.getAccount(mine)).body.services[0]?.plan.planId).toBe('internet-new');
  });
});

describe('the list of services', () => {
  it('shows add-ons, channels and packages with their prices, and what has ended', async () => {
    const { status, body } = await api.listServices(mine);
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      {
        serviceId: 'inet-1',
        status: 'active',
        addOns: [{ addOnId: 'static-ip', name: 'static-ip (fr)', monthlyPrice: cad(1000) }],
        canChange: true,
      },
      {
        serviceId: 'tv-1',
        addOns: [
          // It comes with the package.
          { addOnId: 'film', name: 'film', monthlyPrice: cad(0) },
          { addOnId: 'movies', name: 'movies (fr)' },
        ],
      },
      { serviceId: 'gone', status: 'ended', endedOn: '2026-11-20', canChange: false },
    ]);
  });

  it('is cut to a type, and refuses one that does not exist', async () => {
    const tv = await api.listServices(mine, { query: 'type=tv' });
    expect(tv.body.items.map(({ serviceId }) => serviceId)).toEqual(['tv-1']);
    expect((await api.listServices(mine, { query: 'type=gas' })).status).toBe(400);
  });

  it('says that a delegate without the permission cannot change them', async () => {
    const { body } = await api.listServices(mine, {}, ['viewUsage']);
    expect(body.items.some(({ canChange }) => canChange)).toBe(false);
  });

  it('says that nobody can on a business account', async () => {
    const services = [internet('pro-1', 'internet-pro')];
    await api.putAccount(another, sentAccount({ kind: 'business', services }));
    const { body } = await api.listServices(another);
    expect(body.items).toMatchObject([{ serviceId: 'pro-1', canChange: false }]);
  });
});
