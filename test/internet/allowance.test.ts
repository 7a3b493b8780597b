import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  dueNotice,
  freshTerms,
  limitOf,
  lookNextAt,
  looked,
  overageOf,
  termsUnder,
  underPlan,
  withAddOn,
  withNotice,
  type PlanTerms,
} from '../../functions/internet/allowance.ts';
import { overageCharge, usualOverage, type OverageRate } from '../../shared/overage.ts';
import type { UsageTerms } from '../../shared/usage-terms.ts';

const gb = 1_000_000_000n;
const now = new Date('2026-11-20T15:00:00Z');
const noticeAt = [75, 90, 100];
const cad = (amount: number) => ({ amount, currency: 'CAD' as const });

const plan = (over: Partial<PlanTerms> = {}): PlanTerms => ({
  ...{ planId: 'internet-120', allowance: 400e9 },
  ...over,
});
const higher = plan({ planId: 'internet-400', allowance: 1000e9 });
const unlimited = plan({ planId: 'internet-max', allowance: 'unlimited' });
const fresh = (over?: Partial<PlanTerms>) => freshTerms('2026-11-09', plan(over));
const bought = (bytes: bigint) => ({
  ...{ purchaseId: 'p', dataAddOnId: 'data-100', name: { fr: '100 Go', en: '100 GB' } },
  ...{ bytes, price: 1500, boughtAt: now.getTime() },
});

describe('what usage beyond an allowance costs', () => {
  const perGigabyte: OverageRate = { price: 150, bytes: gb };
  it.each([
    ['nothing used', 0n, usualOverage, 0],
    ['the allowance to the byte', 400n * gb, usualOverage, 0],
    ['a byte more: a block is started', 400n * gb + 1n, usualOverage, 1000],
    ['a block to the byte', 450n * gb, usualOverage, 1000],
    ['the second block is started', 450n * gb + 1n, usualOverage, 2000],
    ['just below the cap', 850n * gb, usualOverage, 9000],
    ['at the cap', 850n * gb + 1n, usualOverage, 10_000],
    ['far beyond the cap', 2n ** 64n, usualOverage, 10_000],
    ['by the gigabyte', 402n * gb + 1n, perGigabyte, 450],
    ['by the gigabyte, without a cap', 2400n * gb, perGigabyte, 300_000],
    ['a cap that is no multiple', 600n * gb, { ...usualOverage, cap: 2500 }, 2500],
  ])('%s', (_, used, rate, expected) => {
    expect(overageCharge(used, 400n * gb, rate)).toBe(expected);
  });

  it('never falls as more is used, and never passes the cap', () => {
    const bytes = fc.bigInt({ min: 0n, max: 2n ** 65n });
    fc.assert(
      fc.property(bytes, bytes, bytes, (limit, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        const charges = [less, more].map((used) => overageCharge(used, limit, usualOverage));
        expect(charges[0]).toBeLessThanOrEqual(charges[1] ?? 0);
        expect(charges[1]).toBeLessThanOrEqual(10_000);
      }),
    );
  });

  it.each([
    ['$10 for each 50 GB, at most $100, where the catalog says nothing', undefined, usualOverage],
    ['nothing, where it says so', 'none' as const, undefined],
    [
      'what it says',
      { price: cad(150), bytes: '1000000000', cap: cad(5000) },
      { price: 150, bytes: gb, cap: 5000 },
    ],
    ['no cap, where it has none', { price: cad(150), bytes: 1e9 }, { price: 150, bytes: gb }],
  ])('is %s', (_, overage, expected) => {
    expect(fresh(overage === undefined ? {} : { overage }).overage).toEqual(expected);
  });

  it('is nothing on an unlimited plan, whatever its rate', () => {
    const terms = freshTerms('2026-11-09', { ...unlimited, overage: { price: cad(1), bytes: 1 } });
    expect(overageOf(terms, 2n ** 64n)).toBe(0);
  });
});

