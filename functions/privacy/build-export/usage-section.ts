/** Internet usage as an archive shows it: by service and billing period, with the terms of each. Pure. */
import type { Day } from '../../../shared/calendar.ts';
import { cad } from '../../../shared/money.ts';
import { exactBytes, type DayUsage, type Traffic } from '../../../shared/usage-period.ts';
import type { UsageTerms } from '../../../shared/usage-terms.ts';
import type { HeldAccount } from './collect.store.ts';
import { iso } from './times.ts';

/** Bytes are exact: a JSON number while that is safe, a decimal string beyond. */
export function usageSection({ usage, terms }: Pick<HeldAccount, 'usage' | 'terms'>) {
  const services = new Set([...usage, ...terms].map(({ serviceId }) => serviceId));
  return [...services].map((serviceId) => {
    const isOf = (one: { serviceId: string }) => one.serviceId === serviceId;
    const days = new Map(usage.filter(isOf).map((one) => [one.start, one.days]));
    const agreed = new Map(terms.filter(isOf).map((one) => [one.start, one]));
    const starts = [...new Set([...days.keys(), ...agreed.keys()])].sort();
    return {
      serviceId,
      periods: starts.map((start) => periodSection(start, days.get(start), agreed.get(start))),
    };
  });
}

const periodSection = (
  firstDay: Day,
  days: ReadonlyMap<Day, DayUsage> = new Map(),
  terms?: UsageTerms,
) => ({
  firstDay,
  days: [...days]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([day, { atClose, ...used }]) => ({
      day,
      ...exactTraffic(used),
      // What was billed of a day that has changed since.
      ...(atClose === undefined ? {} : { whenClosed: exactTraffic(atClose) }),
    })),
  ...(terms === undefined ? {} : { terms: termsSection(terms) }),
});

function termsSection({ planId, allowance, overage, addOns, incurred, notices }: UsageTerms) {
  return {
    planId,
    allowanceBytes: allowance === 'unlimited' ? allowance : exactBytes(allowance),
    ...(overage === undefined
      ? {}
      : {
          overageRate: {
            ...{ price: cad(overage.price), bytes: exactBytes(overage.bytes) },
            ...(overage.cap === undefined ? {} : { cap: cad(overage.cap) }),
          },
        }),
    overageBeforeLastChange: cad(incurred),
    dataAddOns: addOns.map(({ purchaseId, dataAddOnId, name, ...bought }) => ({
      ...{ orderId: purchaseId, dataAddOnId, name, bytes: exactBytes(bought.bytes) },
      ...{ price: cad(bought.price), boughtAt: iso(bought.boughtAt) },
    })),
    notices: notices.map(({ percent, at, used, limit }) => ({
      ...{ percent, at: iso(at), usedBytes: exactBytes(used), limitBytes: exactBytes(limit) },
    })),
  };
}

const exactTraffic = ({ down, up }: Traffic) => ({
  downloadBytes: exactBytes(down),
  uploadBytes: exactBytes(up),
});
