import { describe, expect, it } from 'vitest';
import { removeChannel, removePackage } from '../../functions/tv/add-ons.ts';
import { channelOf } from '../../shared/catalog/catalog.ts';
import { changeOf, having, long, since, stateOf, today, type Having } from './choosing.ts';

const without = (id: string, has: Having) => {
  const { holdings } = having(has);
  const remove = channelOf(holdings.catalog, id) === undefined ? removePackage : removeChannel;
  return remove(holdings, stateOf(has), id);
};

describe('what is given up', () => {
  it.each<[string, string, string, string, string | undefined]>([
    ['a channel, the day before', 'sports', '2026-10-27', '2026-11-25', '2026-11-26'],
    ['a channel, the day', 'sports', '2026-10-26', '2026-11-25', undefined],
    ['a package, the day before', 'films', '2026-10-27', '2026-11-25', '2026-11-26'],
    ['a package, the day', 'films', '2026-10-26', '2026-11-25', undefined],
    [
      'a package with a stay of its own, the day before',
      'films-plus',
      '2026-10-01',
      '2026-11-29',
      '2026-11-30',
    ],
    [
      'a package with a stay of its own, the day',
      'films-plus',
      '2026-10-01',
      '2026-11-30',
      undefined,
    ],
    ['a channel without any stay', 'opera', '2026-11-25', '2026-11-25', undefined],
  ])('stays its minimum: %s', (_, id, from, on, until) => {
    const decided = without(id, { ...since({ [id]: from }), today: on });
    if (until === undefined) {
      expect(changeOf(decided)).toMatchObject({
        ...{ added: [], removed: [{ id, since: from }], addOns: [] },
        tv: { heldSince: {} },
      });
    } else expect(decided).toEqual({ ok: false, refusal: { reason: 'minimum-stay', id, until } });
  });

  it.each<[string, string, Having]>([
    [
      'a channel of a package',
      'film-1',
      { ...since({ 'film-1': today }), addOns: ['film-1', 'films'] },
    ],
    ['a channel of the plan', 'news', { ...since({ news: today }), planId: 'tv-all' }],
    ['a pick', 'news', { ...since({ news: today }), picked: { news: today } }],
    ['a package of the plan', 'films', { ...since({ films: today }), planId: 'tv-all' }],
  ])('waits for no stay where it is had anyway: %s', (_, id, has) => {
    expect(changeOf(without(id, has))?.removed).toMatchObject([{ id }]);
  });

  it.each<[string, Having, string[]]>([
    ['a package', { addOns: ['films', 'films-plus'] }, ['films-plus']],
    ['a channel', { addOns: ['films', 'film-extra'] }, ['film-extra']],
    ['a pick', { addOns: ['films'], picked: long(['film-extra']) }, ['film-extra']],
  ])('is still needed by %s', (_, has, by) => {
    expect(without('films', has)).toEqual({
      ...{ ok: false, refusal: { reason: 'still-needed', id: 'films', by } },
    });
  });

  it('is not needed where it comes with the plan as well', () => {
    const has = { planId: 'tv-all', addOns: ['films', 'film-extra'] };
    expect(changeOf(without('films', has))?.addOns).toEqual(['film-extra']);
  });

  it.each([
    ['base', 'mix-3'],
    ['films', 'tv-all'],
  ])('is not what comes with the plan: %s of %s', (id, planId) => {
    const refusal = { reason: 'comes-with-plan', id, planId };
    expect(without(id, { planId })).toEqual({ ok: false, refusal });
  });

  it.each(['sports', 'films', 'cbc'])('changes nothing where it is not had: %s', (id) => {
    expect(changeOf(without(id, {}))).toBeUndefined();
  });

  it('is not charged before where nobody broadcasts it any more', () => {
    expect(changeOf(without('ended', { addOns: ['ended'] }))).toMatchObject({
      removed: [{ type: 'channel', id: 'ended', name: 'ended', monthlyPrice: 0 }],
    });
  });
});
