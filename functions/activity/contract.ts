import * as z from 'zod/mini';
import { actions } from '../../shared/activity.ts';
import { defineContract, roles } from '../../shared/http/contract.ts';
import { accountNumber, instant, nextCursor, paging } from '../../shared/http/fields.ts';

const entries = z.strictObject({
  items: z.array(
    z.strictObject({
      activityId: z.string(),
      at: instant,
      action: z.enum(actions),
      actor: z.strictObject({
        profileId: z.string(),
        role: z.enum(roles),
        firstName: z.optional(
          z.string().check(z.describe('As they are called now; absent once they are gone')),
        ),
        lastName: z.optional(z.string()),
      }),
      onBehalfOf: z.optional(
        z.literal('holder').check(z.describe('Where a delegate acted, on whose behalf')),
      ),
      details: z.optional(
        z
          .record(z.string(), z.string())
          .check(z.describe('Ids and codes of what was done: delegateId, permissions, fields')),
      ),
    }),
  ),
  nextCursor,
});

const exampleEntries = {
  items: [
    {
      activityId: 'b1f7c1e0-6f2d-4d1b-9a55-1f0c9a3e7a10',
      at: '2026-11-23T15:00:00.000Z',
      action: 'service-renamed',
      actor: {
        profileId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0009',
        role: 'delegate',
        firstName: 'Paul',
        lastName: 'Roy',
      },
      onBehalfOf: 'holder',
      details: { serviceId: 'inet-000123' },
    },
  ],
};

export const activityContract = defineContract({
  listActivity: {
    method: 'GET',
    path: '/v1/account/activity',
    audience: 'customer',
    summary: 'Who did what on the account',
    description:
      'The newest first, for two years. The holder sees what everybody did with the account, and their own profile; a delegate what they did themselves.',
    query: z.strictObject(paging),
    success: 'ok',
    answer: entries,
    problems: ['invalid-request'],
    examples: { answer: exampleEntries },
  },
  listAccountActivity: {
    method: 'GET',
    path: '/v1/operator/accounts/{accountNumber}/activity',
    audience: 'operator',
    scope: 'activity:read',
    summary: 'Who did what on an account',
    description:
      'What the holder sees, for support. An account that does not exist has no activity.',
    params: z.strictObject({ accountNumber }),
    query: z.strictObject(paging),
    success: 'ok',
    answer: entries,
    problems: ['invalid-request'],
    examples: { answer: exampleEntries },
  },
});
