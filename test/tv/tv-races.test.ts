import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Table } from '../../shared/table/client.ts';
import { dyingTable, Killed } from '../privacy/privacy.ts';
import { picked, startChanges, type ChangeWorld } from './changing.ts';
import type { Subscriber } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
let world: ChangeWorld;
beforeAll(async () => {
  world = await startChanges(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

/** One whose writes are made, and never answered. */
function mutedTable(table: Table): Table {
  const client = new Proxy(table.client, {
    get(target, name, receiver) {
      if (name !== 'send') return Reflect.get(target, name, receiver);
      return async (command: never) => {
        const answer = await target.send(command);
        if ((command as object).constructor.name.startsWith('TransactWrite')) throw new Killed();
        return answer;
      };
    },
  });
  return { ...table, client };
}

describe('changes at the same moment', () => {
  it('with what all have seen: one is made, the others are conflicts', async () => {
    const person = await world.tvCustomer();
    const [match, token] = [await world.etag(person), await world.token(person)];
    const wanted = ['news', 'sports', 'kids', 'nature', 'film-1'];
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.select(
          person,
          [wanted[index % 5], index % 2 === 0 ? 'opera' : 'film-2'].slice(index % 4 < 2 ? 0 : 1),
          { match, token },
        ),
      ),
    );
    const made = replies.filter(({ status, body }) => status === 200 && body.changed);
    expect(made).toHaveLength(1);
    const { orders, picked: has } = await world.has(person);
    const { change } = made[0]?.body.order ?? {};
    expect(orders).toEqual(['submitted']);
    expect(
      change?.kind === 'tv-selection' && change.added.map((one) => one.channelId).toSorted(),
    ).toEqual(has);
    expect(await world.history(person)).toHaveLength(1);
  });

  it('of different channels, seen or not: all are had, none is lost', async () => {
    const person = await world.tvCustomer();
    const token = await world.token(person);
    const ids = ['news', 'sports', 'kids', 'nature', 'film-1', 'opera'];
    const replies = await Promise.all(ids.map((id) => world.putChannel(person, id, { token })));
    expect(replies.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const { addOns, orders, heldSince } = await world.has(person);
    expect(addOns.toSorted()).toEqual(ids.toSorted());
    expect(Object.keys(heldSince)).toHaveLength(ids.length);
    expect(orders).toHaveLength(ids.length);
    expect(await world.history(person)).toHaveLength(ids.length);
  });

  it('of the same channel: it is ordered once', async () => {
    const person = await world.tvCustomer();
    const token = await world.token(person);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => world.putChannel(person, 'sports', { token })),
    );
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(replies.filter(({ body }) => body.changed)).toHaveLength(1);
    expect((await world.has(person)).orders).toEqual(['submitted']);
  });

  it('of a channel, and of the package that includes it: it is never charged twice', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await world.tvCustomer();
      const token = await world.token(person);
      await Promise.all([
        world.putChannel(person, 'film-1', { token }),
        world.putPackage(person, 'films', { token }),
      ]);
      expect((await world.has(person)).addOns).toEqual(['films']);
    }
  });

  it('in two browsers: who comes second is told, sees, and loses nothing', async () => {
    const person = await world.tvCustomer(picked({ news: '2026-01-01' }));
    const match = await world.etag(person);
    expect((await world.select(person, ['news', 'kids'], { match })).status).toBe(200);
    const late = await world.select(person, ['news', 'sports'], { match });
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    const seen = await world.tv(person);
    const has = seen.body.selection?.channels.map(({ channelId }) => channelId) ?? [];
    const again = await world.select(person, [...has, 'sports'], {
      match: seen.headers['etag'] ?? '',
    });
    expect(again.status).toBe(200);
    expect((await world.has(person)).picked).toEqual(['kids', 'news', 'sports']);
  });

  it('of channels and of the plan: neither is lost', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await world.tvCustomer();
      const token = await world.token(person);
      const [added, moved] = await Promise.all([
        world.putChannel(person, 'sports', { token }),
        world.move(person, { planId: 'mix-5', token }),
      ]);
      const { addOns, pending } = await world.has(person);
      expect(addOns).toEqual(added.status === 200 ? ['sports'] : []);
      expect(pending).toBe(moved.status === 202 ? moved.body.order?.orderId : undefined);
      expect([added.status, moved.status].some((status) => status < 300)).toBe(true);
    }
  });
});

describe('a change that dies', () => {
  const before = { addOns: ['kids', 'films'] };
  const routes: [
    string,
    (person: Subscriber, on?: Table) => Promise<{ status: number; body: { changed?: boolean } }>,
  ][] = [
    [
      'a selection',
      (person, on) => world.select(person, ['news'], { match: '*', ...(on && { on }) }),
    ],
    ['a channel', (person, on) => world.putChannel(person, 'sports', on && { on })],
    ['a channel given up', (person, on) => world.deleteChannel(person, 'kids', on && { on })],
    ['a package', (person, on) => world.putPackage(person, 'theme-news', on && { on })],
    ['a package given up', (person, on) => world.deletePackage(person, 'films', on && { on })],
  ];
  it.each(routes)('at any call is made whole when it is repeated: %s', async (_, change) => {
    for (let calls = 0; calls < 3; calls++) {
      const person = await world.tvCustomer(before);
      const has = await world.has(person);
      const { status } = await change(person, dyingTable(world.table, calls));
      const isMade = calls === 2;
      expect(status).toBe(isMade ? 200 : 500);
      if (!isMade) expect(await world.has(person)).toEqual(has);
      const again = await change(person);
      expect([again.status, again.body.changed]).toEqual([200, !isMade]);
      const { orders, open } = await world.has(person);
      expect([orders, open]).toEqual([['submitted'], ['ORDERS#submitted']]);
      expect(await world.activity(person)).toEqual(['order-placed']);
      expect(await world.history(person)).toHaveLength(1);
    }
  });

  it.each(routes)('after it was stored is known when it is repeated: %s', async (_, change) => {
    const person = await world.tvCustomer(before);
    expect((await change(person, mutedTable(world.table))).status).toBe(500);
    const again = await change(person);
    expect([again.status, again.body.changed]).toEqual([200, false]);
    expect((await world.has(person)).orders).toEqual(['submitted']);
  });
});
