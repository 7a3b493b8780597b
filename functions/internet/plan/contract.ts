import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { bytes, serviceId } from '../../../shared/http/fields.ts';
import { exampleOrder } from '../../../shared/order-view.ts';
import {
  language,
  pendingOrderId,
  planChange,
  planFields,
  priceDifference,
} from '../../../shared/plans/contract.ts';

const offeredPlan = z.strictObject({
  ...planFields,
  downloadMbps: z.number(),
  uploadMbps: z.number(),
  allowance: z
    .union([bytes, z.literal('unlimited')])
    .check(z.describe('Bytes per billing period, download and upload together')),
});

const { orderId: _id, ...exampleDraft } = exampleOrder;

export const planContract = defineContract({
  listUpgrades: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/upgrades',
    audience: 'customer',
    summary: 'Higher plans for an Internet service',
    description:
      'The plans that the service can move up to: higher than its own, sold, for this kind of account, and available at the service address. The lowest comes first.',
    params: z.strictObject({ serviceId }),
    headers: language,
    success: 'ok',
    answer: z.strictObject({
      current: offeredPlan,
      pendingOrderId,
      items: z.array(z.strictObject({ ...offeredPlan.shape, priceDifference })),
    }),
    problems: ['not-found'],
    examples: {
      answer: {
        current: {
          ...exampleOrder.change.from,
          ...{ downloadMbps: 120, uploadMbps: 20, allowance: 400_000_000_000 },
        },
        items: [
          {
            ...exampleOrder.change.to,
            ...{ downloadMbps: 400, uploadMbps: 50, allowance: 'unlimited' },
            priceDifference: { amount: 1500, currency: 'CAD' },
          },
        ],
      },
    },
  },
  changePlan: {
    method: 'PUT',
    path: '/v1/internet/{serviceId}/plan',
    ...planChange,
    summary: 'Move an Internet service up to a higher plan',
    description:
      'Places an order; the plan changes when it is completed. `now` costs what is left of the billing period: the new plan is charged from that day, the old one credited, in whole cents, half a cent up. ' +
      '`next-period` begins with the next billing period, at midnight in the time zone of the account, and costs nothing before. ' +
      'Once the plan has changed, the allowance of the whole billing period is the one of the new plan: what was used before counts against it too. ' +
      'Asking for the plan that the service has changes nothing. One order of a service is open at a time. ' +
      'With `dryRun=true` everything is checked and answered, without `orderId`, and nothing is stored; it needs no key.',
    params: z.strictObject({ serviceId }),
    examples: {
      request: { planId: 'internet-400', when: 'now' },
      answer: { changed: true, order: { orderId: exampleOrder.orderId, ...exampleDraft } },
    },
  },
});
