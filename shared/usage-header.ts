/**
 * What the usage pages and the fold need to know of an Internet service: it stands beside the
 * service's periods, so that one Query reads both. A copy of what the account says, changed with it.
 */
import * as z from 'zod/mini';
import type { StoredAccount, StoredService } from './account.ts';
import { dayOf, type Day } from './calendar.ts';
import { equipment, language } from './http/fields.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';

export const usageHeader = z.object({
  timeZone: z.string(),
  cycles: z.array(z.object({ from: z.string(), day: z.int() })),
  language: z._default(language, 'fr-CA'),
  planId: z.string(),
  /** The plans the service has had since it is on file, each from a day on. */
  plans: z._default(z.array(z.object({ from: z.string(), planId: z.string() })), []),
  status: z._default(z.enum(['active', 'ended']), 'active'),
  endedOn: z.optional(z.string()),
  equipment: z._default(z.array(equipment), []),
  /** Epoch ms at which the service was first provisioned. What was closed before was never ours. */
  onFileAt: z._default(z.number(), 0),
});
export type UsageHeader = z.output<typeof usageHeader>;

/**
 * The plan at the end of a period, or now; undefined where it is not on file, which is so of
 * everything before a change that was not kept with the others.
 */
export function planDuring(
  { planId, plans }: Pick<UsageHeader, 'planId' | 'plans'>,
  periodEnd: Day,
  today: Day,
): string | undefined {
  if (periodEnd >= today) return planId;
  if (plans.at(-1)?.planId !== planId) return undefined;
  return plans.findLast(({ from }) => from <= periodEnd)?.planId;
}

type OfAccount = Pick<StoredAccount, 'accountNumber' | 'timeZone' | 'cycles' | 'language'>;

/** What is copied; the header is written anew when any of it changes. */
export const copiedIntoHeader = (
  { serviceId, planId, status, endedOn, equipment }: StoredService,
  { accountNumber, timeZone, cycles, language }: OfAccount,
) => ({
  ...{ serviceId, accountNumber, timeZone, cycles, language },
  ...{ planId, status, endedOn, equipment },
});

export function usageHeaderPart(
  service: StoredService,
  account: OfAccount,
  { now, newPlan }: { now: Date; newPlan: boolean },
): Part {
  const { endedOn, ...copied } = copiedIntoHeader(service, account);
  const fields = { ...copied, ...(endedOn === undefined ? {} : { endedOn }) };
  const from = dayOf(now.getTime(), account.timeZone);
  const sets = [
    ...Object.keys(fields).map((name) => `#${name} = :${name}`),
    '#onFileAt = if_not_exists(#onFileAt, :now)',
    ...(newPlan ? ['#plans = list_append(if_not_exists(#plans, :none), :plan)'] : []),
  ];
  const names = [...Object.keys(copied), 'endedOn', 'onFileAt', ...(newPlan ? ['plans'] : [])];
  return {
    Update: {
      Key: keys.usageHeader(account.accountNumber, service.serviceId),
      UpdateExpression: `SET ${sets.join(', ')}${endedOn === undefined ? ' REMOVE #endedOn' : ''}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
        ':now': now.getTime(),
        ...(newPlan ? { ':none': [], ':plan': [{ from, planId: service.planId }] } : {}),
      },
    },
  };
}
