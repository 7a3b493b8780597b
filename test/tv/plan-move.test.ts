import { describe, expect, it } from 'vitest';
import { decideMove } from '../../functions/tv/plan/move.ts';
import { addDays, periodOf } from '../../shared/calendar.ts';
import { planOfType } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { carryOver } from '../../shared/tv/carry-over.ts';
import { countsOf, holdingsOf, type TvService } from '../../shared/tv/holdings.ts';
import { monthlyPrice, priceLines } from '../../shared/tv/monthly-price.ts';
import { changedPrices, changedTv, tvChange } from '../../shared/tv/plan-change.ts';
import { account } from '../operator/fixtures.ts';
import { fc } from '../support/properties.ts';
import { channels, channelPackage, tvCatalog, tvPlan } from './fixtures.ts';

const on = '2026-11-25';
const cycles = [{ from: '0001-01-01', day: 9 }];
const usual = tvCatalog();
/** Where plans and packages overlap and need each other in every way. */
const tangled = tvCatalog({
  plans: [
    ...usual.plans,
    tvPlan('tv-films', 4, { includedPackages: ['films'] }),
    tvPlan('tv-everything', 9, { includedPackages: ['everything', 'theme-news'] }),
  ],
  packages: [
    ...usual.packages,
    channelPackage('film-club', ['film-1'], { monthlyPrice: { amount: 500, currency: 'CAD' } }),
    channelPackage('club-extra', ['kids'], { requires: ['film-club'] }),
  ],
});

type Asked = { when?: 'now' | 'next-period'; day?: string; catalog?: CatalogDocument };
function decided(service: Partial<TvService>, to: string, asked: Asked = {}) {
  const { when = 'now', day = on, catalog = tangled } = asked;
  const one = { planId: 'mix-3', addOns: [], ...service };
  const [current, next] = [one.planId, to].map((id) => planOfType(catalog, id, 'tv'));
  if (current === undefined || next === undefined) throw new Error('They are TV plans');
  return decideMove(
    {
      ...{ when, today: on, on: day, catalog, current, to: next },
      service: { serviceId: 'tv', type: 'tv', equipment: [], status: 'active', ...one },
      account: { ...account(), cycles } as never,
    },
    'fr-CA',
  );
}
const accepted = (...asked: Parameters<typeof decided>) => {
  const one = decided(...asked);
  if (!one.ok) throw new Error(one.refusal.reason);
  return one.value;
};
const carried = (service: TvService, to: string) => {
  const one = carryOver(service, to, tangled, on);
  if (one === undefined) throw new Error('They are TV plans');
  return one;
};
const held = (addOns: string[], over: Partial<TvService> = {}) => ({ addOns, ...over });
const tv = (picked: Record<string, string>, heldSince: Record<string, string> = {}) => ({
  tv: { picked, heldSince },
});

describe('another TV plan is refused', () => {
  it.each<[string, Partial<TvService>, string, object]>([
    [
      'while a package does not go with one of the plan',
      held(['rival'], tv({}, { rival: '2026-11-20' })),
      'tv-all',
      {
        reason: 'not-with-this-plan',
        remove: [
          {
            ...{ type: 'package', id: 'rival', name: 'rival (fr)', why: 'excluded' },
            mayGoFrom: '2026-12-20',
          },
        ],
      },
    ],
    [
      'while packages and channels need one that came with the old plan',
      held(['films-plus', 'film-extra'], { planId: 'tv-films' }),
      'tv-everything',
      {
        remove: [
          { type: 'package', id: 'films-plus', why: 'requires' },
          { type: 'channel', id: 'film-extra', why: 'requires' },
        ],
      },
    ],
    [
      'while a pick does',
      { planId: 'tv-films', addOns: [], ...tv({ 'film-extra': '2026-11-20' }) },
      'mix-5',
      {
        remove: [
          {
            ...{ type: 'channel', id: 'film-extra', name: 'film-extra', why: 'requires' },
            mayGoFrom: '2026-12-20',
          },
        ],
      },
    ],
    [
      'while picks that have no place must be kept',
      tv({ sports: '2026-11-01', kids: '2026-11-10', news: '2026-11-24' }),
      'tv-all',
      {
        ...{ reason: 'channels-without-place', possibleFrom: '2026-12-10' },
        channels: [
          { channelId: 'sports', name: 'sports', mayGoFrom: '2026-12-01' },
          { channelId: 'kids', name: 'kids', mayGoFrom: '2026-12-10' },
        ],
      },
    ],
  ])('%s', (_, service, to, refusal) => {
    expect(decided(service, to)).toMatchObject({ ok: false, refusal });
  });

  it('and tells from when that may go, also where it may by then', () => {
    const service = held(['rival'], tv({}, { rival: '2026-11-01' }));
    const outcome = decided(service, 'tv-all', { when: 'next-period', day: '2026-12-09' });
    expect(outcome).toMatchObject({ refusal: { remove: [{ mayGoFrom: '2026-12-01' }] } });
  });
});

