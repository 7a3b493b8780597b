import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { bytes, instant, serviceId } from '../../../shared/http/fields.ts';

/** Counters are 64 bits wide. Decimals of one length compare as their numbers do. */
const largest = String(2n ** 64n - 1n);
const counted = (description: string) =>
  bytes.check(
    z.refine((value) => typeof value === 'number' || value.length < 20 || value <= largest),
    z.describe(description),
  );

/** A delta record, as it is sent (snake case, as mediation systems export it). */
export const deltaRecord = z.strictObject({
  record_id: z
    .string()
    .check(
      z.regex(/^[\x21-\x7e]{1,64}$/),
      z.describe('Unique for the service and day; sent again it counts once'),
    ),
  service_id: serviceId,
  start: instant.check(
    z.describe('Start of the interval; the record counts on the local day it starts in'),
  ),
  end: instant.check(z.describe('End of the interval, after start, at most 25 hours later')),
  bytes_down: counted('Bytes received by the customer in the interval'),
  bytes_up: counted('Bytes sent by the customer in the interval'),
});

export const rejectionReasons = [
  'malformed',
  'invalid-field',
  'unknown-field',
  'empty-interval',
  'interval-too-long',
  'in-the-future',
  'too-old',
  'not-an-internet-service',
] as const;

export const recordReference = z.strictObject({
  index: z.int().check(z.nonnegative(), z.describe('Position in the batch, from 0')),
  recordId: z.optional(z.string().check(z.describe('As far as it could be read'))),
});
export type RecordReference = z.output<typeof recordReference>;

export const rejected = z.strictObject({
  ...recordReference.shape,
  line: z.optional(z.int().check(z.describe('Line of the NDJSON or CSV text, from 1'))),
  reason: z.enum(rejectionReasons),
  field: z.optional(z.string()),
});
export type Rejected = z.output<typeof rejected>;

const batchId = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{22}$/),
    z.describe('Made from the bytes of the batch: the same bytes are the same batch'),
  );

const receipt = {
  batchId,
  receivedAt: instant,
  records: z.int().check(z.describe('Records in the batch')),
  accepted: z
    .int()
    .check(z.describe('Stored for aggregation; duplicates among them are told by the report')),
  waiting: z
    .int()
    .check(
      z.describe(
        'Stored, but their service is not known yet; they are applied when the account is provisioned',
      ),
    ),
  rejected: z.array(rejected),
};

export const usageIntakeContract = defineContract({
  receiveUsage: {
    method: 'POST',
    path: '/v1/operator/usage',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'Send Internet usage records',
    description:
      'Delta records as a JSON array, as NDJSON with one record a line, or as CSV whose header names the fields, in any order. A batch is never all-or-nothing: good records count, bad ones are listed in `rejected`. ' +
      'Sending the same batch again gives the same answer and changes nothing. ' +
      'The gateway takes 6 MB a request, its own envelope included: about 5 MB of JSON (quotes are escaped) or 4.5 MB of NDJSON (sent on as base64). At most 35,000 records. ' +
      'With `Content-Encoding: gzip`, send NDJSON as `application/x-ndjson` or CSV as `application/csv`: bodies of `text/*` and `application/json` reach us as text, which breaks compressed bytes.',
    body: z.array(deltaRecord),
    bodyFormat: {
      type: 'text',
      mediaTypes: ['application/json', 'application/x-ndjson', 'text/csv', 'application/csv'],
      maxBytes: 6_000_000,
      // 35,000 records of the longest form.
      maxUnpackedBytes: 16_000_000,
    },
    success: 'accepted',
    answer: z.strictObject(receipt),
    problems: ['temporarily-unavailable'],
    examples: {
      request: [
        {
          record_id: 'inet-000123-20261109T0500',
          service_id: 'inet-000123',
          start: '2026-11-09T05:00:00Z',
          end: '2026-11-09T05:15:00Z',
          bytes_down: 2695702,
          bytes_up: 1648929,
        },
      ],
      answer: {
        batchId: 'q1Zb0nUPc5yB8Rzr2f1T0A',
        receivedAt: '2026-11-09T05:15:04.120Z',
        records: 1,
        accepted: 1,
        waiting: 0,
        rejected: [],
      },
    },
  },
  getUsageBatch: {
    method: 'GET',
    path: '/v1/operator/usage/batches/{batchId}',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'What became of a batch',
    description:
      'Counts, and each record that was a duplicate, a conflict or rejected. `state` is `folded` once every accepted record is in the totals.',
    params: z.strictObject({ batchId }),
    success: 'ok',
    answer: z.strictObject({
      ...receipt,
      state: z.enum(['pending', 'folded']),
      foldedAt: z.optional(instant),
      counted: z.int().check(z.describe('Records that are in the totals')),
      duplicates: z
        .array(recordReference)
        .check(z.describe('Same id, same content: counted once, elsewhere')),
      conflicts: z
        .array(recordReference)
        .check(z.describe('Same id, other content: the first by arrival stands')),
    }),
    problems: ['not-found'],
    examples: {
      answer: {
        batchId: 'q1Zb0nUPc5yB8Rzr2f1T0A',
        receivedAt: '2026-11-09T05:15:04.120Z',
        records: 3,
        accepted: 2,
        waiting: 0,
        rejected: [{ index: 2, recordId: 'inet-000123-20261109T0530', reason: 'in-the-future' }],
        state: 'folded',
        foldedAt: '2026-11-09T06:00:03.870Z',
        counted: 1,
        duplicates: [{ index: 1, recordId: 'inet-000123-20261109T0500' }],
        conflicts: [],
      },
    },
  },
});
