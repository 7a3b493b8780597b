/** What a document adds to the history of TV services: what it makes of them without an order. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredAccount, StoredService } from '../../shared/account.ts';
import type { Part } from '../../shared/table/transactions.ts';
import { tvHistoryPart } from '../../shared/tv/history.ts';
import { nothingChosen } from '../../shared/tv/holdings.ts';

/** Of each TV service that is new, or has something else by the document. */
export function tvHistoryParts(
  stored: StoredAccount | undefined,
  next: StoredAccount,
  now: Date,
): Part[] {
  const { accountNumber, version } = next;
  return next.services.flatMap((service) => {
    if (service.type !== 'tv') return [];
    const { serviceId } = service;
    const before = stored?.services.find((one) => one.serviceId === serviceId);
    if (before !== undefined && isDeepStrictEqual(had(before), had(service))) return [];
    return [tvHistoryPart({ accountNumber, serviceId, version }, service, { now })];
  });
}

/** In whatever order a document names it. */
const had = ({ planId, addOns, tv = nothingChosen }: StoredService) => ({
  ...{ planId, addOns: addOns.toSorted(), picked: tv.picked },
});
