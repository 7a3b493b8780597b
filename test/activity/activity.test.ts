import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityContract as contract } from '../../functions/activity/contract.ts';
import { activityItem, type Action } from '../../shared/activity.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { removeItem } from '../support/items.ts';
import { putDelegate, putPerson, type Person } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const accountNumber = '50000000601';
let engine: Engine;
let house: House;
let holder: Person;
let delegate: Person;

/** An entry a second, by whoever it is. */
async function enter(by: Person, role: 'holder' | 'delegate', action: Action, on = accountNumber) {
  clock.advance(1);
  const { profileId } = by;
  const Item = activityItem({ accountNumber: on, profileId, role }, { action }, clock.now());
  await engine.table.client.send(new PutCommand({ TableName: engine.table.name, Item }));
}

beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
  const person = (name: string, number: string) =>
    putPerson(engine.table, {
      email: `${name}@example.com`,
      accountNumber: number,
      passwordHash: 'x',
    });
  holder = await person('holder', accountNumber);
  delegate = await person('delegate', '50000000602');
  await putDelegate(engine.table, delegate, accountNumber);
  for (let i = 0; i < 12; i++) {
    await enter(holder, 'holder', 'profile-changed');
    if (i % 4 === 0) await enter(delegate, 'delegate', 'service-renamed');
    // What a delegate does with their own profile is for nobody else.
    if (i % 4 === 1) await enter(delegate, 'delegate', 'totp-on');
  }
  await enter(delegate, 'holder', 'signed-in', delegate.accountNumber);
});
afterAll(() => engine.stop());

const asHolder = () => customerToken(clock, { accountNumber, profileId: holder.profileId });
const asDelegate = () =>
  customerToken(clock, { accountNumber, profileId: delegate.profileId, role: 'delegate' });
const list = (token: string, query = '') => house.call(contract.listActivity, { token, query });

type Page = Pick<Awaited<ReturnType<typeof list>>, 'status' | 'body'>;

/** Every page, as a portal would read them. */
async function pages(read: (query: string) => Promise<Page>, limit: number) {
  const items = [];
  for (let query = `limit=${limit}`; ;) {
    const { status, body } = await read(query);
    expect(status).toBe(200);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    items.push(...body.items);
    if (body.nextCursor === undefined) return items;
    query = `limit=${limit}&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

describe('the activity', () => {
  it('shows the holder what everybody did, the newest first, with names and on whose behalf', async () => {
    const { items } = (await list(await asHolder())).body;
    expect(items).toHaveLength(15);
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
    expect(items.find(({ action }) => action === 'service-renamed')).toMatchObject({
      actor: { profileId: delegate.profileId, role: 'delegate', firstName: 'Marie' },
      onBehalfOf: 'holder',
    });
    expect(items[0]).not.toHaveProperty('onBehalfOf');
  });

  it('shows a delegate what they did themselves, and nothing of their own account', async () => {
    const { items } = (await list(await asDelegate())).body;
    expect(items.map(({ action }) => action).toSorted()).toEqual([
      ...Array<string>(3).fill('service-renamed'),
      ...Array<string>(3).fill('totp-on'),
    ]);
  });

  it.each([[1], [2], [5], [14], [15], [16], [100]])(
    'comes in pages of %i, each entry once',
    async (limit) => {
      const token = await asHolder();
      const items = await pages((query) => list(token, query), limit);
      expect(new Set(items.map(({ activityId }) => activityId)).size).toBe(15);
      expect(items).toHaveLength(15);
      const own = await asDelegate();
      expect(await pages((query) => list(own, query), limit)).toHaveLength(6);
    },
  );

  it('gives no cursor on the last page', async () => {
    expect((await list(await asHolder(), 'limit=15')).body).not.toHaveProperty('nextCursor');
  });

  it('names nobody who is gone', async () => {
    await removeItem(engine.table, keys.profile(delegate.profileId));
    const { items } = (await list(await asHolder())).body;
    const { actor } = items.find(({ action }) => action === 'service-renamed') ?? {};
    expect(actor).toEqual({ profileId: delegate.profileId, role: 'delegate' });
  });

  it('ends after two years, by our own clock', async () => {
    const later = fixedClock('2028-03-05T00:00:00Z');
    const then = openHouse(engine.table, later, keepingQueue());
    const token = await customerToken(later, { accountNumber, profileId: holder.profileId });
    expect((await then.call(contract.listActivity, { token })).body.items).toEqual([]);
  });
});

describe('a cursor', () => {
  const cursorOf = async (token: string) => (await list(token, 'limit=2')).body.nextCursor ?? '';
  const withCursor = (token: string, cursor: string) =>
    list(token, `limit=2&cursor=${encodeURIComponent(cursor)}`);

  it('is refused with any character altered', async () => {
    const token = await asHolder();
    const cursor = await cursorOf(token);
    for (let at = 0; at < cursor.length; at += 7) {
      const altered = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      expect(await withCursor(token, altered)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request', issues: [{ path: 'query.cursor' }] },
      });
    }
  });

  it.each([
    ['another account', async () => customerToken(clock, { accountNumber: '50000000602' })],
    ['another person', asDelegate],
  ])('of one list is none for %s', async (_, token) => {
    const cursor = await cursorOf(await asHolder());
    expect((await withCursor(await token(), cursor)).status).toBe(400);
  });

  it.each([['limit=0'], ['limit=101'], ['limit=1.5'], ['limit=x'], ['cursor='], ['from=1']])(
    'or limit that is malformed is refused: %s',
    async (query) => {
      expect((await list(await asHolder(), query)).status).toBe(400);
    },
  );
});

describe('support', () => {
  const read = async (number: string, query = '') =>
    house.call(contract.listAccountActivity, {
      token: await operatorTokenFor(clock, ['activity:read']),
      params: { accountNumber: number },
      query,
    });

  it('sees what the holder sees', async () => {
    expect((await read(accountNumber)).body.items).toHaveLength(15);
    expect(await pages((query) => read(accountNumber, query), 4)).toHaveLength(15);
  });

  it('sees nothing of an account that is not there, and takes no cursor of a customer', async () => {
    expect((await read('50999999999')).body).toEqual({ items: [] });
    const { nextCursor = '' } = (await list(await asHolder(), 'limit=2')).body;
    expect((await read(accountNumber, `cursor=${encodeURIComponent(nextCursor)}`)).status).toBe(
      400,
    );
  });
});
