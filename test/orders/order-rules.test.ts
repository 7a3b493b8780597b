import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  advanced,
  isDue,
  isOpen,
  newOrderId,
  orderStatuses,
  statusAfter,
  type OrderStatus,
  type Step,
  type StoredOrder,
} from '../../shared/orders.ts';
import { canUndo } from '../../shared/order-view.ts';

const steps: readonly Step[] = ['started', 'completed', 'failed', 'undone', 'superseded'];

describe('the state machine', () => {
  it.each<[OrderStatus, Partial<Record<Step, OrderStatus>>]>([
    [
      'submitted',
      {
        started: 'in-progress',
        completed: 'completed',
        failed: 'failed',
        undone: 'cancelled',
        superseded: 'cancelled',
      },
    ],
    [
      'scheduled',
      {
        started: 'in-progress',
        completed: 'completed',
        failed: 'failed',
        undone: 'cancelled',
        superseded: 'cancelled',
      },
    ],
    ['in-progress', { completed: 'completed', failed: 'failed', superseded: 'cancelled' }],
    ['completed', {}],
    ['failed', {}],
    ['cancelled', {}],
  ])('%s goes on as follows, and no other way', (status, expected) => {
    for (const step of steps)
      expect([step, statusAfter(status, step)]).toEqual([step, expected[step]]);
  });

  it('leaves an order that has ended as it is, whatever comes', () => {
    for (const status of orderStatuses.filter((one) => !isOpen(one))) {
      for (const step of steps) {
        expect(advanced({ ...order, status }, step, { at: new Date(1) }, cycles)).toBeUndefined();
      }
    }
  });

  it('comes to one end, however often and in whatever order start and end are told', () => {
    const end = fc.constantFrom<Step>('completed', 'failed');
    fc.assert(
      fc.property(
        end,
        fc.nat(4),
        fc.nat(4),
        fc.infiniteStream(fc.nat()),
        (last, before, after, at) => {
          const told: Step[] = [...Array<Step>(before).fill('started'), last, last];
          for (let count = 0; count < after; count++) told.push('started');
          const shuffled = told
            .map((step) => ({ step, by: at.next().value as number }))
            .sort((one, other) => one.by - other.by);
          let one = order;
          for (const { step } of shuffled) {
            one = advanced(one, step, { at: new Date(7) }, cycles) ?? one;
          }
          expect(one).toMatchObject({ status: last, endedAt: 7 });
        },
      ),
    );
  });
});

const cycles = [{ from: '0001-01-01', day: 9 }];
const order: StoredOrder = {
  orderId: 'o',
  accountNumber: '50000000001',
  serviceId: 's',
  serviceType: 'internet',
  status: 'submitted',
  when: 'now',
  fulfilment: 'operator',
  placedAt: Date.parse('2026-11-23T15:00:00Z'),
  placedBy: 'p',
  language: 'en-CA',
  timeZone: 'America/Toronto',
  effectiveDate: '2026-11-23',
  change: {
    kind: 'plan',
    from: { planId: 'a', name: { fr: 'A', en: 'A' }, monthlyPrice: 6495 },
    to: { planId: 'b', name: { fr: 'B', en: 'B' }, monthlyPrice: 7995 },
  },
  price: {
    ...{ before: 6495, after: 7995 },
    prorated: {
      ...{ from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 },
      ...{ credit: 3464, charge: 4264 },
    },
  },
  proration: '30-days',
  version: 1,
};
const next: StoredOrder = {
  ...order,
  ...{ status: 'scheduled', when: 'next-period', effectiveDate: '2026-12-09' },
  price: { before: 6495, after: 7995 },
};
const completed = (one: StoredOrder, activatedOn?: string) =>
  advanced(one, 'completed', { at: new Date(1), ...(activatedOn && { activatedOn }) }, cycles);

describe('a completed order', () => {
  it.each([
    ['on the day it was ordered', order, '2026-11-23', '2026-11-23', 16],
    ['days later', order, '2026-11-26', '2026-11-26', 13],
    ['in the next period', order, '2026-12-10', '2026-12-10', 30],
    ['by a clock that is behind', order, '2026-11-20', '2026-11-23', 16],
    ['whenever the job comes to it', order, undefined, '2026-11-23', 16],
    ['for the next period, on its first day', next, '2026-12-09', '2026-12-09', undefined],
    ['for the next period, late', next, '2026-12-11', '2026-12-11', 29],
    ['for the next period, whenever the job comes to it', next, undefined, '2026-12-09', undefined],
    ['for the next period, already in this one', next, '2026-11-25', '2026-11-25', 14],
  ])('%s costs what is left from then on', (_, one, on, effectiveDate, days) => {
    const done = completed(one, on);
    expect(done).toMatchObject({ status: 'completed', effectiveDate, version: 2, endedAt: 1 });
    expect(done?.price.prorated?.days).toBe(days);
  });
});

describe('the day of an order', () => {
  it.each([
    [
      'Toronto, before midnight',
      'America/Toronto',
      '2026-12-09',
      '2026-12-09T04:59:59.999Z',
      false,
    ],
    ['Toronto, at midnight', 'America/Toronto', '2026-12-09', '2026-12-09T05:00:00Z', true],
    ['Toronto, in summer', 'America/Toronto', '2026-07-09', '2026-07-09T04:00:00Z', true],
    [
      'Toronto, the night clocks go forward',
      'America/Toronto',
      '2026-03-08',
      '2026-03-08T05:00:00Z',
      true,
    ],
    ['Toronto, the day after', 'America/Toronto', '2026-03-09', '2026-03-09T03:59:59Z', false],
    [
      'Toronto, the day after, at midnight',
      'America/Toronto',
      '2026-03-09',
      '2026-03-09T04:00:00Z',
      true,
    ],
    [
      'Toronto, the day after clocks went back',
      'America/Toronto',
      '2026-11-02',
      '2026-11-02T04:30:00Z',
      false,
    ],
    [
      'Halifax, the day after clocks went back',
      'America/Halifax',
      '2026-11-02',
      '2026-11-02T04:00:00Z',
      true,
    ],
    [
      'St. John’s, half an hour earlier',
      'America/St_Johns',
      '2026-12-09',
      '2026-12-09T03:29:59Z',
      false,
    ],
    ['St. John’s, at midnight', 'America/St_Johns', '2026-12-09', '2026-12-09T03:30:00Z', true],
    ['Winnipeg, an hour later', 'America/Winnipeg', '2026-12-09', '2026-12-09T05:59:59Z', false],
    ['Winnipeg, at midnight', 'America/Winnipeg', '2026-12-09', '2026-12-09T06:00:00Z', true],
  ])('%s', (_, timeZone, effectiveDate, now, due) => {
    const one: StoredOrder = { ...next, timeZone, effectiveDate };
    expect(isDue(one, new Date(now))).toBe(due);
    // It can be taken back until then.
    expect(canUndo(one, new Date(now))).toBe(!due);
  });
});

it('gives ids that sort by time, and are UUIDs', () => {
  const ids = [1, 1_000, 1_764_000_000_000, 1_764_000_000_001].map((at) =>
    newOrderId(new Date(at)),
  );
  expect(ids).toEqual(ids.toSorted());
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
