import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cad } from '../operator/fixtures.ts';
import { meter, type Meter } from '../support/metered-table.ts';
import { picked, startChanges, type ChangeWorld } from './changing.ts';
import { channel, channels } from './fixtures.ts';
import type { Service } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
const many = Array.from({ length: 300 - channels.length - 1 }, (_, index) =>
  channel(`more-${index}`, 1000 + index, { genre: 'music', language: 'other' }),
);
const quebec = channel('quebec', 30, {
  ...{ name: { fr: 'Télé-Québec', en: 'Quebec TV' }, language: 'en', genre: 'kids' },
});
let world: ChangeWorld;
let counted: { read: () => Meter; reset: () => void };
beforeAll(async () => {
  world = await startChanges(start, { channels: [...many, quebec, ...channels] });
  counted = meter(world.table);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

describe('the line-up', () => {
  it('has every channel that is broadcast, by its number, in one round trip', async () => {
    const person = await world.tvCustomer();
    const token = await world.token(person);
    await world.lineup(person, { token });
    counted.reset();
    const { body } = await world.lineup(person, { token });
    expect(counted.read()).toMatchObject({ roundTrips: 1, operations: ['GetItemCommand'] });
    expect(body.items).toHaveLength(299);
    expect(body.items.slice(0, 4).map(({ channelId }) => channelId)).toEqual([
      ...['cbc', 'tva', 'news', 'sports'],
    ]);
    const numbers = body.items.map(({ number }) => number);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(body.items.some(({ channelId }) => channelId === 'ended')).toBe(false);
  });

  it('tells of a channel what it is, how it is had, and how it can be', async () => {
    const person = await world.tvCustomer({ addOns: ['films'] });
    const { body } = await world.lineup(person);
    const of = (id: string) => body.items.find(({ channelId }) => channelId === id);
    expect(of('quebec')).toEqual({
      ...{ channelId: 'quebec', number: 30, name: { fr: 'Télé-Québec', en: 'Quebec TV' } },
      ...{ language: 'en', genre: 'kids', class: 'regular', quality: 'hd' },
      ...{ packages: [], had: [], pick: { selectable: true, chosen: false } },
      alone: { monthlyPrice: cad(400), selectable: true, chosen: false },
    });
    expect(of('ending')).toMatchObject({ endsOn: '2026-12-15' });
    const by = { kind: 'package', packageId: 'films' };
    expect(of('film-1')).toMatchObject({ packages: ['films', 'everything'], had: [by] });
    expect(of('together')).not.toHaveProperty('alone');
    expect(body.packages.map(({ packageId }) => packageId)).toEqual([
      ...['base', 'theme-news', 'films', 'films-plus', 'everything', 'rival'],
    ]);
  });

  it('has no selection where the plan has none, and charges nothing for its packages', async () => {
    const { body } = await world.lineup(await world.tvCustomer({ planId: 'tv-all' }));
    expect(body.items.every(({ pick }) => pick === undefined)).toBe(true);
    expect(body.packages.find(({ packageId }) => packageId === 'films')).toMatchObject({
      ...{ monthlyPrice: cad(0), selectable: false, chosen: false },
      ...{ why: 'already-had', by: { kind: 'plan', packageId: 'films' } },
    });
  });

  it.each([
    ['a genre', 'genre=kids', ['quebec']],
    ['a language', 'language=en', ['quebec']],
    ['a part of a French name, without its accents', 'text=tele', ['quebec']],
    ['a part of a name, with accents and capitals', 'text=T%C3%89L%C3%89-Q', ['quebec']],
    ['a part of an English name', 'text=bec%20tv', ['quebec']],
    ['a number', 'text=40', ['film-1']],
    ['not a part of a number', 'text=4', []],
    ['all that is said', 'text=film&genre=kids', []],
    ['what nothing has', 'text=zzz', []],
    ['several', 'text=film', ['film-1', 'film-2', 'film-extra']],
  ])('is narrowed by %s: %s', async (_, query, expected) => {
    const { body } = await world.lineup(await world.tvCustomer(), { query });
    const found = body.items.map(({ channelId }) => channelId);
    expect(found.filter((id) => !id.startsWith('more-'))).toEqual(expected);
    expect(body.packages).not.toEqual([]);
  });

  it.each(['genre=cooking', 'language=xx', 'text=', `text=${'x'.repeat(61)}`, 'page=2'])(
    'refuses a filter that it does not have: %s',
    async (query) => {
      const { status, body } = await world.lineup(await world.tvCustomer(), { query });
      expect([status, body.code]).toEqual([400, 'invalid-request']);
    },
  );
});

describe('why a channel cannot be had', () => {
  const [no, kept] = [
    { selectable: false, chosen: false },
    { selectable: false, chosen: true },
  ];
  const full = {
    news: '2026-11-20',
    sports: '2026-11-10',
    kids: '2026-11-22',
    opera: '2026-11-21',
  };
  it.each<[string, 'pick' | 'alone', string, Partial<Service>, object]>([
    ['is basic', 'pick', 'cbc', {}, { ...no, why: 'basic' }],
    [
      'is picked',
      'pick',
      'news',
      picked({ news: '2026-11-20' }),
      { ...kept, keptUntil: '2026-12-20' },
    ],
    ['is picked, and may go', 'pick', 'news', picked({ news: '2026-01-01' }), kept],
    ['is had alone', 'alone', 'news', { addOns: ['news'] }, kept],
    [
      'is had alone',
      'pick',
      'news',
      { addOns: ['news'] },
      { ...no, why: 'already-had', by: { kind: 'a-la-carte' } },
    ],
    [
      'is picked',
      'alone',
      'news',
      picked({ news: '2026-01-01' }),
      { ...no, why: 'already-had', by: { kind: 'picked' } },
    ],
    [
      'comes in a package',
      'pick',
      'film-1',
      { addOns: ['films'] },
      { ...no, why: 'already-had', by: { kind: 'package', packageId: 'films' } },
    ],
    ['is not sold any more', 'pick', 'music', {}, { ...no, why: 'discontinued' }],
    ['ends', 'alone', 'ending', {}, { ...no, why: 'discontinued', on: '2026-12-15' }],
    [
      'needs a package',
      'pick',
      'film-extra',
      {},
      { ...no, why: 'package-needed', packages: ['films'] },
    ],
    [
      'has no place',
      'pick',
      'nature',
      picked(full),
      { ...no, why: 'no-place-left', from: '2026-12-10' },
    ],
    [
      'has no place among premium ones',
      'pick',
      'film-1',
      picked(full),
      { ...no, why: 'no-place-left', from: '2026-12-21' },
    ],
    [
      'has the place of one that may go',
      'pick',
      'nature',
      picked({ ...full, sports: '2026-01-01' }),
      { ...no, why: 'no-place-left' },
    ],
    ['has no place, and needs none alone', 'alone', 'nature', picked(full), { selectable: true }],
  ])('that %s: as %s, %s', async (_, as, channelId, service, expected) => {
    const { body } = await world.lineup(await world.tvCustomer(service));
    const found = body.items.find((one) => one.channelId === channelId);
    const { monthlyPrice: _price, ...choice } = { monthlyPrice: undefined, ...found?.[as] };
    expect(choice).toEqual({ chosen: false, ...expected });
  });

  it('may be that there are no changes left, until the next period', async () => {
    const person = await world.tvCustomer();
    for (const wanted of [['news'], ['news', 'kids'], ['news', 'kids', 'sports']]) {
      await world.select(person, wanted);
    }
    const { body } = await world.lineup(person);
    const of = (id: string) => body.items.find(({ channelId }) => channelId === id);
    expect(of('film-1')?.pick).toEqual({ ...no, why: 'no-changes-left', from: '2026-12-09' });
    expect(of('film-1')?.alone?.selectable).toBe(true);
    expect(of('news')?.pick).toEqual({ ...kept, keptUntil: '2026-12-23' });
  });

  it('may be that an order of another plan is open', async () => {
    const person = await world.tvCustomer();
    await world.moved(person);
    const { body } = await world.lineup(person);
    expect(body.items.find(({ channelId }) => channelId === 'kids')).toMatchObject({
      ...{ pick: { ...no, why: 'order-pending' }, alone: { ...no, why: 'order-pending' } },
    });
  });

  it.each<[string, string, Partial<Service>, object]>([
    ['had', 'films', { addOns: ['films'] }, kept],
    ['needed first', 'films-plus', {}, { ...no, why: 'package-needed', packages: ['films'] }],
    [
      'in the way',
      'rival',
      { addOns: ['films'] },
      { ...no, why: 'package-excluded', packages: ['films'] },
    ],
    [
      'larger',
      'films',
      { addOns: ['everything'] },
      { ...no, why: 'already-had', by: { kind: 'package', packageId: 'everything' } },
    ],
    ['not in the way', 'rival', {}, { selectable: true, chosen: false }],
  ])('a package: one that is %s', async (_, packageId, service, expected) => {
    const { body } = await world.lineup(await world.tvCustomer(service));
    expect(body.packages.find((one) => one.packageId === packageId)).toMatchObject(expected);
  });
});
