import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { startChanges, type ChangeWorld } from './changing.ts';
import { channel, channels, tvCatalog } from './fixtures.ts';

const start = '2026-11-23T15:00:00Z';
let world: ChangeWorld;
beforeAll(async () => {
  world = await startChanges(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

describe('a line-up that is known', () => {
  it('is answered 304 without a body, and whole once anything of it changed', async () => {
    const person = await world.tvCustomer();
    const first = await world.lineup(person);
    const ifNoneMatch = first.headers['etag'] ?? '';
    expect(ifNoneMatch).toMatch(/^"[\w-]+"$/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await world.lineup(person, { ifNoneMatch });
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', ifNoneMatch]);
    await world.select(person, ['news']);
    const changed = await world.lineup(person, { ifNoneMatch });
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).not.toBe(ifNoneMatch);
  });

  it('is another one the next day, and for who may not change it', async () => {
    const person = await world.tvCustomer();
    const token = await world.delegate(person, []);
    const etags = [await world.lineup(person), await world.lineup(person, { token })];
    world.clock.advance(86_400);
    etags.push(await world.lineup(person));
    expect(new Set(etags.map(({ headers }) => headers['etag'])).size).toBe(3);
  });

  it('is another one once the account is of a business', async () => {
    const person = await world.tvCustomer();
    const ifNoneMatch = (await world.lineup(person)).headers['etag'] ?? '';
    await world.putAccount(person.accountNumber, { ...person.sent, kind: 'business' });
    expect((await world.lineup(person, { ifNoneMatch })).status).toBe(200);
  });

  it('is another one with a new version of the catalog', async () => {
    const person = await world.tvCustomer();
    const { body, headers } = await world.lineup(person);
    const ifNoneMatch = headers['etag'] ?? '';
    const { status } = await world.house.call(operatorContract.putCatalog, {
      ...(await world.asOperator()),
      body: {
        ...catalogFrom('2026-11-23'),
        ...tvCatalog(),
        ...{ channels: [...channels, channel('brand-new', 31)], effectiveFrom: '2026-11-23' },
      },
    });
    expect(status).toBe(201);
    world.clock.advance(61);
    const changed = await world.lineup(person, { ifNoneMatch });
    expect(changed.status).toBe(200);
    expect(changed.body.catalogVersion).toBeGreaterThan(body.catalogVersion);
    expect(changed.body.items.some(({ channelId }) => channelId === 'brand-new')).toBe(true);
  });
});
