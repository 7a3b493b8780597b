/** Tells one state of what can be changed from another: for ETag and If-Match. */
import { createHash } from 'node:crypto';
import type { StoredService } from '../../shared/account.ts';
import { nothingChosen } from '../../shared/tv/holdings.ts';

const digits = 16;

/** The same for the same plan, selection and holdings, whatever else the account has. */
export function revisionOf({ planId, addOns, tv = nothingChosen, pendingOrderId }: StoredService) {
  const { picked, heldSince, changes } = tv;
  const sorted = (days: Readonly<Record<string, string>>) =>
    Object.entries(days).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const state = [planId, addOns, sorted(picked), sorted(heldSince), changes, pendingOrderId];
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, digits);
}