describe('another TV plan is had', () => {
  it.each<[string, Partial<TvService>, string]>([
    ['that needs what one did not have before either', held(['films-plus']), 'mix-5'],
    ['with a package that the plan comes with instead', held(['films', 'films-plus']), 'tv-all'],
    ['with picks that nobody knows how long they are had', tv({ sports: '0001-01-01' }), 'tv-all'],
    ['though what comes with it must be kept', held(['films'], tv({}, { films: on })), 'tv-all'],
  ])('%s', (_, service, to) => {
    expect(decided(service, to).ok).toBe(true);
  });

  it('without a package of which every channel comes with it', () => {
    const { monthly, tv: change } = accepted(held(['film-club']), 'tv-films');
    expect(change?.notCharged.map(({ id }) => id)).toEqual(['film-club']);
    expect(monthly).toEqual({ before: 3500, after: 4000 });
  });

  it('with such a package as long as another one needs it', () => {
    const { monthly, tv: change } = accepted(held(['film-club', 'club-extra']), 'tv-films');
    expect(change?.notCharged).toEqual([]);
    expect(monthly).toEqual({ before: 3000, after: 4000 });
  });

  it('and charges what came with the old one, if it is held', () => {
    const { monthly, tv: change } = accepted(held(['film-1'], { planId: 'tv-films' }), 'mix-5');
    expect(change?.charged).toMatchObject([{ type: 'channel', id: 'film-1', monthlyPrice: 700 }]);
    expect(monthly).toEqual({ before: 4000, after: 5700 });
  });
});

describe('whatever is held and picked', () => {
  const plans = ['tv-basic', 'mix-3', 'tv-films', 'mix-5', 'tv-all', 'tv-everything'];
  const ids = channels.map(({ channelId }) => channelId);
  const packages = tangled.packages.map(({ packageId }) => packageId);
  const day = fc.integer({ min: -70, max: 0 }).map((days) => addDays(on, days));
  const service = fc.record({
    planId: fc.constantFrom(...plans),
    addOns: fc.uniqueArray(fc.constantFrom(...ids, ...packages, 'recorder')),
    tv: fc.record({
      picked: fc.dictionary(fc.constantFrom(...ids), day),
      heldSince: fc.dictionary(fc.constantFrom(...ids, ...packages), day),
    }),
  });
  const to = fc.constantFrom(...plans);
  const each = (check: (one: TvService, planId: string) => void) => {
    fc.assert(
      fc.property(service, to, (one, planId) => {
        check(one, planId);
      }),
      { numRuns: 1000 },
    );
  };

  it('a change loses no channel that must be kept, and is possible when it is said to be', () => {
    each((one, planId) => {
      const outcome = decided(one, planId);
      if (outcome.ok) {
        for (const { until } of carried(one, planId).lost) expect(until).toBeUndefined();
      } else if (outcome.refusal.reason === 'channels-without-place') {
        const { possibleFrom } = outcome.refusal;
        expect(possibleFrom > on).toBe(true);
        expect(decided(one, planId, { day: possibleFrom }).ok).toBe(true);
        expect(decided(one, planId, { day: addDays(possibleFrom, -1) }).ok).toBe(false);
      }
    });
  });

  it('with the next period: the day that is said begins one, and is the first that will do', () => {
    each((one, planId) => {
      const outcome = decided(one, planId, { when: 'next-period', day: '2026-12-09' });
      if (outcome.ok || outcome.refusal.reason !== 'channels-without-place') return;
      const { possibleFrom } = outcome.refusal;
      const asked = (day: string) => decided(one, planId, { when: 'next-period', day });
      expect(possibleFrom).toMatch(/-09$/);
      expect(asked(possibleFrom).ok).toBe(true);
      expect(asked(periodOf(addDays(possibleFrom, -1), cycles).start).ok).toBe(false);
    });
  });

  it('the order, done to the service, makes it what was told; counts fit, nothing is paid twice', () => {
    each((one, planId) => {
      const told = carried(one, planId);
      const done = holdingsOf({ planId, ...changedTv(tvChange(told), one) }, tangled, on);
      expect(done).toEqual(told.after);
      const { plan, picked, alaCarte, sources, included } = told.after;
      const counts = countsOf(picked.map(({ channel }) => channel));
      expect(counts.regular).toBeLessThanOrEqual(plan.pick?.regular ?? 0);
      expect(counts.premium).toBeLessThanOrEqual(plan.pick?.premium ?? 0);
      const withPlan = new Set(included.flatMap((bundle) => bundle.channels));
      for (const { channel } of [...picked, ...alaCarte]) {
        expect(withPlan.has(channel.channelId)).toBe(false);
      }
      for (const { id, kind, amount } of priceLines(told.after)) {
        if (kind !== 'a-la-carte' || amount === 0) continue;
        expect(sources.get(id)?.map((source) => source.kind)).toEqual(['a-la-carte']);
      }
    });
  });

  it('the price tells what changes on the bill, to the cent', () => {
    each((one, planId) => {
      const told = carried(one, planId);
      const { before, after } = changedPrices(told);
      expect(after - before).toBe(monthlyPrice(told.after) - monthlyPrice(told.before));
    });
  });

  it('and whatever came since: the order takes away what it is about, and no more', () => {
    fc.assert(
      fc.property(service, to, service, (one, planId, since) => {
        const change = tvChange(carried(one, planId));
        const done = changedTv(change, since);
        const ended = new Set(change.notCharged.map(({ id }) => id));
        expect(done.addOns).toEqual(since.addOns.filter((id) => !ended.has(id)));
        for (const id of Object.keys(done.tv.heldSince)) expect(done.addOns).toContain(id);
        const gone = [...change.picks.notNeeded, ...change.picks.lost].map(
          (pick) => pick.channelId,
        );
        const { regular, premium } = change.picks.counts;
        expect(Object.keys(done.tv.picked)).toEqual(
          regular.included + premium.included === 0
            ? []
            : Object.keys(since.tv.picked).filter((id) => !gone.includes(id)),
        );
      }),
      { numRuns: 500 },
    );
  });
});
