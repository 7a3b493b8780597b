/** What the routes by which a service moves up to a higher plan have in common. */
import * as z from 'zod/mini';
import { money, planId, price } from '../http/fields.ts';
import { idempotencyHeader, idempotencyProblems } from '../http/once.ts';
import { draftOrder } from '../order-view.ts';
import { orderWhen } from '../orders.ts';

export const language = {
  'Accept-Language': 'fr-CA or en-CA; else the language of the account',
};

export const planFields = {
  planId,
  name: z.string().check(z.describe('In the language asked for')),
  monthlyPrice: price,
};

export const pendingOrderId = z.optional(
  z.uuid().check(z.describe('An order that is under way; another one can be placed after it')),
);

export const priceDifference = money.check(z.describe('More each month than the plan of now'));

export const planChangeAnswer = z.strictObject({
  changed: z.boolean().check(z.describe('False when the service has this plan already')),
  order: z.optional(draftOrder),
});

export const planChange = {
  audience: 'customer',
  permission: 'changeServices',
  changesService: true,
  headers: { ...idempotencyHeader, ...language },
  query: z.strictObject({ dryRun: z.optional(z.enum(['true', 'false'])) }),
  body: z.strictObject({ planId, when: orderWhen }),
  success: 'accepted',
  alsoSuccess: 'ok',
  answer: planChangeAnswer,
  problems: [
    'not-found',
    'unknown-plan',
    'not-an-upgrade',
    'order-pending',
    'conflict',
    ...idempotencyProblems,
  ],
} as const;
