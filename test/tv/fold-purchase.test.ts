import { describe, expect, it } from 'vitest';
import {
  openedBy,
  takeEvent,
  type ToldEvent,
} from '../../functions/tv/purchase-intake/take-event.ts';
import { foldPurchase } from '../../functions/tv/purchases/fold-purchase.ts';
import {
  purchaseStatuses,
  type PurchaseEvent,
  type PurchaseStatus,
  type StoredPurchase,
} from '../../shared/tv-purchase.ts';
import { fc } from '../support/properties.ts';

/** `viewed 599 @7`: a status, an amount, and when viewing started. */
const eventOf = (text: string): PurchaseEvent => {
  const [status = '', amount, at] = text.split(' ');
  return {
    ...{ status: status as PurchaseStatus, amount: Number(amount) },
    ...(at === undefined ? {} : { viewedAt: Number(at.slice(1)) }),
  };
};

describe('a purchase stands', () => {
  it.each([
    ['ordered', ['pending 599'], 'pending', [599, 0, 0], undefined],
    ['being watched', ['pending 599', 'viewed 599 @7'], 'viewed', [599, 0, 0], 7],
    ['watched, the order not told', ['viewed 599 @7'], 'viewed', [599, 0, 0], 7],
    ['charged', ['pending 599', 'charged 599'], 'charged', [599, 599, 0], undefined],
    ['charged less than the price', ['pending 599', 'charged 299'], 'charged', [299, 299, 0]],
    [
      'charged, told before it was viewed',
      ['charged 599', 'viewed 599 @7'],
      'charged',
      [599, 599, 0],
      7,
    ],
    ['charged, with its own time of viewing', ['charged 599 @7'], 'charged', [599, 599, 0], 7],
    ['cancelled', ['pending 599', 'cancelled 599'], 'cancelled', [599, 0, 0]],
    ['cancelled, the order not told', ['cancelled 599'], 'cancelled', [599, 0, 0]],
    [
      'cancelled after the charge, which is void',
      ['charged 599', 'cancelled 599'],
      'cancelled',
      [599, 0, 0],
    ],
    [
      'cancelled before a charge that came late',
      ['cancelled 0', 'charged 599'],
      'cancelled',
      [599, 0, 0],
    ],
    ['credited in full', ['charged 599', 'credited 599'], 'credited', [599, 599, 599]],
    ['credited in part', ['charged 599', 'credited 200'], 'credited', [599, 599, 200]],
    ['credited beyond the charge', ['charged 599', 'credited 1000'], 'credited', [599, 599, 1000]],
    [
      'credited, no charge told yet',
      ['viewed 599 @7', 'credited 200'],
      'credited',
      [599, 200, 200],
      7,
    ],
    ['credited, nothing else told', ['credited 200'], 'credited', [200, 200, 200]],
    [
      'cancelled and credited',
      ['charged 599', 'cancelled 599', 'credited 599'],
      'credited',
      [599, 599, 599],
    ],
    ['free', ['pending 0', 'charged 0'], 'charged', [0, 0, 0]],
  ] as [string, string[], PurchaseStatus, number[], number?][])(
    '%s',
    (_, told, status, [price, charged, credited], viewedAt) => {
      expect(foldPurchase(told.map(eventOf))).toEqual({
        ...{ status, price, charged, credited },
        ...(viewedAt === undefined ? {} : { viewedAt }),
      });
    },
  );

  it('is no purchase without an event', () => {
    expect(() => foldPurchase([])).toThrow('one event');
  });
});

const facts: Omit<ToldEvent, 'event'> = {
  ...{ purchaseId: 'p', accountNumber: '50000000001', serviceId: 'tv-1', type: 'ppv' },
  ...{ titleId: 't', title: 'A fight', masked: false, orderedAt: 5, rentalHours: 24 },
};
const opened = openedBy({ ...facts, event: eventOf('pending 0') }, 'tv-1');
const takeAll = (told: readonly ToldEvent[], from: StoredPurchase = opened) =>
  told.reduce((purchase, one) => {
    const taken = takeEvent(purchase, one);
    return taken.outcome === 'accepted' ? taken.purchase : purchase;
  }, from);

