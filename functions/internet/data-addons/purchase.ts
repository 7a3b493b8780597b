/** Whether a data add-on can be had, and what having it makes of the period. Pure. */
import { dayOf } from '../../../shared/calendar.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import { newOrderId, type StoredOrder } from '../../../shared/orders.ts';
import { ok, refuse } from '../../../shared/result.ts';
import type { BoughtData, UsageTerms } from '../../../shared/usage-terms.ts';
import { exactBytes } from '../../../shared/usage-period.ts';
import { lookNextAt, withAddOn, type NoticeAt } from '../allowance.ts';
import type { Page } from './load-page.ts';

/** A household that needs more is better served by another plan; and terms stay small. */
export const mostInPeriod = 20;

export type Purchase = {
  bought: BoughtData;
  order: StoredOrder;
  terms: UsageTerms;
  /** The total at which a fold looks at the terms again. */
  lookAt: bigint | 'never';
};

/** Why nothing can be had at all. */
export function whyNothing({
  terms,
}: Pick<Page, 'terms'>): 'unlimited-plan' | 'too-many-data-add-ons' | undefined {
  if (terms.allowance === 'unlimited') return 'unlimited-plan';
  return terms.addOns.length >= mostInPeriod ? 'too-many-data-add-ons' : undefined;
}

export function decidePurchase(
  page: Page,
  dataAddOnId: string,
  { caller, noticeAt }: { caller: Customer; noticeAt: NoticeAt },
) {
  const { period, terms: before, used, now, sold, service } = page;
  const why = whyNothing(page);
  if (why === 'unlimited-plan') return refuse({ reason: why, planId: service.planId });
  const dataAddOn = sold.find((one) => one.dataAddOnId === dataAddOnId);
  if (dataAddOn === undefined) return refuse({ reason: 'unknown-data-add-on', dataAddOnId });
  if (why !== undefined) {
    return refuse({ reason: why, most: mostInPeriod, periodEnd: period.end });
  }
  const bought: BoughtData = {
    ...{ purchaseId: newOrderId(now), dataAddOnId, name: dataAddOn.name },
    ...{ bytes: BigInt(dataAddOn.bytes), price: dataAddOn.price.amount },
    boughtAt: now.getTime(),
  };
  const terms = withAddOn(before, bought, used, noticeAt);
  const lookAt = lookNextAt(terms, used, noticeAt);
  return ok<Purchase>({ bought, order: orderOf(bought, page, caller), terms, lookAt });
}

/** Done as it is placed. */
function orderOf(
  { purchaseId, dataAddOnId, name, bytes, price, boughtAt }: BoughtData,
  { account, service }: Page,
  caller: Customer,
): StoredOrder {
  const { accountNumber, language, timeZone } = account;
  return {
    ...{ orderId: purchaseId, accountNumber, serviceId: service.serviceId },
    ...{ serviceType: service.type, status: 'completed', when: 'now', fulfilment: 'automatic' },
    ...{ placedAt: boughtAt, placedBy: caller.profileId, language, timeZone },
    effectiveDate: dayOf(boughtAt, timeZone),
    change: { kind: 'data-add-on', dataAddOnId, name, bytes: exactBytes(bytes) },
    price: { before: 0, after: 0, oneTime: price },
    ...{ endedAt: boughtAt, version: 1 },
  };
}
