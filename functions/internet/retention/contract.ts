import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { day, instant, nextCursor, paging } from '../../../shared/http/fields.ts';

const count = z.int().check(z.nonnegative());
const runId = z.string().check(z.describe('`GET /v1/operator/jobs/retire-usage/runs/{runId}`'));
const amount = (what: string) =>
  z
    .strictObject({
      items: count,
      records: count.check(z.describe('Usage records in them')),
      bytes: count.check(z.describe('As stored, compressed')),
    })
    .check(z.describe(what));
const byteSum = z.string().check(z.regex(/^\d+$/), z.describe('Bytes, as a decimal string'));

const place = {
  day: day.check(z.describe('Local day of the usage')),
  shard: count,
  round: z
    .int()
    .check(z.positive(), z.describe('2 and more: of records that came when the day was deleted')),
};

export const retentionContract = defineContract({
  listRetention: {
    method: 'GET',
    path: '/v1/operator/retention',
    audience: 'operator',
    scope: 'jobs:run',
    summary: 'Which usage records were deleted, and which were kept',
    description:
      'Usage records are deleted by rule when they are past their time, shard and day by shard and day; the totals they came to stay. ' +
      'For each shard-day this tells what was deleted and that nothing was left, what the totals are that stay in force, and by which run; or why its records were kept. ' +
      '`not-folded`: they are not in the totals yet, and somebody must see to it; `carries`: the counters of a later day may still have to go on from them; `earlier-day-kept`: an earlier day of the shard is kept, and counters go on from it. ' +
      'From one day of usage to another, both included; the oldest first.',
    query: z.strictObject({
      from: z.optional(day.check(z.describe('First day of usage'))),
      to: z.optional(day.check(z.describe('Last day of usage'))),
      ...paging,
    }),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(
        z.discriminatedUnion('status', [
          z.strictObject({
            ...place,
            status: z.literal('kept'),
            because: z.enum(['not-folded', 'carries', 'earlier-day-kept']),
            keptSince: instant.check(z.describe('When it was to be deleted first')),
            checkedAt: instant,
            runId,
          }),
          z.strictObject({
            ...place,
            status: z
              .enum(['deleting', 'deleted'])
              .check(z.describe('`deleting`: begun, and gone on with by the next run')),
            deleted: z.strictObject({
              chunks: amount('Records of what was used in an interval'),
              readings: amount('Readings of counters'),
              openings: amount('Last readings of the days before'),
              checkpoints: amount('What was written of the totals last'),
            }),
            totals: z.optional(
              z
                .strictObject({
                  services: count,
                  down: byteSum,
                  up: byteSum,
                  fingerprint: z.string().check(z.describe('Of the total of each service')),
                })
                .check(
                  z.describe(
                    'What stays in force; absent where records came after the day was deleted, which are in no total',
                  ),
                ),
            ),
            runId: runId.check(z.describe('The run that began')),
            begunAt: instant,
            provenAt: z.optional(instant.check(z.describe('When nothing was found any more'))),
            provenBy: z.optional(runId),
            remaining: z.optional(z.literal(0)),
          }),
        ]),
      ),
      nextCursor,
    }),
    problems: ['invalid-request'],
    examples: {
      answer: {
        items: [
          {
            day: '2026-06-25',
            shard: 7,
            round: 1,
            status: 'deleted',
            deleted: {
              chunks: { items: 24, records: 38_400, bytes: 690_112 },
              readings: { items: 0, records: 0, bytes: 0 },
              openings: { items: 0, records: 0, bytes: 0 },
              checkpoints: { items: 1, records: 0, bytes: 9_811 },
            },
            totals: {
              services: 400,
              down: '4011622400000',
              up: '401162240000',
              fingerprint: '5Yk0y2mTQ3uS7fQvH1x9bA',
            },
            runId: 'retire-usage-20261123T084000Z',
            begunAt: '2026-11-23T08:40:01.204Z',
            provenAt: '2026-11-23T08:40:01.699Z',
            provenBy: 'retire-usage-20261123T084000Z',
            remaining: 0,
          },
        ],
      },
    },
  },
});