describe('an event', () => {
  const purchase = takeAll(
    ['pending 599', 'charged 599 @7'].map((text) => ({ ...facts, event: eventOf(text) })),
  );

  it.each([
    ['the same', {}, 'pending 599', 'duplicate'],
    ['the same, naming no service', { serviceId: undefined }, 'pending 599', 'duplicate'],
    ['a new one', {}, 'credited 100', 'accepted'],
    ['a new one with the same time of viewing', {}, 'viewed 599 @7', 'accepted'],
    ['another amount', {}, 'pending 600', 'conflict amount'],
    ['another time of viewing', {}, 'charged 599 @8', 'conflict viewed_at'],
    ['no time of viewing any more', {}, 'charged 599', 'conflict viewed_at'],
    [
      'a new one that says it was viewed at another time',
      {},
      'viewed 599 @8',
      'conflict viewed_at',
    ],
    ['another account', { accountNumber: '50000000002' }, 'viewed 599', 'conflict account'],
    ['another service', { serviceId: 'tv-2' }, 'viewed 599', 'conflict service_id'],
    ['another type', { type: 'vod' }, 'viewed 599', 'conflict type'],
    ['another title', { titleId: 'u' }, 'viewed 599', 'conflict title_id'],
    ['another name of the title', { title: 'Another' }, 'viewed 599', 'conflict title'],
    ['masked now', { masked: true }, 'viewed 599', 'conflict masked'],
    ['another time of the order', { orderedAt: 6 }, 'viewed 599', 'conflict ordered_at'],
    ['another time to rent', { rentalHours: 48 }, 'viewed 599', 'conflict rental_hours'],
    [
      'another account, of an event that is there',
      { accountNumber: '5' },
      'pending 599',
      'conflict account',
    ],
  ] as [string, Partial<ToldEvent>, string, string][])('%s', (_, changes, text, expected) => {
    const taken = takeEvent(purchase, { ...facts, ...changes, event: eventOf(text) });
    expect(
      ['outcome', 'field']
        .map((name) => taken[name as 'outcome'])
        .filter(Boolean)
        .join(' '),
    ).toBe(expected);
  });
});

/** Events of one purchase that agree: one of some statuses, viewed once. */
const agreeing = fc
  .record({
    amounts: fc.tuple(...purchaseStatuses.map(() => fc.option(fc.nat(10_000), { nil: undefined }))),
    viewedAt: fc.nat(1000),
    says: fc.tuple(...purchaseStatuses.map(() => fc.boolean())),
  })
  .map(({ amounts, viewedAt, says }) =>
    purchaseStatuses.flatMap((status, i): PurchaseEvent[] => {
      const amount = amounts[i];
      if (amount === undefined) return [];
      const tells = status === 'viewed' || (status !== 'pending' && says[i]);
      return [{ status, amount, ...(tells ? { viewedAt } : {}) }];
    }),
  )
  .filter((events) => events.length > 0);

/** Some of them again, in another order. */
const histories = agreeing.chain((events) =>
  fc.record({
    events: fc.constant(events),
    told: fc.array(fc.constantFrom(...events), { maxLength: 8 }).chain((again) => {
      const all = [...events, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length });
    }),
    cuts: fc.array(fc.nat(12), { maxLength: 4 }),
  }),
);

describe('whatever order, repetition and batches events come in', () => {
  it('the purchase stands the same', () => {
    fc.assert(
      fc.property(histories, ({ events, told, cuts }) => {
        const ends = [...cuts, told.length].sort((one, other) => one - other);
        const batches = ends.map((end, i) => told.slice(ends[i - 1] ?? 0, end));
        const purchase = batches.reduce(
          (before, batch) =>
            takeAll(
              batch.map((event) => ({ ...facts, event })),
              before,
            ),
          opened,
        );
        expect(purchase.events).toHaveLength(events.length);
        expect(foldPurchase(purchase.events)).toEqual(foldPurchase(events));
      }),
    );
  });

  it('what came first stands against what contradicts it', () => {
    fc.assert(
      fc.property(histories, fc.nat(100), ({ told }, other) => {
        const spoilt = told.flatMap((event) => [
          event,
          { ...event, amount: event.amount + 1 + other },
        ]);
        const all = spoilt.map((event) => ({ ...facts, event }));
        expect(foldPurchase(takeAll(all).events)).toEqual(foldPurchase(told));
      }),
    );
  });

  it('nobody gets back money without a charge, and a cancelled purchase costs nothing', () => {
    fc.assert(
      fc.property(agreeing, (events) => {
        const { status, charged, credited } = foldPurchase(events);
        if (status === 'cancelled') expect([charged, credited]).toEqual([0, 0]);
        if (status === 'pending' || status === 'viewed') expect(charged).toBe(0);
        if (!events.some((event) => event.status === 'charged')) expect(charged).toBe(credited);
      }),
    );
  });
});
