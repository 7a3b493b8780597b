/**
 * On what terms a service is used in one billing period: the allowance of its plan, what was bought
 * on top, what more costs, and which notices were sent. Set down with the first usage of the period,
 * so that no later catalog changes a period that was shown or billed.
 */
import * as z from 'zod/mini';
import type { Day } from './calendar.ts';
import { names } from './http/fields.ts';
import type { OverageRate } from './overage.ts';
import { bare } from './table/client.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';
import { exactBytes } from './usage-period.ts';

/** Bytes per period. */
export type Allowance = bigint | 'unlimited';

export type BoughtData = {
  purchaseId: string;
  dataAddOnId: string;
  name: z.output<typeof names>;
  bytes: bigint;
  /** Cents, once. */
  price: number;
  /** Epoch ms. */
  boughtAt: number;
};

export type UsageNotice = {
  /** Of the limit then: 75, 90, 100. */
  percent: number;
  /** Epoch ms. */
  at: number;
  used: bigint;
  limit: bigint;
};

export type UsageTerms = {
  start: Day;
  planId: string;
  /** Of the plan alone. */
  allowance: Allowance;
  /** Undefined: more costs nothing. */
  overage: OverageRate | undefined;
  addOns: readonly BoughtData[];
  /** Cents of overage that no add-on bought later and no other plan takes back. */
  incurred: number;
  /** Cents of overage under these terms, when a fold last looked at them. */
  charged: number;
  notices: readonly UsageNotice[];
  /** The highest notice that holds under the limit of now; 0 when none does. */
  told: number;
  /** Counts the changes. */
  version: number;
};

const exact = z.union([z.int(), z.string()]);
const stored = z.object({
  planId: z.string(),
  allowance: exact,
  overage: z.optional(z.object({ price: z.int(), bytes: exact, cap: z.optional(z.int()) })),
  addOns: z.array(
    z.object({
      ...{ purchaseId: z.string(), dataAddOnId: z.string(), name: names },
      ...{ bytes: exact, price: z.int(), boughtAt: z.number() },
    }),
  ),
  incurred: z.int(),
  charged: z.int(),
  notices: z.array(z.object({ percent: z.int(), at: z.number(), used: exact, limit: exact })),
  told: z.int(),
  version: z.int(),
});

/** Of the items of a service's usage. */
export const isTerms = ({ sk }: Record<string, unknown>) => String(sk).endsWith('#TERMS');

const unlimited = 'unlimited';

/** The first day is in the sort key alone: `USAGE#service#first day#TERMS`. */
export function readUsageTerms(item: Record<string, unknown>): UsageTerms {
  const { allowance, overage, addOns, notices, ...terms } = z.parse(stored, bare(item));
  return {
    ...terms,
    start: String(item['sk']).split('#')[2] ?? '',
    allowance: allowance === unlimited ? unlimited : BigInt(allowance),
    overage: overage && { ...overage, bytes: BigInt(overage.bytes) },
    addOns: addOns.map((one) => ({ ...one, bytes: BigInt(one.bytes) })),
    notices: notices.map((one) => ({
      ...one,
      ...{ used: BigInt(one.used), limit: BigInt(one.limit) },
    })),
  };
}

/** The same as the table takes it, without its key. */
function usageTermsItem({ start: _start, ...terms }: UsageTerms) {
  const { allowance, overage, addOns, notices } = terms;
  return {
    ...terms,
    allowance: allowance === unlimited ? unlimited : exactBytes(allowance),
    overage: overage && { ...overage, bytes: exactBytes(overage.bytes) },
    addOns: addOns.map((one) => ({ ...one, bytes: exactBytes(one.bytes) })),
    notices: notices.map((one) => ({
      ...one,
      ...{ used: exactBytes(one.used), limit: exactBytes(one.limit) },
    })),
  } satisfies z.input<typeof stored>;
}

/** Puts terms in the place of those that were read. */
export const termsPart = (
  { accountNumber, serviceId }: { accountNumber: string; serviceId: string },
  before: UsageTerms | undefined,
  after: UsageTerms,
): Part => ({
  Put: {
    Item: {
      ...keys.usageTerms(accountNumber, serviceId, after.start),
      ...usageTermsItem({ ...after, version: (before?.version ?? 0) + 1 }),
    },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':read': before.version },
        }),
  },
});
