/** On which service of an account a purchase was made. Pure. */
import type { StoredAccount } from '../../../shared/account.ts';
import { dayOf } from '../../../shared/calendar.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import type { ToldEvent } from './take-event.ts';

export type BuyingAccount = Pick<StoredAccount, 'services' | 'timeZone'>;

type Unclear = { reason: 'unknown-account' | 'unknown-service' | 'service-needed'; field: string };

/** Who names no service means the one that there was on the day of the order. */
export function serviceOf(
  account: BuyingAccount | undefined,
  { serviceId, orderedAt }: ToldEvent,
): Result<string, Unclear> {
  if (account === undefined) return refuse({ reason: 'unknown-account', field: 'account' });
  const day = dayOf(orderedAt, account.timeZone);
  const candidates = account.services.filter(
    (one) =>
      one.type === 'tv' &&
      (serviceId === undefined
        ? one.endedOn === undefined || one.endedOn > day
        : one.serviceId === serviceId),
  );
  const [only, other] = candidates;
  const field = 'service_id';
  if (only === undefined) return refuse({ reason: 'unknown-service', field });
  return other === undefined ? ok(only.serviceId) : refuse({ reason: 'service-needed', field });
}
