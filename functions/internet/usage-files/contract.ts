import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { instant, nextCursor, paging } from '../../../shared/http/fields.ts';
import { recordReference, rejectionReasons } from '../usage-intake/contract.ts';
import { failureReasons, failures } from './failure.ts';

const fileId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));

const count = (description: string) => z.int().check(z.nonnegative(), z.describe(description));

/** S3 takes no more in one request. */
const largest = 5 * 1024 ** 3;

const listed = {
  fileId,
  name: z.string().check(z.describe('What follows the last slash of `key`')),
  key: z.string().check(z.describe('Of the object in the bucket')),
  createdAt: instant.check(z.describe('When it was asked for, or was there without that')),
  uploadUntil: z.optional(instant.check(z.describe('While it is awaited: when its URL expires'))),
  size: z.optional(count('Bytes, compressed or not')),
  receivedAt: z.optional(instant.check(z.describe('When it was there'))),
  finishedAt: z.optional(instant.check(z.describe('When all of it was read, or it failed'))),
  records: count('Records that are read so far'),
  failure: z.optional(
    z.strictObject({
      reason: z.enum(failureReasons),
      detail: z.string().check(z.describe('What counts of it, and what to do')),
    }),
  ),
};

const counts = {
  accepted: count('Stored for aggregation; duplicates among them are told once they are folded'),
  waiting: count('Stored, but their service, or whose their modem was, is not known yet'),
  rejected: count('Refused, each with its line and reason: see …/rejections'),
};

const exampleListed = {
  fileId: 'q1Zb0nUPc5yB8Rzr2f1T0A',
  name: 'cmts-7-2026-11-09.ndjson.gz',
  key: 'usage/q1Zb0nUPc5yB8Rzr2f1T0A/cmts-7-2026-11-09.ndjson.gz',
  createdAt: '2026-11-10T05:01:00.000Z',
  size: 21_334_098,
  receivedAt: '2026-11-10T05:01:44.000Z',
  finishedAt: '2026-11-10T05:02:31.000Z',
  records: 1_000_000,
  ...{ accepted: 999_990, waiting: 8, rejected: 2 },
};

const states = {
  'awaiting-upload': 'nothing has been uploaded',
  receiving: 'it is being read',
  received: 'all of it is read',
  failed: '`failure` says why, and what to do',
} as const;
const stateNames = Object.keys(states) as (keyof typeof states)[];
const statesTold = Object.entries(states).map(([state, means]) => `\`${state}\`: ${means}`);

export const usageFilesContract = defineContract({
  addUsageFile: {
    method: 'POST',
    path: '/v1/operator/usage/files',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'Ask where to upload a usage file',
    description:
      'For more records than a request takes. The answer has a URL that takes one file by PUT within 15 minutes, without a token: `curl -T FILE "URL"`. What was uploaded is read by itself; GET …/files/{fileId} tells how far. ' +
      'The name says how it is read: `.ndjson`, `.jsonl` or `.json` with one record a line, `.csv` whose first line names the fields, `.xml` for an IPDR document; with `.gz` behind it when it is compressed. Lines are at most 64,000 bytes, but for those of XML. ' +
      'Who has access to the bucket may put files under `usage/` without asking: they are read and told of as well. ' +
      'The same file uploaded again to the same URL changes nothing; its records sent in any other way are duplicates.',
    body: z.strictObject({
      name: z
        .string()
        .check(
          z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(ndjson|jsonl|json|csv|xml)(\.gz)?$/i),
          z.describe('Letters, digits, dots, hyphens; ends in the form'),
        ),
      size: z.optional(
        z
          .int()
          .check(
            z.minimum(1),
            z.maximum(largest),
            z.describe('Bytes. If given, the URL takes a file of this size only'),
          ),
      ),
    }),
    success: 'created',
    answer: z.strictObject({
      fileId,
      upload: z.strictObject({
        method: z.literal('PUT'),
        url: z.url(),
        headers: z
          .record(z.string(), z.string())
          .check(z.describe('To be sent with it; most clients do by themselves')),
        until: instant.check(z.describe('By then the upload must have begun')),
      }),
    }),
    problems: ['temporarily-unavailable'],
    examples: {
      request: { name: 'cmts-7-2026-11-09.ndjson.gz', size: 21_334_098 },
      answer: {
        fileId: exampleListed.fileId,
        upload: {
          method: 'PUT',
          url: `https://guichet-usage.s3.ca-central-1.amazonaws.com/${exampleListed.key}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=0d4f`,
          headers: { 'content-length': '21334098' },
          until: '2026-11-10T05:16:00.000Z',
        },
      },
    },
  },
  listUsageFiles: {
    method: 'GET',
    path: '/v1/operator/usage/files',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'Usage files, the newest first',
    description: `With the counts as they were when the records came in. ${statesTold.join(', ')}. Whether it is folded, the report of each file tells.`,
    query: z.strictObject(paging),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(z.strictObject({ ...listed, state: z.enum(stateNames), ...counts })),
      nextCursor,
    }),
    problems: ['invalid-request'],
    examples: { answer: { items: [{ ...exampleListed, state: 'received' }] } },
  },
  getUsageFile: {
    method: 'GET',
    path: '/v1/operator/usage/files/{fileId}',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'What became of a usage file',
    description: `${statesTold.join(', ')}; \`folded\`: every record that was accepted is in the totals. The counts are those of now.`,
    params: z.strictObject({ fileId }),
    success: 'ok',
    answer: z.strictObject({
      ...listed,
      state: z.enum([...stateNames, 'folded']),
      foldedAt: z.optional(instant),
      ...counts,
      counted: count('Records that are in the totals'),
      duplicates: count('Same id, same content: counted once, elsewhere'),
      conflicts: count('Same id, other content: the first by arrival stands'),
    }),
    problems: ['not-found'],
    examples: {
      answer: {
        ...exampleListed,
        state: 'failed',
        ...{ records: 40_000, accepted: 39_990, waiting: 8, rejected: 2 },
        ...{ counted: 39_990, duplicates: 0, conflicts: 0 },
        failure: { reason: 'truncated-gzip', detail: failures['truncated-gzip'] },
      },
    },
  },
  listFileRejections: {
    method: 'GET',
    path: '/v1/operator/usage/files/{fileId}/rejections',
    audience: 'operator',
    scope: 'usage:write',
    summary: 'Records of a usage file that do not count, by line',
    description:
      'Those that were rejected, or with `outcome` the duplicates or conflicts among those that are folded by now. In the order of the file; a page may have fewer items than `limit`, or none, and still have a next one.',
    params: z.strictObject({ fileId }),
    query: z.strictObject({
      outcome: z
        ._default(z.enum(['rejected', 'duplicate', 'conflict']), 'rejected')
        .check(z.describe('`rejected` if absent')),
      ...paging,
    }),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          line: z.int().check(z.describe('In the file, from 1; in XML the one it begins on')),
          recordId: recordReference.shape.recordId,
          reason: z.optional(z.enum(rejectionReasons)),
          field: z.optional(z.string()),
        }),
      ),
      nextCursor,
    }),
    problems: ['not-found', 'invalid-request'],
    examples: {
      answer: {
        items: [
          { line: 711, reason: 'malformed' },
          {
            ...{ line: 40_212, recordId: 'inet-000123-20261109T0500' },
            ...{ reason: 'invalid-field', field: 'bytes_up' },
          },
        ],
      },
    },
  },
});
