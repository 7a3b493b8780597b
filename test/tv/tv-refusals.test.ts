import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { picked, startChanges, type ChangeWorld } from './changing.ts';
import { channel, channels } from './fixtures.ts';
import type { Service } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
let world: ChangeWorld;
beforeAll(async () => {
  world = await startChanges(start, {
    channels: [
      ...channels,
      channel('quebec', 30, { name: { fr: 'Télé-Québec', en: 'Quebec TV' }, retired: true }),
    ],
  });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

describe('a selection is refused', () => {
  const full = { news: '2026-01-01', sports: '2026-01-02', kids: '2026-01-03' };
  it.each<[string, Partial<Service>, string[], object]>([
    [
      'for a plan without one',
      { planId: 'tv-all' },
      ['kids'],
      { code: 'not-pick-your-own', planId: 'tv-all' },
    ],
    [
      'with channels that cannot be picked, each with its name and why',
      { addOns: ['films'] },
      ['cbc', 'film-1', 'no-such', 'ending', 'quebec'],
      {
        code: 'channels-not-selectable',
        channels: [
          { channelId: 'cbc', name: 'cbc', why: 'basic' },
          {
            ...{ channelId: 'film-1', name: 'film-1', why: 'already-had' },
            by: { kind: 'package', packageId: 'films' },
          },
          { channelId: 'no-such', why: 'unknown' },
          { channelId: 'ending', name: 'ending', why: 'discontinued', on: '2026-12-15' },
          { channelId: 'quebec', name: 'Quebec TV', why: 'discontinued' },
        ],
      },
    ],
    [
      'without channels that must be kept, each with its name and day',
      picked({ ...full, news: '2026-11-10', kids: '2026-11-20' }),
      ['sports'],
      {
        ...{ code: 'channels-kept-until', on: '2026-12-20' },
        channels: [
          { channelId: 'news', name: 'news', keptUntil: '2026-12-10' },
          { channelId: 'kids', name: 'kids', keptUntil: '2026-12-20' },
        ],
      },
    ],
    [
      'with more than there are places',
      picked(full),
      [...Object.keys(full), 'nature'],
      {
        code: 'too-many-channels',
        ...{ regular: { included: 3, used: 4 }, premium: { included: 1, used: 0 } },
      },
    ],
  ])('%s, dry or not', async (_, service, wanted, problem) => {
    const person = await world.tvCustomer(service);
    const has = await world.has(person);
    for (const query of ['', 'dryRun=true']) {
      const { status, body } = await world.select(person, wanted, { query });
      expect(status).toBe(422);
      expect(body).toMatchObject(problem);
    }
    expect(await world.has(person)).toEqual(has);
  });

  it('once it was changed as often as it may be, until the next period', async () => {
    const person = await world.tvCustomer();
    for (const wanted of [['news'], ['news', 'kids'], ['news', 'kids', 'sports']]) {
      expect((await world.select(person, wanted)).status).toBe(200);
    }
    const wanted = ['news', 'kids', 'sports', 'film-1'];
    const { status, body } = await world.select(person, wanted);
    expect([status, body]).toMatchObject([
      422,
      { code: 'no-changes-left', most: 3, on: '2026-12-09' },
    ]);
    world.clock.set('2026-12-09T04:59:59Z');
    expect((await world.select(person, wanted)).status).toBe(422);
    world.clock.set('2026-12-09T05:00:00Z');
    expect((await world.select(person, wanted)).status).toBe(200);
  });

  it('blind, unless it is only tried or is so already', async () => {
    const person = await world.tvCustomer(picked({ news: '2026-01-01' }));
    const blind = await world.select(person, ['kids'], { match: '' });
    expect([blind.status, blind.body.code]).toEqual([428, 'if-match-required']);
    expect((await world.has(person)).picked).toEqual(['news']);
    const dry = await world.select(person, ['kids'], { match: '', query: 'dryRun=true' });
    expect([dry.status, dry.body.changed]).toEqual([200, true]);
    const same = await world.select(person, ['news'], { match: '' });
    expect([same.status, same.body.changed]).toEqual([200, false]);
  });

  it.each<[string, unknown, string]>([
    ['no list', undefined, ''],
    ['a list of numbers', [1], ''],
    ['an id that cannot be one', ['../x'], ''],
    ['more than there can be', Array.from({ length: 501 }, (_, index) => `c-${index}`), ''],
    ['a dryRun that is neither', ['kids'], 'dryRun=yes'],
    ['a query that nobody knows', ['kids'], 'force=true'],
  ])('that is malformed: %s', async (_, wanted, query) => {
    const person = await world.tvCustomer();
    const { status, body } = await world.select(person, wanted, { query, match: '*' });
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });
});

describe('channels and packages are refused', () => {
  const table: [
    string,
    'putChannel' | 'deleteChannel' | 'putPackage' | 'deletePackage',
    string,
    Partial<Service>,
    [number, object],
  ][] = [
    [
      'not sold alone',
      'putChannel',
      'together',
      {},
      [422, { code: 'not-offered', why: 'not-sold-alone' }],
    ],
    [
      'about to end',
      'putChannel',
      'ending',
      {},
      [422, { code: 'not-offered', why: 'discontinued', on: '2026-12-15' }],
    ],
    [
      'had otherwise',
      'putChannel',
      'film-1',
      { addOns: ['films'] },
      [422, { code: 'already-had', by: { kind: 'package', packageId: 'films' } }],
    ],
    [
      'in need of a package',
      'putChannel',
      'film-extra',
      {},
      [422, { code: 'package-needed', packages: ['films'] }],
    ],
    ['unknown', 'putChannel', 'no-such', {}, [404, { code: 'not-found' }]],
    ['a package', 'putChannel', 'films', {}, [404, { code: 'not-found' }]],
    ['no id', 'putChannel', '../x', {}, [400, { code: 'invalid-request' }]],
    ['unknown', 'deleteChannel', 'no-such', {}, [404, { code: 'not-found' }]],
    [
      'a TV add-on',
      'deleteChannel',
      'recorder',
      { addOns: ['recorder'] },
      [404, { code: 'not-found' }],
    ],
    [
      'for businesses',
      'putPackage',
      'lobby',
      {},
      [422, { code: 'not-offered', why: 'not-offered' }],
    ],
    [
      'not sold any more',
      'putPackage',
      'old',
      {},
      [422, { code: 'not-offered', why: 'discontinued' }],
    ],
    [
      'of the plan',
      'putPackage',
      'base',
      {},
      [422, { code: 'already-had', by: { kind: 'basic', packageId: 'base' } }],
    ],
    [
      'in need of another',
      'putPackage',
      'films-plus',
      {},
      [422, { code: 'package-needed', packages: ['films'] }],
    ],
    [
      'excluded',
      'putPackage',
      'rival',
      { addOns: ['films'] },
      [422, { code: 'package-excluded', id: 'rival', packages: ['films'] }],
    ],
    ['a channel', 'putPackage', 'sports', {}, [404, { code: 'not-found' }]],
    [
      'of the plan',
      'deletePackage',
      'base',
      {},
      [422, { code: 'comes-with-plan', planId: 'mix-3' }],
    ],
    [
      'still needed',
      'deletePackage',
      'films',
      { addOns: ['films', 'film-extra'] },
      [422, { code: 'still-needed', by: ['film-extra'] }],
    ],
    ['unknown', 'deletePackage', 'no-such', {}, [404, { code: 'not-found' }]],
  ];
  it.each(table)('one %s: %s %s', async (_, change, id, service, [status, problem]) => {
    const person = await world.tvCustomer(service);
    const has = await world.has(person);
    for (const query of ['', 'dryRun=true']) {
      const reply = await world[change](person, id, { query });
      expect([reply.status, reply.body]).toMatchObject([status, problem]);
    }
    expect(await world.has(person)).toEqual(has);
  });

  it.each([
    ['a channel', 'Channel', 'sports'],
    ['a package', 'Package', 'films'],
  ] as const)('that stay their minimum: %s, to the day', async (_, kind, id) => {
    const person = await world.tvCustomer({ addOns: [id] });
    await world.heldSince(person, { [id]: '2026-11-20' });
    const remove = () => world[`delete${kind}`](person, id);
    world.clock.set('2026-12-20T04:59:59Z');
    expect((await remove()).body).toMatchObject({ code: 'minimum-stay', id, until: '2026-12-20' });
    world.clock.set('2026-12-20T05:00:00Z');
    expect((await remove()).status).toBe(200);
  });

  it('of a service of another kind, of somebody else, or that never was', async () => {
    const [person, other] = [await world.tvCustomer(), await world.tvCustomer()];
    const texts = new Set<string>();
    for (const serviceId of [other.serviceId, 'no-such']) {
      const { status, text } = await world.putChannel({ ...person, serviceId }, 'sports');
      expect(status).toBe(404);
      texts.add(text);
    }
    expect(texts.size).toBe(1);
    expect((await world.has(other)).addOns).toEqual([]);
  });
});
