import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { catalogId, day, money, serviceId } from '../../../shared/http/fields.ts';
import {
  language,
  pendingOrderId,
  planChange,
  planFields,
  priceDifference,
} from '../../../shared/plans/contract.ts';
import * as examples from './examples.ts';

const name = z.string().check(z.describe('In the language asked for'));

const offeredPlan = z.strictObject({
  ...planFields,
  channels: z.int().check(z.describe('How many channels come with it, without picks')),
  pick: z
    .optional(z.strictObject({ regular: z.int(), premium: z.int() }))
    .check(z.describe('How many channels one may pick; absent where none')),
  packages: z
    .array(z.strictObject({ packageId: catalogId('a package'), name }))
    .check(z.describe('Packages that come with it, the basic one first')),
});

const mayGoFrom = day.check(z.describe('First day that it may go'));

/** The refusals of PUT, told before it is asked for. */
const notYet = z.strictObject({
  code: z.enum(['channels-without-place', 'not-with-this-plan']),
  channels: z.optional(
    z
      .array(z.strictObject({ channelId: catalogId('a channel'), name, mayGoFrom }))
      .check(z.describe('Picks that have no place in the plan, and must be kept')),
  ),
  possibleFrom: z.optional(day.check(z.describe('First day that it can take effect'))),
  remove: z.optional(
    z
      .array(
        z.strictObject({
          type: z.enum(['channel', 'package']),
          id: catalogId('a channel or package'),
          name,
          why: z
            .enum(['excluded', 'requires'])
            .check(
              z.describe(
                '`excluded`: does not go with a package of the plan; `requires` one that the plan has not',
              ),
            ),
          mayGoFrom: z.optional(mayGoFrom),
        }),
      )
      .check(z.describe('What is held, and must be removed first')),
  ),
});

const ifToday = z.strictObject({
  monthlyDifference: money.check(
    z.describe('More each month from then on: also for what is held and comes with the plan'),
  ),
  gained: z.int().check(z.describe('Channels that one does not have before')),
  lost: z.int().check(z.describe('Channels that one does not have any more')),
  notCharged: z
    .int()
    .check(z.describe('Channels and packages held that come with it, and are not charged more')),
  picks: z.strictObject({
    stay: z.int(),
    notNeeded: z.int().check(z.describe('Come with the plan')),
    lost: z.int().check(z.describe('Have no place in it')),
  }),
});

export const tvPlanContract = defineContract({
  listTvUpgrades: {
    method: 'GET',
    path: '/v1/tv/{serviceId}/upgrades',
    audience: 'customer',
    summary: 'Higher plans for a TV service',
    description:
      'The plans that the service can move up to: higher than its own, sold, for this kind of account, and available at the service address. The lowest comes first. ' +
      'Each with what it would mean today (`ifToday`), or why it cannot be had yet (`notYet`). By name, `dryRun=true` of PUT …/plan tells.',
    params: z.strictObject({ serviceId }),
    headers: language,
    success: 'ok',
    answer: z.strictObject({
      current: offeredPlan,
      pendingOrderId,
      items: z.array(
        z.strictObject({
          ...offeredPlan.shape,
          priceDifference,
          ifToday: z.optional(ifToday),
          notYet: z.optional(notYet),
        }),
      ),
    }),
    problems: ['not-found'],
    examples: { answer: examples.upgrades },
  },
  changeTvPlan: {
    method: 'PUT',
    path: '/v1/tv/{serviceId}/plan',
    ...planChange,
    summary: 'Move a TV service up to a higher plan',
    description:
      'Places an order; the plan changes when it is completed. `change.tv` of the order tells what becomes of the channels: ' +
      'picks that come with the new plan are not needed any more, the others stay, those that were added first before the others, as far as the plan has places for them. ' +
      'Channels and packages that are held and come with the new plan, wholly, are not charged any more from then on, however short they were kept. ' +
      'Picks that would be lost must have been kept as long as they must; what does not go with the new plan must be removed first. ' +
      '`now` costs what is left of the billing period: from that day what is charged then is charged, what was charged before credited, in whole cents, half a cent up. ' +
      '`next-period` begins with the next billing period, at midnight in the time zone of the account, and costs nothing before. ' +
      'Asking for the plan that the service has changes nothing. One order of a service is open at a time. ' +
      'With `dryRun=true` everything is checked and answered, without `orderId`, and nothing is stored; it needs no key.',
    params: z.strictObject({ serviceId }),
    problems: [...planChange.problems, 'channels-without-place', 'not-with-this-plan'],
    examples: { request: { planId: 'tv-complete', when: 'now' }, answer: examples.planChange },
  },
});
