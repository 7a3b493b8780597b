import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { billingPeriod, bytes, catalogId, price, serviceId } from '../../../shared/http/fields.ts';
import { idempotencyHeader, idempotencyProblems } from '../../../shared/http/once.ts';
import { draftOrder } from '../../../shared/order-view.ts';
import { boughtDataAddOn } from '../data-add-on.ts';
import { limitedAllowance, overage } from '../figures.ts';
import * as examples from './examples.ts';

const dataAddOnId = catalogId('a data add-on');
const language = { 'Accept-Language': 'fr-CA or en-CA; else the language of the account' };

export const dataAddOnsContract = defineContract({
  listDataAddOns: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/data-addons',
    audience: 'customer',
    summary: 'Data add-ons for the current billing period',
    description:
      'What raises the allowance of the period that is under way, the least first; and what was bought for it, in the order it was bought.',
    params: z.strictObject({ serviceId }),
    headers: language,
    success: 'ok',
    answer: z.strictObject({
      period: billingPeriod,
      items: z.array(
        z.strictObject({
          dataAddOnId,
          name: z.string().check(z.describe('In the language asked for')),
          bytes: bytes.check(z.describe('By how much it raises the allowance of the period')),
          price: price.check(z.describe('Once, before tax, on the next bill')),
        }),
      ),
      nothingOffered: z.optional(
        z
          .enum(['unlimited-plan', 'too-many-data-add-ons'])
          .check(
            z.describe(
              'Why there are no items: the plan has no limit, or the period has as many as it may have',
            ),
          ),
      ),
      bought: z.array(boughtDataAddOn),
    }),
    problems: ['not-found'],
    examples: { answer: examples.dataAddOns },
  },
  buyDataAddOn: {
    method: 'POST',
    path: '/v1/internet/{serviceId}/data-addons',
    audience: 'customer',
    permission: 'changeServices',
    changesService: true,
    summary: 'Buy a data add-on',
    description:
      'Raises the allowance of the current billing period at once. It is an order that is completed as it is placed: it waits for nothing, holds up no other order, and cannot be taken back. ' +
      'Overage that was incurred before stays on the next bill, and the notices of 75, 90 and 100 % are given again for the higher limit. ' +
      'The same one may be bought several times, up to 20 in a billing period. ' +
      'With `dryRun=true` everything is checked and answered, without `orderId`, and nothing is stored; it needs no key.',
    headers: { ...idempotencyHeader, ...language },
    params: z.strictObject({ serviceId }),
    query: z.strictObject({ dryRun: z.optional(z.enum(['true', 'false'])) }),
    body: z.strictObject({ dataAddOnId }),
    success: 'created',
    alsoSuccess: 'ok',
    answer: z.strictObject({
      order: draftOrder,
      period: billingPeriod.check(z.describe('Whose allowance it raises')),
      allowance: limitedAllowance.check(z.describe('With it')),
      overage: z
        .optional(overage)
        .check(
          z.describe(
            'What was incurred before, which it does not take back; absent when more costs nothing',
          ),
        ),
    }),
    problems: [
      'not-found',
      'unlimited-plan',
      'unknown-data-add-on',
      'too-many-data-add-ons',
      'conflict',
      ...idempotencyProblems,
    ],
    examples: { request: { dataAddOnId: 'donnees-50' }, answer: examples.purchase },
  },
});
