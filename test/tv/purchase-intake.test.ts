/** Batches of TV purchases through the public handler, on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../shared/table/keys.ts';
import { purchaseStatuses } from '../../shared/tv-purchase.ts';
import { dyingTable } from '../privacy/privacy.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { itemOf, updateItem } from '../support/items.ts';
import { recordOf, startPurchases, tv, type Wire, type World } from './purchases.ts';

let world: World;
beforeAll(async () => {
  world = await startPurchases('2026-11-15T12:00:00Z');
});
afterAll(() => world.stop());

const holder = (...args: Parameters<World['holder']>) => world.holder(...args);
const accountOf = async (...args: Parameters<World['holder']>) =>
  (await holder(...args)).accountNumber;

describe('a record', () => {
  const without = (name: string): Wire => ({ [name]: undefined });
  it.each([
    ['as it should be', {}, 'accepted'],
    ['of a pay-per-view', { type: 'ppv', rental_hours: 24, masked: true }, 'accepted'],
    ['that names the only service', { service_id: 'tv-only' }, 'accepted'],
    ['at the edge of our clock', { ordered_at: '2026-11-15T12:05:00Z' }, 'accepted'],
    ['at the edge of what is kept', { ordered_at: '2024-10-16T12:00:00Z' }, 'accepted'],
    ['in another zone', { ordered_at: '2026-11-14T19:42:10-05:00' }, 'accepted'],
    [
      'that begins with viewing',
      { status: 'viewed', viewed_at: '2026-11-15T01:00:00Z' },
      'accepted',
    ],
    ['that begins with a charge', { status: 'charged' }, 'accepted'],
    ['that begins with a cancellation', { status: 'cancelled', amount: 0 }, 'accepted'],
    ['that begins with a credit', { status: 'credited' }, 'accepted'],
    [
      'from the future',
      { ordered_at: '2026-11-15T12:05:01Z' },
      'rejected in-the-future ordered_at',
    ],
    ['that is too old', { ordered_at: '2024-10-16T11:59:59Z' }, 'rejected too-old ordered_at'],
    [
      'viewed in the future',
      { status: 'viewed', viewed_at: '2026-11-15T12:05:01Z' },
      'rejected in-the-future viewed_at',
    ],
    ['viewed, nobody knows when', { status: 'viewed' }, 'rejected viewed-at-missing viewed_at'],
    [
      'viewed before it was ordered',
      { status: 'charged', viewed_at: '2026-11-15T00:42:09Z' },
      'rejected viewed-before-ordered viewed_at',
    ],
    [
      'viewed, and not yet',
      { viewed_at: '2026-11-15T01:00:00Z' },
      'rejected viewed-while-pending viewed_at',
    ],
    ['of no account', { account: '50999999999' }, 'rejected unknown-account account'],
    ['of no service', { service_id: 'tv-of-nobody' }, 'rejected unknown-service service_id'],
    ['of an Internet service', { service_id: 'inet-only' }, 'rejected unknown-service service_id'],
    ['with a field more', { genre: 'drama' }, 'rejected unknown-field genre'],
    ['with an internal field', { version: 7 }, 'rejected unknown-field version'],
    ['without an id', without('purchase_id'), 'rejected invalid-field purchase_id'],
    [
      'with an id that is too long',
      { purchase_id: 'x'.repeat(65) },
      'rejected invalid-field purchase_id',
    ],
    ['with a space in its id', { purchase_id: 'a b' }, 'rejected invalid-field purchase_id'],
    ['of another kind of account', { account: '12345678901' }, 'rejected invalid-field account'],
    ['of another type', { type: 'rental' }, 'rejected invalid-field type'],
    ['without a title', without('title'), 'rejected invalid-field title'],
    ['with a title of nothing', { title: ' ' }, 'rejected invalid-field title'],
    ['with a title that breaks lines', { title: 'a\nb' }, 'rejected invalid-field title'],
    ['with a title that is not well formed', { title: 'a\ud800' }, 'rejected invalid-field title'],
    ['with a title that turns around', { title: 'a\u202eb' }, 'rejected invalid-field title'],
    ['with a very long title', { title: 'x'.repeat(70_000) }, 'rejected invalid-field title'],
    ['masked by a word', { masked: 'yes' }, 'rejected invalid-field masked'],
    [
      'ordered on a day that is none',
      { ordered_at: '2026-02-30T00:00:00Z' },
      'rejected invalid-field ordered_at',
    ],
    ['ordered nowhere', { ordered_at: '2026-11-15T00:00:00' }, 'rejected invalid-field ordered_at'],
    ['rented for 72 hours', { rental_hours: 72 }, 'rejected invalid-field rental_hours'],
    ['in a status that is none', { status: 'refunded' }, 'rejected invalid-field status'],
    ['of less than nothing', { amount: -1 }, 'rejected invalid-field amount'],
    ['of half a cent', { amount: 0.5 }, 'rejected invalid-field amount'],
    ['of more than anything costs', { amount: 10_000_000 }, 'rejected invalid-field amount'],
    ['of an amount in words', { amount: '599' }, 'rejected invalid-field amount'],
    ['in another currency', { currency: 'USD' }, 'rejected invalid-field currency'],
  ])('%s', async (_, changes, expected) => {
    const account = await accountOf([
      tv('tv-only'),
      { ...tv('inet-only'), type: 'internet', planId: 'internet-120' },
    ]);
    expect(await world.outcomes([recordOf(account, changes)])).toEqual([expected]);
    expect(await world.stored(account)).toHaveLength(expected === 'accepted' ? 1 : 0);
  });

  it.each([
    ['null', null],
    ['text', 'pending'],
    ['a list', []],
  ])('that is %s is rejected by itself', async (_, value) => {
    const account = await accountOf();
    expect(await world.outcomes([value, recordOf(account)])).toEqual([
      'rejected malformed',
      'accepted',
    ]);
  });

  it('that is nested too deep to be looked at is rejected by itself', async () => {
    const tree = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const body = `{"records":[${tree},${JSON.stringify(recordOf(await accountOf()))}]}`;
    const reply = await world.sendOn(world.table, body);
    expect(reply.body).toMatchObject({ accepted: 1, rejected: 1 });
  });

  it('with a member named __proto__ is rejected', async () => {
    const record = JSON.stringify(recordOf(await accountOf()));
    const body = `{"records":[${record.replace('{', '{"__proto__":{"masked":true},')}]}`;
    const reply = await world.sendOn(world.table, body);
    expect(reply.body).toMatchObject({ accepted: 0, rejected: 1 });
  });

  it('keeps its title as it was sent', async () => {
    const account = await accountOf();
    const title = "L'été  « 東京 » 🎬 = +@ <b>";
    expect(await world.outcomes([recordOf(account, { title })])).toEqual(['accepted']);
    expect(await world.stored(account)).toMatchObject([{ title }]);
  });
});

describe('the service', () => {
  const ended = (serviceId: string, endedOn: string) => tv(serviceId, { status: 'ended', endedOn });
  it.each([
    ['the only one', [tv('tv-a')], {}, 'tv-a'],
    ['the one that is named', [tv('tv-a'), tv('tv-b')], { service_id: 'tv-b' }, 'tv-b'],
    ['needed among several', [tv('tv-a'), tv('tv-b')], {}, 'rejected service-needed service_id'],
    ['the one that had not ended then', [ended('tv-a', '2026-11-14'), tv('tv-b')], {}, 'tv-b'],
    [
      'needed on the last evening of one',
      [ended('tv-a', '2026-11-15'), tv('tv-b')],
      {},
      'rejected service-needed service_id',
    ],
    ['one that has ended since', [ended('tv-a', '2026-11-15')], {}, 'tv-a'],
    [
      'one that had ended, where it is named',
      [ended('tv-a', '2026-11-01')],
      { service_id: 'tv-a' },
      'tv-a',
    ],
    [
      'unknown after the end of all',
      [ended('tv-a', '2026-11-14')],
      {},
      'rejected unknown-service service_id',
    ],
  ])('is %s', async (_, services, changes, expected) => {
    const account = await accountOf(services);
    const [outcome] = await world.outcomes([recordOf(account, changes)]);
    const [purchase] = await world.stored(account);
    expect(purchase?.serviceId ?? outcome).toBe(expected);
  });

  it('of a purchase that is known need not be named, and need not be there any more', async () => {
    const account = await accountOf([tv('tv-a'), tv('tv-b')]);
    const record = recordOf(account, { service_id: 'tv-b' });
    const later = { ...record, status: 'charged', service_id: undefined };
    expect(await world.outcomes([record, later])).toEqual(['accepted', 'accepted']);
    await updateItem(world.table, keys.account(account), { services: [] });
    expect(await world.outcomes([{ ...later, status: 'credited' }])).toEqual(['accepted']);
    expect(await world.stored(account)).toMatchObject([{ serviceId: 'tv-b' }]);
  });
});

describe('a batch', () => {
  it('tells of each record what became of it, in their order', async () => {
    const account = await accountOf();
    const record = recordOf(account);
    const id = record['purchase_id'];
    const { status, body } = await world.send([
      record,
      { ...record, currency: 'EUR' },
      { ...record },
      { ...record, amount: 1 },
      'nothing',
      { ...record, status: 'viewed', viewed_at: '2026-11-15T01:00:00Z' },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ records: 6, accepted: 2, duplicates: 1, conflicts: 1, rejected: 2 },
      outcomes: [
        { index: 0, purchaseId: id, outcome: 'accepted' },
        {
          index: 1,
          purchaseId: id,
          outcome: 'rejected',
          reason: 'invalid-field',
          field: 'currency',
        },
        { index: 2, purchaseId: id, outcome: 'duplicate' },
        { index: 3, purchaseId: id, outcome: 'conflict', field: 'amount' },
        { index: 4, outcome: 'rejected', reason: 'malformed' },
        { index: 5, purchaseId: id, outcome: 'accepted' },
      ],
    });
  });

  it('sent again changes nothing', async () => {
    const account = await accountOf();
    const record = recordOf(account);
    const records = [record, { ...record, status: 'charged' }, recordOf(account)];
    expect(await world.outcomes(records)).toEqual(Array(3).fill('accepted'));
    const before = await world.stored(account);
    expect(await world.outcomes(records)).toEqual(Array(3).fill('duplicate'));
    expect(await world.stored(account)).toEqual(before);
    // Two reads, and no write.
    const { status } = await world.sendOn(dyingTable(world.table, 2), { records });
    expect(status).toBe(200);
  });

  it('the same moment in another zone is the same content', async () => {
    const record = recordOf(await accountOf());
    const spelled = { ...record, ordered_at: '2026-11-14T19:42:10.000-05:00' };
    expect(await world.outcomes([record, spelled])).toEqual(['accepted', 'duplicate']);
  });

  it.each([
    ['another amount', { amount: 600 }, 'conflict amount'],
    ['another title', { title: 'Another' }, 'conflict title'],
    ['another moment', { ordered_at: '2026-11-15T00:42:11Z' }, 'conflict ordered_at'],
    ['another event with other facts', { status: 'charged', type: 'ppv' }, 'conflict type'],
  ])('with %s of a purchase that is there: the first stands', async (_, changes, expected) => {
    const account = await accountOf();
    const record = recordOf(account);
    await world.outcomes([record]);
    const before = await world.stored(account);
    expect(await world.outcomes([{ ...record, ...changes }])).toEqual([expected]);
    expect(await world.stored(account)).toEqual(before);
  });

  it('a purchase of somebody else under the same id is a conflict, whether they exist or not', async () => {
    const [mine, theirs] = [await accountOf(), await accountOf()];
    const record = recordOf(mine);
    expect(await world.outcomes([record, { ...record, account: theirs }])).toEqual([
      'accepted',
      'conflict account',
    ]);
    for (const account of [theirs, '50999999999']) {
      expect(await world.outcomes([{ ...record, account }])).toEqual(['conflict account']);
    }
    expect(await world.stored(theirs)).toEqual([]);
  });

  it('takes 500 records, of one purchase and of many', async () => {
    const account = await accountOf();
    const { body } = await world.send(Array.from({ length: 500 }, () => recordOf(account)));
    expect(body).toMatchObject({ records: 500, accepted: 500 });
    const one = recordOf(account);
    const again = await world.send(Array.from({ length: 500 }, () => one));
    expect(again.body).toMatchObject({ accepted: 1, duplicates: 499 });
    expect(await world.stored(account)).toHaveLength(501);
  });

  it.each([
    ['no JSON', '{"records":', 'malformed-request', 400],
    ['nothing', '', 'malformed-request', 400],
    ['a bare list', '[]', 'invalid-request', 400],
    ['no records', '{"records":[]}', 'invalid-request', 400],
    ['too many', JSON.stringify({ records: Array(501).fill(0) }), 'invalid-request', 400],
    ['a field more', '{"records":[1],"source":"x"}', 'invalid-request', 400],
    ['too large a body', ' '.repeat(1_000_001), 'payload-too-large', 413],
  ])('of %s is refused as a whole', async (_, body, code, expected) => {
    const reply = await world.sendOn(world.table, body);
    expect([reply.status, reply.body.code]).toEqual([expected, code]);
  });

  it.each([
    ['no token', () => Promise.resolve(undefined), 401, 'unauthenticated'],
    ['another scope', () => operatorTokenFor(world.clock, ['usage:write']), 403, 'missing-scope'],
  ])('with %s is refused', async (_, token, status, code) => {
    const reply = await world.send([recordOf('50000000001')], { token: await token() });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  it('of another media type is refused', async () => {
    const reply = await world.send([], { headers: { 'content-type': 'text/csv' } });
    expect([reply.status, reply.body.code]).toEqual([415, 'unsupported-media-type']);
  });

  it('does not keep a purchase longer than its bill', async () => {
    const account = await accountOf();
    const record = recordOf(account);
    await world.outcomes([record]);
    const expiresAt = Date.parse('2026-11-15T00:42:10Z') / 1000 + 760 * 86_400;
    const place = await itemOf(world.table, keys.purchasePlace(String(record['purchase_id'])));
    expect(place).toMatchObject({ accountNumber: account, expiresAt });
    expect(JSON.stringify(place)).not.toContain('Incendies');

    // Swept up late: its id is free all the same.
    world.clock.set('2028-12-20T12:00:00Z');
    const next = { ...record, ordered_at: '2028-12-19T00:00:00Z', title: 'Another' };
    expect(await world.outcomes([next])).toEqual(['accepted']);
    world.clock.set('2026-11-15T12:00:00Z');
  });
});

describe('nothing is lost', () => {
  const all = (account: string): Wire[] => {
    const record = recordOf(account);
    const viewed_at = '2026-11-15T01:00:00Z';
    return purchaseStatuses.map((status) => ({
      ...{ ...record, status },
      ...(status === 'pending' ? {} : { viewed_at }),
    }));
  };

  it('when 20 batches tell of the same purchases at once, each in its own order', async () => {
    const account = await accountOf();
    const purchases = Array.from({ length: 4 }, () => all(account));
    const records = purchases.flat();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        world.outcomes([...records.slice(i), ...records.slice(0, i)]),
      ),
    );
    const counted = outcomes.flat().filter((outcome) => outcome === 'accepted');
    expect(counted).toHaveLength(records.length);
    expect(outcomes.flat().filter((outcome) => outcome === 'duplicate')).toHaveLength(
      19 * records.length,
    );
    for (const { events } of await world.stored(account)) expect(events).toHaveLength(5);
  });

  it('when 20 batches tell one event each of four purchases', async () => {
    const account = await accountOf();
    const records = Array.from({ length: 4 }, () => all(account)).flat();
    const outcomes = await Promise.all(records.map((record) => world.outcomes([record])));
    expect(outcomes.flat()).toEqual(Array(20).fill('accepted'));
    const stored = await world.stored(account);
    expect(stored.map(({ events }) => events.length)).toEqual([5, 5, 5, 5]);
  });

  it('when two accounts claim one id at once: one has it, the other is told', async () => {
    const [one, other] = [await accountOf(), await accountOf()];
    const record = recordOf(one);
    const outcomes = await Promise.all(
      [one, other, one, other].map((account) => world.outcomes([{ ...record, account }])),
    );
    expect(outcomes.flat().sort()).toEqual([
      'accepted',
      'conflict account',
      'conflict account',
      'duplicate',
    ]);
    const stored = [...(await world.stored(one)), ...(await world.stored(other))];
    expect(stored).toHaveLength(1);
  });

  it('when it is killed after any call, and sent again', async () => {
    const account = await accountOf();
    const before = recordOf(account);
    await world.outcomes([before]);
    const records = [
      ...[{ ...before, status: 'charged' }, recordOf(account), recordOf(account)],
      recordOf(account, { account: '50999999999' }),
    ];
    for (let calls = 0; ; calls++) {
      const reply = await world.sendOn(dyingTable(world.table, calls), { records });
      if (reply.status === 200) break;
      expect(reply.body.code).toBe('internal-error');
    }
    const told = await world.outcomes(records);
    expect(told).toEqual([
      ...['duplicate', 'duplicate', 'duplicate'],
      'rejected unknown-account account',
    ]);
    const stored = await world.stored(account);
    expect(stored.map(({ events }) => events.length).sort()).toEqual([1, 1, 2]);
  });
});
