import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { instant, paging } from '../../../shared/http/fields.ts';
import { ipdrDescription, ipdrExample } from './ipdr-form.ts';
import { usageRecord } from './record-forms.ts';

export const rejectionReasons = [
  'malformed',
  'line-too-long',
  'invalid-field',
  'unknown-field',
  'empty-interval',
  'interval-too-long',
  'in-the-future',
  'too-old',
  'created-after-observed',
  'multicast-flow',
  'not-an-internet-service',
  'never-claimed',
] as const;

export const recordReference = z.strictObject({
  index: z.int().check(z.nonnegative(), z.describe('Position in the batch, from 0')),
  recordId: z.optional(z.string().check(z.describe('As far as it could be read'))),
});
export type RecordReference = z.output<typeof recordReference>;

export const rejected = z.strictObject({
  ...recordReference.shape,
  line: z.optional(z.int().check(z.describe('Line of the NDJSON, CSV or XML text, from 1'))),
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
        'Stored, but their service, or whose their modem was, is not known yet; they are applied when the account is provisioned',
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
      'Records as a JSON array, as NDJSON with one record a line, as CSV whose header names the fields, in any order, or as an IPDR document (XML). There are three forms, which a batch may mix: delta records, cumulative ones of service flows, and RADIUS accounting. ' +
      'Of cumulative counters, the difference to the reading before counts, on the local day five minutes before the later one was read: what is read at midnight or just after closes the day. What a lost record told is in the next one. The first reading of a flow counts from 0 if the flow began within 130 days before it, while its modem was with the service; else it is where counting begins. ' +
      ipdrDescription +
      'A batch is never all-or-nothing: good records count, bad ones are listed in `rejected`. ' +
      'Sending the same batch again gives the same answer and changes nothing. ' +
      'The gateway takes 6 MB a request, its own envelope included: about 5 MB of JSON (quotes are escaped) or 4.5 MB of NDJSON (sent on as base64). At most 35,000 records. ' +
      'With `Content-Encoding: gzip`, send NDJSON as `application/x-ndjson`, CSV as `application/csv` or XML as `application/x-ipdr`: bodies of `text/*`, `application/json` and `application/xml` reach us as text, which breaks compressed bytes.',
    body: z.array(usageRecord),
    bodyFormat: {
      type: 'text',
      mediaTypes: [
        'application/json',
        'application/x-ndjson',
        'text/csv',
        'application/csv',
        'application/xml',
        'application/x-ipdr',
      ],
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
        {
          record_id: 'cmts-7-20261109T051500-88121-down',
          source: 'cmts-7',
          cm_mac: '00:1A:2B:3C:4D:5E',
          flow_id: 88121,
          service_time_created: '2026-11-02T13:20:11Z',
          sys_uptime: 914_455_512,
          rec_type: 'interim',
          direction: 'down',
          octets: '18446744073709551615',
          observed_at: '2026-11-09T05:15:00Z',
        },
        {
          acct_unique_id: '3f1b9a5c77d2e480',
          status_type: 'interim',
          event_time: '2026-11-09T05:15:00Z',
          session_time: 43_200,
          service_id: 'inet-000123',
          input_octets: 1_648_929,
          output_octets: 2_695_702,
          output_gigawords: 1,
        },
      ],
      requestTypes: { 'application/xml': ipdrExample },
      answer: {
        batchId: 'q1Zb0nUPc5yB8Rzr2f1T0A',
        receivedAt: '2026-11-09T05:15:04.120Z',
        records: 3,
        accepted: 3,
        waiting: 0,
        rejected: [],
      },
    },
  },
  listWaiting: {
    method: 'GET',
    path: '/v1/operator/usage/waiting',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'Records that wait for their service or modem',
    description:
      'By batch, in the order of the ids of the batches. A record of a service that is not provisioned waits, and so does one of a modem that no service had when it was read. ' +
      'Each aggregation run applies those whose service or modem has come to be known, as if they had come in now with the time of their first arrival. ' +
      'A record that is older than 130 days is not waited for any longer: it is rejected as `never-claimed`, in the report of its batch. So end those of a modem that was nobody’s between two customers.',
    query: z.strictObject({
      limit: paging.limit,
      after: z.optional(batchId.check(z.describe('The last batch of the page before'))),
    }),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          batchId,
          since: instant.check(z.describe('When the batch came in')),
          count: z.int().check(z.describe('Records of the batch that wait')),
          rejectedFrom: instant.check(
            z.describe('When the first of them will be 130 days old, and rejected'),
          ),
          waitsFor: z
            .array(z.string())
            .check(
              z.describe('Service ids and MAC addresses that are not known, at most 100 of them'),
            ),
        }),
      ),
      more: z.boolean().check(z.describe('Whether there are batches after the last one')),
    }),
    problems: [],
    examples: {
      answer: {
        items: [
          {
            batchId: 'q1Zb0nUPc5yB8Rzr2f1T0A',
            since: '2026-11-09T05:15:04.120Z',
            count: 2,
            rejectedFrom: '2027-03-19T05:00:00.000Z',
            waitsFor: ['00:1A:2B:3C:4D:5E'],
          },
        ],
        more: false,
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
