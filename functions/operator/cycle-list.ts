/**
 * The Internet services of each cycle day, as billing asks for them: whose period ended on a day.
 * The list names candidates, and the service's header says whether it is one: an entry too many is
 * passed over, one too few is a service that is not billed.
 */
import type { StoredAccount, StoredService } from '../../shared/account.ts';
import { ttlAt } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Part } from '../../shared/table/transactions.ts';

/** Of a service that has ended: longer than totals can be asked for, from the end of its last period. */
const keptFor = 500 * 86_400_000;

type Change = { stored: StoredAccount | undefined; next: StoredAccount; now: Date };

/**
 * A service stays under the cycle days it has had: its periods of then are asked for later. Under a
 * day that comes after its end it is not found; no period of it ends there.
 */
export function cycleParts(service: StoredService, { stored, next, now }: Change): Part[] {
  if (service.type !== 'internet') return [];
  const { serviceId, status } = service;
  const before = stored?.services.find((one) => one.serviceId === serviceId);
  const had = before?.status === status ? daysOf(stored?.cycles ?? []) : [];
  if (before?.status === 'ended' && status === 'ended') return [];
  const { accountNumber } = next;
  const end = status === 'ended' ? { expiresAt: ttlAt(new Date(now.getTime() + keptFor)) } : {};
  return daysOf(next.cycles)
    .filter((day) => !had.includes(day))
    .map((day) => ({
      Put: { Item: { ...keys.cycle(day, serviceId), serviceId, accountNumber, ...end } },
    }));
}

const daysOf = (cycles: StoredAccount['cycles']) => [...new Set(cycles.map(({ day }) => day))];
