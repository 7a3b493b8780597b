import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import { catalog, internet, sentAccount } from './fixtures.ts';
import { startOperator } from './operator.ts';

let api: Awaited<ReturnType<typeof startOperator>>;
beforeEach(async () => {
  api = await startOperator();
});
afterEach(() => api.stop());

const today = '2026-11-20';

describe('a catalog', () => {
  it('may begin in the past if it is the first, and changes nothing when sent again', async () => {
    const first = await api.putCatalog(catalog());
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ version: 1, effectiveFrom: '2026-11-01', changed: true });
    const { effectiveFrom, ...rest } = catalog();
    const again = await api.putCatalog({ ...rest, effectiveFrom });
    expect([again.status, again.body.version, again.body.changed]).toEqual([200, 1, false]);
  });

  it('is refused in the past, when it contradicts itself, or when it drops a plan', async () => {
    await api.putCatalog(catalog());
    const before = await api.items();
    const refused = [
      await api.putCatalog(catalog({ effectiveFrom: '2026-11-19' })),
      await api.putCatalog(catalog({ effectiveFrom: today, packages: [] })),
      await api.putCatalog(catalog({ effectiveFrom: today, plans: catalog().plans.slice(1) })),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'effective-in-the-past'],
      [422, 'catalog-invalid'],
      [422, 'catalog-invalid'],
    ]);
    expect(refused[2]?.body.issues).toEqual([
      { path: 'plans', expected: expect.stringContaining('internet-60') },
    ]);
    expect(await api.items()).toEqual(before);
  });

  it('comes into force on its day; the newest version of a day counts', async () => {
    const read = catalogIn(api.table, api.clock);
    expect(await read.inForce(today)).toBeUndefined();
    await api.putCatalog(catalog());
    await api.putCatalog(catalog({ effectiveFrom: '2026-12-01' }));
    await api.putCatalog(catalog({ effectiveFrom: today }));
    await api.putCatalog(
      catalog({
        effectiveFrom: today,
        addOns: [...catalog().addOns],
        channels: [...catalog().channels].reverse(),
      }),
    );
    const versions = ['2026-10-31', '2026-11-19', today, '2026-11-30', '2026-12-01', '2027-01-01'];
    const found = await Promise.all(
      versions.map(async (day) => (await read.inForce(day))?.version),
    );
    expect(found).toEqual([undefined, 1, 4, 4, 2, 2]);
    expect((await read.inForce(today))?.document.plans).toEqual(catalog().plans);
  });

  it('is noticed by readers within a minute, and by provisioning at once', async () => {
    await api.putCatalog(catalog());
    const read = catalogIn(api.table, api.clock);
    await read.inForce(today);
    await api.putAccount('50000000001', sentAccount());
    const [plan] = catalog().plans;
    const plans = [...catalog().plans, { ...plan, planId: 'internet-new' }];
    expect((await api.putCatalog({ ...catalog(), effectiveFrom: today, plans })).status).toBe(201);
    const services = [internet('inet-1', 'internet-new')];
    expect((await api.putAccount('50000000001', sentAccount({ services }))).status).toBe(200);
    expect((await read.inForce(today))?.version).toBe(1);
    api.clock.advance(60);
    expect((await read.inForce(today))?.version).toBe(2);
  });

  it('published ten times at once is numbered without a gap', async () => {
    const same = await Promise.all(Array.from({ length: 10 }, () => api.putCatalog(catalog())));
    expect(same.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(same.every(({ status }) => status === 200 || status === 201)).toBe(true);
    const days = Array.from({ length: 5 }, (_, index) => `2026-12-0${index + 1}`);
    const replies = await Promise.all(
      days.map((effectiveFrom) => api.putCatalog(catalog({ effectiveFrom }))),
    );
    const stored = replies.filter(({ status }) => status === 201).map(({ body }) => body.version);
    expect(stored.sort()).toEqual(stored.map((_, index) => index + 2));
    expect(replies.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it('too large to store is refused', async () => {
    const [plan] = catalog().plans;
    const random = () =>
      Array.from({ length: 110 }, () =>
        String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000)),
      ).join('');
    const plans = Array.from({ length: 500 }, (_, index) => ({
      ...plan,
      planId: `p${index}`,
      name: { fr: random(), en: random() },
    }));
    const packages = Array.from({ length: 500 }, (_, index) => ({
      ...catalog().packages[0],
      packageId: index === 0 ? 'base' : `k${index}`,
      name: { fr: random(), en: random() },
    }));
    const reply = await api.putCatalog({ ...catalog(), plans, packages });
    expect([reply.status, reply.body.code]).toEqual([422, 'catalog-invalid']);
  });

  it('must exist before there are accounts', async () => {
    const reply = await api.putAccount('50000000001', sentAccount());
    expect([reply.status, reply.body.code]).toEqual([422, 'no-catalog']);
  });
});
