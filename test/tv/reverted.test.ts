import { describe, expect, it } from 'vitest';
import type { StoredTvAddOns, StoredTvSelection } from '../../shared/order-change.ts';
import { reverted } from '../../shared/tv/reverted.ts';

type Class = 'regular' | 'premium';
const one = (channelId: string, as: Class = 'regular', since?: string) => ({
  ...{ channelId, name: channelId, class: as },
  ...(since === undefined ? {} : { since }),
});
const selection = (
  added: StoredTvSelection['added'],
  removed: StoredTvSelection['removed'] = [],
): StoredTvSelection => ({ kind: 'tv-selection', added, removed });

describe('a selection that could not be carried out', () => {
  const old = '2026-09-01';
  it.each<[string, Record<string, string>, StoredTvSelection, Record<string, string>]>([
    [
      'what was added goes',
      { news: '2026-11-23', kids: old },
      selection([one('news')]),
      { kids: old },
    ],
    [
      'what made room comes back, with its day',
      { news: '2026-11-23' },
      selection([one('news')], [one('sports', 'regular', old)]),
      { sports: old },
    ],
    [
      'what was only given up stays so',
      { kids: old },
      selection([], [one('sports', 'regular', old)]),
      { kids: old },
    ],
    [
      'no more come back than go',
      { news: '2026-11-23' },
      selection([one('news')], [one('sports', 'regular', old), one('kids', 'regular', old)]),
      { sports: old },
    ],
    [
      'a regular place is for a regular channel',
      { news: '2026-11-23' },
      selection([one('news')], [one('film-1', 'premium', old), one('sports', 'regular', old)]),
      { sports: old },
    ],
    [
      'what was given up again since leaves no place',
      { kids: old },
      selection([one('news')], [one('sports', 'regular', old)]),
      { kids: old },
    ],
    [
      'what was picked again since stays as it is',
      { news: '2026-11-23', sports: '2026-11-24' },
      selection([one('news')], [one('sports', 'regular', old), one('kids', 'regular', old)]),
      { sports: '2026-11-24', kids: old },
    ],
    [
      'of what has no day nothing comes back',
      { news: '2026-11-23' },
      selection([one('news')], [one('sports')]),
      {},
    ],
  ])('%s', (_, picked, change, after) => {
    const changes = { period: '2026-11-09', count: 2 };
    const tv = { picked, heldSince: { films: old }, changes };
    expect(reverted({ addOns: ['films'], tv }, change)).toEqual({
      addOns: ['films'],
      tv: { picked: after, heldSince: { films: old }, changes },
    });
  });

  it('changes nothing where nothing is picked any more', () => {
    const nothing = { picked: {}, heldSince: {} };
    const back = reverted({ addOns: [] }, selection([one('news')], [one('kids', 'regular', old)]));
    expect(back).toEqual({ addOns: [], tv: nothing });
  });
});

const films = { type: 'package', id: 'films', name: 'films', monthlyPrice: 1500 } as const;
const film = (more: { since?: string; comesWith?: string }) => ({
  ...({ type: 'channel', id: 'film-1', name: 'film-1', monthlyPrice: 700, ...more } as const),
});
const addOns = (
  added: StoredTvAddOns['added'],
  removed: StoredTvAddOns['removed'] = [],
): StoredTvAddOns => ({ kind: 'tv-add-ons', added, removed });
const absorbed = film({ since: '2026-11-20', comesWith: 'films' });

describe('channels and packages that could not be delivered', () => {
  it.each<[string, string[], StoredTvAddOns, string[], Record<string, string>]>([
    ['what was added goes', ['sports', 'films'], addOns([films]), ['sports'], {}],
    [
      'what it included comes back, with its day',
      ['sports', 'films'],
      addOns([films], [absorbed]),
      ['sports', 'film-1'],
      { 'film-1': '2026-11-20' },
    ],
    [
      'what it included comes back without a day that nobody knew',
      ['films'],
      addOns([films], [film({ comesWith: 'films' })]),
      ['film-1'],
      {},
    ],
    ['what was only given up stays so', ['sports'], addOns([], [film({})]), ['sports'], {}],
    [
      'what has gone since brings nothing back',
      ['sports'],
      addOns([films], [absorbed]),
      ['sports'],
      {},
    ],
    [
      'what was added again since comes back once',
      ['film-1', 'films'],
      addOns([films], [absorbed]),
      ['film-1'],
      {},
    ],
  ])('%s', (_, had, change, after, days) => {
    const tv = { picked: { kids: '2026-09-01' }, heldSince: { films: '2026-11-23' } };
    expect(reverted({ addOns: had, tv }, change)).toEqual({
      addOns: after,
      tv: { picked: { kids: '2026-09-01' }, heldSince: days },
    });
  });

  it('are the only ones that can be taken away again', () => {
    const plan = { planId: 'mix-3', name: { fr: 'a', en: 'a' }, monthlyPrice: 1 };
    expect(reverted({ addOns: [] }, { kind: 'plan', from: plan, to: plan })).toBeUndefined();
  });
});
