import { describe, expect, it } from 'vitest';
import { carryOver } from '../../shared/tv/carry-over.ts';
import { countsOf, type TvService } from '../../shared/tv/holdings.ts';
import { monthlyPrice, priceLines } from '../../shared/tv/monthly-price.ts';
import { fc } from '../support/properties.ts';
import { channels, tvCatalog } from './fixtures.ts';

const on = '2026-11-25';
const carried = (service: Partial<TvService>, to: string) => {
  const one = carryOver({ planId: 'mix-3', addOns: [], ...service }, to, tvCatalog(), on);
  if (one === undefined) throw new Error('They are TV plans');
  return one;
};
const tv = (picked: Record<string, string>, heldSince: Record<string, string> = {}) => ({
  tv: { picked, heldSince },
});
const mine = {
  news: '2026-11-20',
  kids: '2026-10-01',
  sports: '2026-09-01',
  'film-1': '2026-11-01',
};

describe('what carries over to another plan', () => {
  it('is everything, where there is place for it', () => {
    const { picked, lost, notNeeded, absorbed } = carried(tv(mine), 'mix-5');
    expect({ picked, lost, notNeeded, absorbed }).toEqual({
      ...{ picked: mine, lost: [], notNeeded: [], absorbed: [] },
    });
  });

  it('is not what comes with the plan; the rest has no place in one without picks', () => {
    const { picked, lost, notNeeded } = carried(tv(mine), 'tv-all');
    expect(picked).toEqual({});
    expect(notNeeded.map((one) => one.channelId)).toEqual(['film-1', 'news']);
    expect(lost.map(({ channel, until }) => [channel.channelId, until])).toEqual([
      ['sports', undefined],
      ['kids', undefined],
    ]);
  });

  it('is what was there first, where there is not enough place', () => {
    const four = { ...mine, nature: '2026-08-01' };
    const { picked, lost } = carried({ planId: 'mix-5', ...tv(four) }, 'mix-3');
    expect(Object.keys(picked).toSorted()).toEqual(['film-1', 'kids', 'nature', 'sports']);
    expect(lost).toMatchObject([{ channel: { channelId: 'news' }, until: '2026-11-30' }]);
  });

  it('ends what was paid for and comes with the plan, package and channel', () => {
    const service = {
      addOns: ['recorder', 'film-2', 'films', 'sports'],
      ...tv({}, { films: '2026-11-01', sports: '2026-11-02' }),
    };
    const { absorbed, after } = carried(service, 'tv-all');
    expect(absorbed).toEqual(['film-2', 'films']);
    expect(priceLines(after).map(({ id }) => id)).toEqual(['tv-all', 'sports', 'recorder']);
    expect(after.alaCarte[0]?.since).toBe('2026-11-02');
    expect(monthlyPrice(after)).toBe(9000);
  });

  it('tells what does not go with the plan', () => {
    expect(carried({ addOns: ['rival'] }, 'tv-all').excluded).toEqual(['rival']);
    expect(carried({ addOns: ['rival'] }, 'mix-5').excluded).toEqual([]);
  });

  it('is nothing to a plan of another type', () => {
    const service = { planId: 'mix-3', addOns: [] };
    expect(carryOver(service, 'internet-60', tvCatalog(), on)).toBeUndefined();
  });

  it('accounts for every pick once, fits the plan, and pays for no channel twice', () => {
    const day = fc.constantFrom('2026-01-01', '2026-10-26', '2026-10-27', '2026-11-25');
    const ids = channels.map(({ channelId }) => channelId);
    const service = fc.record({
      planId: fc.constantFrom('tv-basic', 'mix-3', 'mix-5', 'tv-all'),
      addOns: fc.uniqueArray(
        fc.constantFrom(...ids, 'films', 'films-plus', 'theme-news', 'everything', 'recorder'),
      ),
      tv: fc.record({
        picked: fc.dictionary(fc.constantFrom(...ids), day),
        heldSince: fc.constant({}),
      }),
    });
    const plan = fc.constantFrom('tv-basic', 'mix-3', 'mix-5', 'tv-all');
    fc.assert(
      fc.property(service, plan, (one, to) => {
        const { picked, lost, notNeeded, absorbed, after } = carried(one, to);
        const told = [
          ...Object.keys(picked),
          ...lost.map(({ channel }) => channel.channelId),
          ...notNeeded.map(({ channelId }) => channelId),
        ];
        const broadcast = Object.keys(one.tv.picked).filter((id) => id !== 'ended');
        expect(told.toSorted()).toEqual(broadcast.toSorted());
        const counts = countsOf(after.picked.map(({ channel }) => channel));
        expect(counts.regular).toBeLessThanOrEqual(after.plan.pick?.regular ?? 0);
        expect(counts.premium).toBeLessThanOrEqual(after.plan.pick?.premium ?? 0);
        for (const { channelId } of notNeeded) expect(after.sources.has(channelId)).toBe(true);
        for (const id of absorbed) expect(one.addOns).toContain(id);
        const withPlan = new Set(after.included.flatMap((bundle) => bundle.channels));
        for (const { channel } of after.alaCarte) {
          expect(withPlan.has(channel.channelId)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
