import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tvContract } from '../../functions/tv/contract.ts';
import { tvHistoryContract } from '../../functions/tv/history/contract.ts';
import { internet } from '../operator/fixtures.ts';
import { customerToken } from '../support/identity.ts';
import { putDelegate, signedIn } from '../support/people.ts';
import { startTv, type Subscriber, type TvWorld } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
let world: TvWorld;
beforeAll(async () => {
  world = await startTv(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

const minutes = (count: number) => new Date(Date.parse(start) + count * 60_000).toISOString();
const picked = [{ channelId: 'news', addedOn: '2026-09-01' }, { channelId: 'sports' }];
/** What `subscriber` has by the document that came first. */
const first = { at: minutes(0), planId: 'mix-3', picked, addOns: ['recorder'] };
const had = { picked, addOns: ['recorder'] };
const subscriber = () => world.tvCustomer(had);

const list = async (
  person: Subscriber,
  { token, query = '' }: { token?: string; query?: string } = {},
) =>
  world.house.call(tvHistoryContract.listTvHistory, {
    token: token ?? (await world.token(person)),
    params: { serviceId: person.serviceId },
    query,
  });

const itemsOf = async (person: Subscriber) => {
  const { status, body } = await list(person);
  expect(status).toBe(200);
  return body.items;
};

/** Adds a channel or takes it away a minute later; gives the id of the order. */
async function changed(person: Subscriber, channelId: string, what: 'put' | 'delete' = 'put') {
  world.clock.advance(60);
  const route = what === 'put' ? tvContract.putChannel : tvContract.deleteChannel;
  const { body, text } = await world.house.call(route, {
    token: await world.token(person),
    params: { serviceId: person.serviceId, channelId },
  });
  if (body.order?.orderId === undefined) throw new Error(text);
  return body.order.orderId;
}

describe('the history of a TV service', () => {
  it('begins with the document that brought it, and says no day that nobody knows', async () => {
    expect((await list(await subscriber())).text).not.toContain('0001-01-01');
    expect(await itemsOf(await subscriber())).toEqual([first]);
    expect(await itemsOf(await world.tvCustomer({ planId: 'tv-all' }))).toEqual([
      { at: minutes(0), planId: 'tv-all', picked: [], addOns: [] },
    ]);
  });

  it('has what the customer changes, the newest first, with its order', async () => {
    const person = await subscriber();
    const opera = await changed(person, 'opera');
    world.clock.advance(60);
    const { headers } = await world.house.call(tvContract.getTv, {
      token: await world.token(person),
      params: { serviceId: person.serviceId },
    });
    const { body } = await world.house.call(tvContract.changeSelection, {
      token: await world.token(person),
      params: { serviceId: person.serviceId },
      headers: { 'if-match': headers['etag'] ?? '' },
      body: { channels: ['news', 'kids'] },
    });
    expect(await itemsOf(person)).toEqual([
      {
        ...{ at: minutes(2), planId: 'mix-3', orderId: body.order?.orderId },
        picked: [{ channelId: 'kids', addedOn: '2026-11-23' }, picked[0]],
        addOns: ['recorder', 'opera'],
      },
      { ...first, at: minutes(1), addOns: ['recorder', 'opera'], orderId: opera },
      first,
    ]);
  });

  it('has an order that could not be done twice: as it was had, and as it was taken back', async () => {
    const person = await subscriber();
    const orderId = await changed(person, 'opera');
    world.clock.advance(60);
    await world.event(orderId, 'failed');
    expect(await itemsOf(person)).toEqual([
      { ...first, at: minutes(2), orderId },
      { ...first, at: minutes(1), addOns: ['recorder', 'opera'], orderId },
      first,
    ]);
  });

  it('has another plan once its order is completed, with what carried over', async () => {
    const person = await subscriber();
    const orderId = await world.moved(person);
    world.clock.advance(60);
    expect(await itemsOf(person)).toEqual([first]);
    await world.event(orderId, 'completed');
    expect(await itemsOf(person)).toEqual([
      { at: minutes(1), planId: 'tv-all', picked: [], addOns: ['recorder'], orderId },
      first,
    ]);
  });
});

describe('the operator’s document', () => {
  it.each([
    ['another plan', { ...had, planId: 'mix-5' }, { planId: 'mix-5' }],
    ['another add-on', { ...had, addOns: ['opera'] }, { addOns: ['opera'] }],
    ['other picks', { ...had, picked: [picked[0]] }, { picked: [picked[0]] }],
  ])('with %s adds an entry without an order', async (_, service, after) => {
    const person = await subscriber();
    world.clock.advance(60);
    expect((await world.sendAgain(person, service as typeof had)).status).toBe(200);
    expect(await itemsOf(person)).toEqual([{ ...first, at: minutes(1), ...after }, first]);
  });

  it.each([
    ['the same', had],
    ['another label', { ...had, label: 'Chalet' }],
    ['the same in another order', { ...had, picked: picked.toReversed() }],
    ['no picks named', { addOns: had.addOns }],
  ])('with %s adds none', async (_, service) => {
    const person = await subscriber();
    world.clock.advance(60);
    await world.sendAgain(person, service);
    expect(await itemsOf(person)).toEqual([first]);
  });

  it('that names add-ons in another order adds none', async () => {
    const person = await world.tvCustomer({ addOns: ['recorder', 'opera'] });
    await world.sendAgain(person, { addOns: ['opera', 'recorder'] });
    expect(await itemsOf(person)).toHaveLength(1);
  });

  it('with the plan that was ordered adds one entry', async () => {
    const person = await subscriber();
    await world.moved(person);
    world.clock.advance(60);
    await world.sendAgain(person, { planId: 'tv-all', addOns: ['recorder'] });
    expect(await itemsOf(person)).toEqual([
      { at: minutes(1), planId: 'tv-all', picked: [], addOns: ['recorder'] },
      first,
    ]);
  });

  it('that ends the service adds none, and its history is shown on', async () => {
    const person = await subscriber();
    await world.putAccount(person.accountNumber, { ...person.sent, services: [] });
    expect(await itemsOf(person)).toEqual([first]);
  });

  it('that would write more than one transaction takes is refused, and nothing is stored', async () => {
    const person = await subscriber();
    const many = { ...person, serviceId: 'tv-many-0' };
    const modems = (count: number, from: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...{ kind: 'modem' as const, model: 'CODA-45', ownership: 'rented' as const },
        ...{ serialNumber: `HT${from + index}`, mac: `00:1A:2B:3C:4D:${from + index}` },
      }));
    const send = (modemsOfLast: number) =>
      world.putAccount(person.accountNumber, {
        ...person.sent,
        services: [
          ...Array.from({ length: 15 }, (_, index) => ({
            ...{ serviceId: `tv-many-${index}`, type: 'tv' as const, planId: 'mix-3' },
          })),
          ...Array.from({ length: 5 }, (_, index) => ({
            ...internet(`inet-many-${index}`),
            equipment: modems(index < 4 ? 12 : modemsOfLast, 10 + index * 12),
          })),
        ],
      });
    // The account, 20 services, 5 headers, 15 entries of history: 59 modems make it 100.
    const refused = await send(12);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-request']);
    expect(refused.body.issues).toMatchObject([{ path: 'body.services' }]);
    expect((await list(many)).status).toBe(404);
    expect(await world.history(many)).toEqual([]);
    expect((await send(11)).status).toBe(200);
    expect(await itemsOf(many)).toHaveLength(1);
  });
});

describe('page by page', () => {
  const changes = 4;
  const fiveEntries = async () => {
    const person = await subscriber();
    for (let count = 0; count < changes; count++)
      await changed(person, 'opera', count % 2 === 0 ? 'put' : 'delete');
    return person;
  };

  it('gives every entry once, also those of one instant', async () => {
    const person = await fiveEntries();
    await world.sendAgain(person, { ...had, addOns: [] });
    await world.sendAgain(person, had);
    const whole = (await list(person)).body.items;
    expect(whole).toHaveLength(changes + 3);
    const paged: typeof whole = [];
    let query = 'limit=2';
    for (let pages = 0; pages < 4; pages++) {
      const { body } = await list(person, { query });
      paged.push(...body.items);
      if (body.nextCursor === undefined) break;
      query = `limit=2&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(paged).toEqual(whole);
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
  });

  it('refuses a cursor of another person, of another service, or altered', async () => {
    const person = await fiveEntries();
    const other = await fiveEntries();
    const second = { ...person, serviceId: `${person.serviceId}-b` };
    await world.putAccount(person.accountNumber, {
      ...person.sent,
      services: [person.serviceId, second.serviceId].map((serviceId) => ({
        ...{ serviceId, type: 'tv', planId: 'mix-3' },
      })),
    });
    const cursor = (await list(person, { query: 'limit=1' })).body.nextCursor ?? '';
    const delegate = await subscriber();
    await putDelegate(world.table, delegate, person.accountNumber);
    const terms = { accountNumber: person.accountNumber, role: 'delegate' as const };
    const { token } = await signedIn(world.table, world.clock, delegate, terms);
    const query = `cursor=${encodeURIComponent(cursor)}`;
    expect((await list(person, { query })).status).toBe(200);
    for (const reply of [
      await list(other, { query }),
      await list(second, { query }),
      await list(person, { query, token }),
      await list(person, { query: 'cursor=made-up' }),
    ]) {
      expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request']);
      expect(reply.body.issues).toMatchObject([{ path: 'query.cursor' }]);
    }
  });

  it.each(['limit=0', 'limit=101', 'limit=many', 'page=2'])('refuses %s', async (query) => {
    const reply = await list(await subscriber(), { query });
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request']);
  });
});

describe('who may see it', () => {
  it('is nobody without a token', async () => {
    const { serviceId } = await subscriber();
    const reply = await world.house.call(tvHistoryContract.listTvHistory, {
      params: { serviceId },
    });
    expect(reply.status).toBe(401);
  });

  it('is a delegate, whatever they may do', async () => {
    const [person, delegate] = [await subscriber(), await subscriber()];
    const { accountNumber } = person;
    await putDelegate(world.table, delegate, accountNumber, []);
    const terms = { accountNumber, role: 'delegate' as const, perms: [] };
    const { token } = await signedIn(world.table, world.clock, delegate, terms);
    const reply = await list(person, { token });
    expect([reply.status, reply.body.items.length]).toEqual([200, 1]);
  });

  it('is no delegate any more once they were taken off', async () => {
    const [person, stranger] = [await subscriber(), await subscriber()];
    const { accountNumber } = person;
    const terms = { accountNumber, role: 'delegate' as const };
    const { token } = await signedIn(world.table, world.clock, stranger, terms);
    expect((await list(person, { token })).status).toBeGreaterThanOrEqual(401);
  });

  it('is nobody of another account: it is answered as one that is not there', async () => {
    const [person, other] = [await subscriber(), await subscriber()];
    const token = await world.token(person);
    const theirs = await list(other, { token });
    const none = await list({ ...person, serviceId: 'no-such-service' }, { token });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'not-found']);
    expect(theirs.text).toBe(none.text);
    const made = await list(other, { token, query: 'cursor=made-up' });
    expect(made.text).toBe(none.text);
  });

  it('is nobody of what is not TV, or of an account that is not there', async () => {
    const person = await subscriber();
    const line = await world.customer();
    expect((await list(line)).status).toBe(404);
    const token = await customerToken(world.clock, { accountNumber: '50999999999' });
    expect((await list(person, { token })).status).toBe(404);
  });
});