describe('a data add-on', () => {
  it('raises the limit', () => {
    expect(limitOf(withAddOn(fresh(), bought(100n * gb), 0n, noticeAt))).toBe(500n * gb);
  });

  it.each([
    ['before anything is over', 300n, 500n, 0],
    ['before anything is over, used up since', 300n, 501n, 1000],
    ['late: what was incurred stays', 460n, 460n, 2000],
    // 460 GB started the second block, which lasts to 500 GB: then come the 100 GB that were bought.
    ['late: the blocks that were paid, then what was bought', 460n, 600n, 2000],
    ['late: the next block after both', 460n, 601n, 3000],
    ['at the cap', 2000n, 5000n, 10_000],
  ])('bought %s', (_, atPurchase, atEnd, expected) => {
    const terms = withAddOn(fresh(), bought(100n * gb), atPurchase * gb, noticeAt);
    expect(overageOf(terms, atEnd * gb)).toBe(expected);
  });
});

describe('another plan within the period', () => {
  it.each([
    ['higher, before anything is over', higher, 300n, 900n, 0],
    ['higher, late: what was incurred stays', higher, 460n, 460n, 2000],
    ['higher, late, and over again', higher, 460n, 1101n, 3000],
    ['unlimited: nothing comes on top of what was incurred', unlimited, 460n, 9000n, 2000],
  ])('%s', (_, to, atChange, atEnd, expected) => {
    const before = looked(fresh(), atChange * gb);
    expect(overageOf(underPlan(before, to, atChange * gb, noticeAt), atEnd * gb)).toBe(expected);
    // The fold that finds it counts what was used after it.
    expect(overageOf(underPlan(before, to, atEnd * gb, noticeAt), atEnd * gb)).toBe(expected);
  });

  it('does not charge what a correction has taken away', () => {
    const before = looked(fresh(), 460n * gb);
    expect(overageOf(before, 410n * gb)).toBe(1000);
    expect(overageOf(underPlan(before, higher, 410n * gb, noticeAt), 410n * gb)).toBe(1000);
  });

  it('keeps add-ons and notices', () => {
    const before = withNotice(withAddOn(fresh(), bought(gb), 0n, noticeAt), 75, gb * 310n, now);
    const after = underPlan(before, higher, gb * 310n, noticeAt);
    expect(after).toMatchObject({ planId: 'internet-400', allowance: 1000n * gb, told: 0 });
    expect([after.addOns, after.notices]).toEqual([before.addOns, before.notices]);
  });

  it('is none when it is the same', () => {
    const terms = fresh();
    expect(underPlan(terms, plan({ allowance: 1 }), 0n, noticeAt)).toBe(terms);
  });
});

describe('terms of a period', () => {
  const at = { start: '2026-11-09', used: 0n, noticeAt };
  it.each([
    ['stored ones stand where the plan is not on file', fresh(), undefined, 'internet-120'],
    ['the plan makes them where none are stored', undefined, higher, 'internet-400'],
    ['stored ones follow the plan', fresh(), higher, 'internet-400'],
    ['neither is known', undefined, undefined, undefined],
  ])('%s', (_, stored, of, expected) => {
    expect(termsUnder(stored, of, at)?.planId).toBe(expected);
  });
});

