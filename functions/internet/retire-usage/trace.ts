/** What is told of a shard-day whose facts are to be deleted, or have been. */
import * as z from 'zod/mini';
import { keptBecause } from './retirement-rules.ts';

export const factKinds = ['chunks', 'readings', 'openings', 'checkpoints'] as const;
export type FactKind = (typeof factKinds)[number];

const amount = z.object({ items: z.int(), records: z.int(), bytes: z.int() });
export const inventory = z.record(z.enum(factKinds), amount);
export type Inventory = z.output<typeof inventory>;

/** Totals of the day that stay. */
export const inForce = z.object({
  services: z.int(),
  /** Bytes, as decimal strings: no number holds the sum of a shard. */
  down: z.string(),
  up: z.string(),
  /** Of each service's total, in one order. */
  fingerprint: z.string(),
});
export type InForce = z.output<typeof inForce>;

const place = { shard: z.int(), day: z.string(), round: z.int() };

export const trace = z.discriminatedUnion('status', [
  z.object({
    ...place,
    status: z.literal('kept'),
    because: z.enum(keptBecause),
    keptSince: z.number(),
    checkedAt: z.number(),
    runId: z.string(),
  }),
  z.object({
    ...place,
    status: z.enum(['deleting', 'proven']),
    deleted: inventory,
    /** Absent where records came after the day was retired: they are in no total. */
    totals: z.optional(inForce),
    runId: z.string(),
    begunAt: z.number(),
    provenAt: z.optional(z.number()),
    provenBy: z.optional(z.string()),
    /** Items of facts found after the deletion. */
    remaining: z.optional(z.int()),
  }),
]);
export type Trace = z.output<typeof trace>;
