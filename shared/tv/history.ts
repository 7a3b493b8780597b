/** The selections a TV service has had: what explains a bill, or a screen, of long ago. */
import * as z from 'zod/mini';
import { keys } from '../table/keys.ts';
import type { Part } from '../table/transactions.ts';
import { nothingChosen, type TvService } from './holdings.ts';

/** As it was from `at` on. `orderId`: what made it so; absent: the operator's document. */
export const tvHistoryEntry = z.object({
  at: z.number(),
  planId: z.string(),
  picked: z.record(z.string(), z.string()),
  addOns: z.array(z.string()),
  orderId: z.optional(z.string()),
});
export type TvHistoryEntry = z.output<typeof tvHistoryEntry>;

/** The version of the account tells entries of one instant apart. */
export function tvHistoryPart(
  {
    accountNumber,
    serviceId,
    version,
  }: { accountNumber: string; serviceId: string; version: number },
  { planId, addOns, tv = nothingChosen }: TvService,
  { now, orderId }: { now: Date; orderId?: string },
): Part {
  const entry: TvHistoryEntry = {
    ...{ at: now.getTime(), planId, picked: tv.picked, addOns },
    ...(orderId === undefined ? {} : { orderId }),
  };
  return {
    Put: {
      Item: { ...keys.tvHistory(accountNumber, serviceId, now.toISOString(), version), ...entry },
    },
  };
}