describe('notices', () => {
  it.each([
    ['below all of them', 299_999_999_999n, undefined],
    ['at 75 %, to the byte', 300n * gb, 75],
    ['between', 359n * gb, 75],
    ['two at once: the highest alone', 360n * gb, 90],
    ['all at once: the highest alone', 401n * gb, 100],
  ])('%s', (_, used, expected) => {
    expect(dueNotice(fresh(), used, noticeAt)).toBe(expected);
  });

  it('is given once, and none below it afterwards', () => {
    const told = withNotice(fresh(), 90, 370n * gb, now);
    expect(dueNotice(told, 370n * gb, noticeAt)).toBeUndefined();
    expect(dueNotice(told, 310n * gb, noticeAt)).toBeUndefined();
    expect(dueNotice(told, 400n * gb, noticeAt)).toBe(100);
  });

  it.each([
    ['fresh', fresh(), 300n * gb],
    ['after 75 %', withNotice(fresh(), 75, 310n * gb, now), 360n * gb],
    ['after all', withNotice(fresh(), 100, 400n * gb, now), 400n * gb + 1n],
    ['unlimited', freshTerms('2026-11-09', unlimited), 'never'],
    ['of a limit that no percent divides', fresh({ allowance: 333 }), 250n],
  ] as const)('%s: looked at again at', (_, terms, expected) => {
    expect(lookNextAt(terms, 0n, noticeAt)).toBe(expected);
  });

  it.each([
    ['before a block is started', 400n * gb, {}, 400n * gb + 1n],
    ['within a block', 420n * gb, {}, 450n * gb + 1n],
    ['at the end of a block', 450n * gb, {}, 450n * gb + 1n],
    ['at the cap', 851n * gb, {}, 'never'],
    ['where more costs nothing', 420n * gb, { overage: 'none' as const }, 'never'],
  ] as const)('told of all, %s: looked at again at', (_, used, over, expected) => {
    expect(lookNextAt(withNotice(fresh(over), 100, used, now), used, noticeAt)).toBe(expected);
  });

  it.each([
    ['none holds any more', 100n, 0, 375n * gb],
    ['a lower one still holds', 20n, 75, 378n * gb],
    ['the same one still holds', 10n, 90, 410n * gb],
  ])('are armed again by an add-on: %s', (_, bytes, told, next) => {
    const before = withNotice(fresh(), 90, 370n * gb, now);
    const after = withAddOn(before, bought(bytes * gb), 370n * gb, noticeAt);
    expect(after.told).toBe(told);
    expect(lookNextAt(after, 370n * gb, noticeAt)).toBe(next);
  });

  it('are not given twice of a limit that comes back', () => {
    const before = withNotice(fresh(), 75, 310n * gb, now);
    const after = underPlan(
      underPlan(before, higher, 310n * gb, noticeAt),
      plan(),
      310n * gb,
      noticeAt,
    );
    expect(after.told).toBe(75);
  });

  it('of an allowance of nothing is given at the first byte', () => {
    expect(dueNotice(fresh({ allowance: 0 }), 1n, noticeAt)).toBe(100);
  });
});

describe('any history of a period', () => {
  type Step =
    | { kind: 'use'; bytes: bigint }
    | { kind: 'buy'; bytes: bigint }
    | { kind: 'plan'; to: PlanTerms };
  const size = fc.bigInt({ min: 0n, max: 300n * gb });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: size.map((bytes) => ({ kind: 'use' as const, bytes })) },
    size.map((bytes) => ({ kind: 'buy' as const, bytes: bytes + 1n })),
    fc
      .constantFrom(plan(), higher, unlimited, plan({ planId: 'internet-x', overage: 'none' }))
      .map((to) => ({ kind: 'plan' as const, to })),
  );

  it('never lowers what it costs, never passes the cap, and tells each part of a limit once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let terms: UsageTerms = fresh();
        let used = 0n;
        let charged = 0;
        let lookAt = lookNextAt(terms, used, noticeAt);
        const told = new Set<string>();
        for (const one of steps) {
          if (one.kind === 'use') used += one.bytes;
          if (one.kind === 'buy') terms = withAddOn(terms, bought(one.bytes), used, noticeAt);
          if (one.kind === 'plan') terms = underPlan(terms, one.to, used, noticeAt);
          const charge = overageOf(terms, used);
          expect(charge).toBeGreaterThanOrEqual(charged);
          expect(charge).toBeLessThanOrEqual(10_000);
          charged = charge;

          const due = dueNotice(terms, used, noticeAt);
          const isLooked = lookAt !== 'never' && used >= lookAt;
          // Nobody looks in vain, and nothing is missed.
          if (one.kind === 'use') {
            expect(isLooked).toBe(due !== undefined || looked(terms, used) !== terms);
          }
          terms = looked(terms, used);
          if (due !== undefined) terms = withNotice(terms, due, used, now);
          lookAt = lookNextAt(terms, used, noticeAt);
          if (due === undefined) continue;
          const name = `${due} of ${limitOf(terms)}`;
          expect(told.has(name)).toBe(false);
          told.add(name);
        }
      }),
    );
  });
});
