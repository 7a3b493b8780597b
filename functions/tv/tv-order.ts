/** The order of a change that holds from now on, with what it costs. Pure. */
import { dayOf } from '../../shared/calendar.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { newOrderId, type StoredOrder } from '../../shared/orders.ts';
import type { Terms } from '../../shared/plans/upgrades.ts';
import { proratedPrice } from '../../shared/price-summary.ts';
import type { Page } from './load-page.ts';

/** In cents a month, of what is changed: before and after. */
type Monthly = { before: number; after: number };

export function tvOrder(
  { account, service, period, now }: Page,
  { change, monthly }: { change: StoredOrder['change']; monthly: Monthly },
  { caller, terms }: { caller: Customer; terms: Terms },
): StoredOrder {
  const { accountNumber, timeZone, language } = account;
  const today = dayOf(now.getTime(), timeZone);
  const { fulfilment, proration: rule } = terms;
  const isFree = monthly.before === 0 && monthly.after === 0;
  return {
    ...{ orderId: newOrderId(now), accountNumber, serviceId: service.serviceId },
    ...{ serviceType: service.type, status: 'submitted', when: 'now', fulfilment },
    ...{ placedAt: now.getTime(), placedBy: caller.profileId, language, timeZone },
    ...{ effectiveDate: today, change },
    ...(isFree
      ? { price: monthly }
      : { price: proratedPrice(monthly, { from: today, period, rule }), proration: rule }),
    version: 1,
  };
}
