import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { accountNumber, instant, nextCursor, paging, text } from '../../shared/http/fields.ts';
import { exampleOrder, order, orderId } from '../../shared/order-view.ts';
import { openStatuses } from '../../shared/orders.ts';

const headers = { 'Accept-Language': 'fr-CA or en-CA; else the language of the account' };

const operatorOrder = z.strictObject({
  ...order.shape,
  accountNumber,
  fulfilment: z
    .enum(['operator', 'automatic'])
    .check(z.describe('`automatic` orders are completed by themselves; events are taken too')),
  reason: z.optional(z.string().check(z.describe('Of a failure, as it was told'))),
});

const exampleOperatorOrder = {
  ...exampleOrder,
  ...{ accountNumber: '50012345678', fulfilment: 'operator' },
};

export const ordersContract = defineContract({
  listOrders: {
    method: 'GET',
    path: '/v1/orders',
    audience: 'customer',
    summary: 'Orders of the account',
    description: 'Every change of a service that was ordered, the newest first.',
    headers,
    query: z.strictObject(paging),
    success: 'ok',
    answer: z.strictObject({ items: z.array(order), nextCursor }),
    problems: ['invalid-request'],
    examples: { answer: { items: [exampleOrder] } },
  },
  getOrder: {
    method: 'GET',
    path: '/v1/orders/{orderId}',
    audience: 'customer',
    summary: 'One order, and how far it is',
    description:
      'Once it is completed, `effectiveDate` and `price` are what they came to: work that was done on another day than was promised is charged from that day.',
    headers,
    params: z.strictObject({ orderId }),
    success: 'ok',
    answer: order,
    problems: ['not-found'],
    examples: { answer: exampleOrder },
  },
  undoOrder: {
    method: 'DELETE',
    path: '/v1/orders/{orderId}',
    audience: 'customer',
    permission: 'changeServices',
    changesService: true,
    summary: 'Take an order back before it takes effect',
    description:
      'Possible until the work has started, and before the day of an order for the next period has come. Taking it back again changes nothing. ' +
      'With `dryRun=true` everything is checked and answered, and nothing is stored.',
    headers,
    params: z.strictObject({ orderId }),
    query: z.strictObject({ dryRun: z.optional(z.enum(['true', 'false'])) }),
    success: 'ok',
    answer: order,
    problems: ['not-found', 'order-in-progress', 'order-ended', 'conflict'],
    examples: { answer: { ...exampleOrder, status: 'cancelled', canUndo: false } },
  },
  listOpenOrders: {
    method: 'GET',
    path: '/v1/operator/orders',
    audience: 'operator',
    scope: 'orders:read',
    summary: 'Orders that are not done, by status',
    description:
      'Those meant for the earliest day first. An order that moves on while the list is read may be missing from it, or be on it twice.',
    query: z.strictObject({
      status: z
        ._default(z.enum(openStatuses), 'submitted')
        .check(z.describe('`submitted` if absent: what waits for the work to start')),
      ...paging,
    }),
    success: 'ok',
    answer: z.strictObject({ items: z.array(operatorOrder), nextCursor }),
    problems: ['invalid-request'],
    examples: { answer: { items: [exampleOperatorOrder] } },
  },
  receiveOrderEvent: {
    method: 'POST',
    path: '/v1/operator/orders/{orderId}/events',
    audience: 'operator',
    scope: 'orders:write',
    summary: 'Tell what became of an order',
    description:
      'Events may be repeated and come in any order: `completed` needs no `started` before it, and a later `started` changes nothing. The first end stands: an event for an order that has ended, or that tells what is known, is answered with `applied: false`. ' +
      'With `completed` the service has what was ordered, from the day of `at` on, and is charged from that day. An order for the next period cannot be completed before its day; its work may be started.',
    params: z.strictObject({ orderId }),
    body: z.strictObject({
      type: z.enum(['started', 'completed', 'failed']),
      at: instant.check(z.describe('When it happened; not in the future')),
      reason: z.optional(text(200, 'Why it failed: for the operator, customers are not shown it')),
    }),
    success: 'ok',
    answer: z.strictObject({ applied: z.boolean(), order: operatorOrder }),
    problems: ['not-found', 'invalid-request', 'order-not-due', 'conflict'],
    examples: {
      request: { type: 'completed', at: '2026-11-24T14:10:00Z' },
      answer: {
        applied: true,
        order: {
          ...exampleOperatorOrder,
          ...{ status: 'completed', effectiveDate: '2026-11-24', canUndo: false },
          endedAt: '2026-11-24T14:10:00.000Z',
        },
      },
    },
  },
});
