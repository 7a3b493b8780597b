import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { tvCatalog } from '../tv/fixtures.ts';
import { cad } from './fixtures.ts';
import { startOperator } from './operator.ts';

let api: Awaited<ReturnType<typeof startOperator>>;
beforeEach(async () => {
  api = await startOperator();
  await api.putCatalog(tvCatalog());
});
afterEach(() => api.stop());

/** Today is November 20: whoever is told tomorrow knows it for 30 days on December 21. */
const earliest = '2026-12-21';
const dayBefore = '2026-12-20';

const plans = (over: object) =>
  tvCatalog().plans.map((plan) => (plan.planId === 'mix-3' ? { ...plan, ...over } : plan));
const channels = (id: string, over: object) =>
  tvCatalog().channels.map((one) => (one.channelId === id ? { ...one, ...over } : one));
const packages = (id: string, over: object) =>
  tvCatalog().packages.map((one) => (one.packageId === id ? { ...one, ...over } : one));
const dearer = { plans: plans({ monthlyPrice: cad(3300) }) };

const put = async (effectiveFrom: string, over: Partial<CatalogDocument>, query?: string) => {
  const { status, body } = await api.putCatalog({ ...tvCatalog(over), effectiveFrom }, query);
  return { status, ...body };
};

describe('a catalog of the thirtieth day', () => {
  it.each<[string, Partial<CatalogDocument>, object]>([
    ['a price goes up', dearer, { kind: 'price-up', id: 'mix-3' }],
    [
      'a channel leaves a package',
      { packages: packages('base', { channels: ['cbc'] }) },
      { kind: 'channel-leaves', id: 'tva' },
    ],
    [
      'a regular channel becomes premium',
      { channels: channels('news', { class: 'premium' }) },
      { kind: 'class-up', id: 'news' },
    ],
    [
      'a channel ends',
      { channels: channels('news', { endsOn: dayBefore }) },
      { kind: 'channel-ends', id: 'news' },
    ],
  ])('in which %s is refused, and nothing is stored', async (_, over, change) => {
    const before = await api.items('CATALOG');
    expect(await put(dayBefore, over)).toMatchObject({
      ...{ status: 422, code: 'notice-too-short', earliest, noticeDays: 30 },
      changes: [{ ...change, effectiveFrom: dayBefore }],
    });
    expect(await api.items('CATALOG')).toEqual(before);
    expect(await put(dayBefore, over, 'notice=waived')).toMatchObject({ status: 201 });
  });

  it.each<[string, Partial<CatalogDocument>]>([
    ['a price goes down', { plans: plans({ monthlyPrice: cad(2500) }) }],
    ['a channel joins', { packages: packages('base', { channels: ['cbc', 'tva', 'kids'] }) }],
    ['a channel gets another number', { channels: channels('news', { number: 120 }) }],
    ['a channel ends in time', { channels: channels('news', { endsOn: earliest }) }],
    [
      'prices of other services go up',
      {
        plans: tvCatalog().plans.map((one) =>
          one.type === 'tv' ? one : { ...one, monthlyPrice: cad(99_00) },
        ),
      },
    ],
  ])('in which %s is published', async (_, over) => {
    expect(await put('2026-11-21', over)).toMatchObject({ status: 201 });
  });
});

describe('what becomes worse', () => {
  it('is published when it is told in time', async () => {
    expect(await put(earliest, dearer)).toMatchObject({ status: 201 });
  });

  it('counts against the catalog of the day before, an announced one too', async () => {
    await put(earliest, dearer);
    expect(await put('2026-12-30', dearer)).toMatchObject({ status: 201 });
    api.clock.set('2026-12-10T15:00:00Z');
    expect(await put('2026-12-31', dearer)).toMatchObject({ status: 201 });
    expect(await put('2026-12-15', dearer)).toMatchObject({ status: 422 });
  });

  it('may be published again for its day, with whatever else is in time or better', async () => {
    await put(earliest, dearer);
    api.clock.set('2026-12-10T15:00:00Z');
    const better = { ...dearer, channels: channels('news', { number: 120 }) };
    expect(await put(earliest, better)).toMatchObject({ status: 201 });
    const more = { plans: plans({ monthlyPrice: cad(3400) }) };
    expect(await put(earliest, more)).toMatchObject({ status: 422, earliest: '2027-01-10' });
  });

  it('was announced of a channel, and may be said earlier for the same day', async () => {
    const ending = { channels: channels('news', { endsOn: '2027-01-15' }) };
    await put(earliest, ending);
    api.clock.set('2026-12-20T15:00:00Z');
    expect(await put('2026-12-20', ending)).toMatchObject({ status: 201 });
  });

  it('is free in the first catalog', async () => {
    const fresh = await startOperator();
    const { status } = await fresh.putCatalog({
      ...tvCatalog(dearer),
      effectiveFrom: '2026-11-20',
    });
    expect(status).toBe(201);
    await fresh.stop();
  });

  it('is waived by one word alone', async () => {
    expect(await put(dayBefore, dearer, 'notice=yes')).toMatchObject({ status: 400 });
  });
});
