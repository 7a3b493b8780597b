import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { purchaseBatch } from './record.ts';

export const rejectionReasons = [
  'malformed',
  'invalid-field',
  'unknown-field',
  'in-the-future',
  'too-old',
  'viewed-at-missing',
  'viewed-while-pending',
  'viewed-before-ordered',
  'unknown-account',
  'unknown-service',
  'service-needed',
] as const;

export const outcome = z.strictObject({
  index: z.int().check(z.nonnegative(), z.describe('Position in the batch, from 0')),
  purchaseId: z.optional(z.string().check(z.describe('As far as it could be read'))),
  outcome: z.enum(['accepted', 'duplicate', 'conflict', 'rejected']),
  reason: z.optional(z.enum(rejectionReasons).check(z.describe('Why it was rejected'))),
  field: z.optional(
    z
      .string()
      .check(z.describe('The field it was rejected for, or that contradicts what was told before')),
  ),
});
export type Outcome = z.output<typeof outcome>;

const count = (description: string) => z.int().check(z.nonnegative(), z.describe(description));

const order = {
  purchase_id: 'vod-20261114-0045512',
  account: '50010000003',
  type: 'vod',
  title_id: 'incendies-2010',
  title: 'Incendies',
  masked: false,
  ordered_at: '2026-11-14T00:42:10Z',
  rental_hours: 48,
  amount: 599,
  currency: 'CAD',
} as const;

export const purchaseIntakeContract = defineContract({
  receivePurchases: {
    method: 'POST',
    path: '/v1/operator/tv-purchases',
    audience: 'operator',
    scope: 'purchases:write',
    summary: 'Send TV purchases and what became of them',
    description:
      'Each record is an event of a purchase: `purchase_id` and `status` name it. Send one when something of a purchase happens, with all that is known of it; in any order, in any number of batches, as often as you like.\n\n' +
      '- `pending`: ordered. Nothing is charged: a pay-per-view is billed only once viewing starts.\n' +
      '- `viewed`: viewing has started, at `viewed_at`. It will be charged.\n' +
      '- `charged`: `amount` was charged, which may be another than the price told before.\n' +
      '- `cancelled`: nothing is charged; a charge that was told, before or after, is void.\n' +
      '- `credited`: `amount` was given back, all of the charge or a part. The charge itself counts then, also beside a cancellation; while no charge was told, one as high as the credit is assumed, so that the two cancel out.\n\n' +
      'A purchase stands at the last of these that was told, in this order, whenever it came. ' +
      'What an event says of the purchase (account, service, type, title, time, rental) must agree with what was told first.\n\n' +
      'The answer tells of every record: `accepted`; `duplicate`, the same event with the same content; `conflict`, with another amount or time, or of another purchase under the same id: what came first stands; or `rejected`, with the reason. ' +
      'A batch is never all-or-nothing, and sending it again changes nothing. Where it is not answered, or answered 503, a part of it may be stored: send it again.',
    body: purchaseBatch,
    bodyFormat: { type: 'text', mediaTypes: ['application/json'], maxBytes: 1_000_000 },
    success: 'ok',
    answer: z.strictObject({
      records: count('Records in the batch'),
      accepted: count('Stored'),
      duplicates: count('Stored before'),
      conflicts: count('Not stored: they contradict what was stored before'),
      rejected: count('Not stored: correct them and send them again'),
      outcomes: z.array(outcome).check(z.describe('One for each record, in their order')),
    }),
    problems: ['temporarily-unavailable'],
    examples: {
      request: {
        records: [
          { ...order, status: 'pending' },
          { ...order, status: 'viewed', viewed_at: '2026-11-14T01:05:00Z' },
          { ...order, purchase_id: 'ppv-7781', account: '50099999999', status: 'pending' },
        ],
      },
      answer: {
        ...{ records: 3, accepted: 2, duplicates: 0, conflicts: 0, rejected: 1 },
        outcomes: [
          { index: 0, purchaseId: 'vod-20261114-0045512', outcome: 'accepted' },
          { index: 1, purchaseId: 'vod-20261114-0045512', outcome: 'accepted' },
          {
            ...{ index: 2, purchaseId: 'ppv-7781', outcome: 'rejected' },
            ...{ reason: 'unknown-account', field: 'account' },
          },
        ],
      },
    },
  },
});
