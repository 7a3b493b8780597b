/** À la carte channels and packages come and go: four operations, one way. */
import { channelOf, packageOf } from '../../shared/catalog/catalog.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { ok, type Ok, type Refused } from '../../shared/result.ts';
import {
  addChannel,
  addPackage,
  removeChannel,
  removePackage,
  type AddOnChange,
} from './add-ons.ts';
import { changeNow, type ChangeDeps } from './change-now.ts';
import { tvContract } from './contract.ts';
import type { Page } from './load-page.ts';

export const putChannel = (deps: ChangeDeps) =>
  operation(tvContract.putChannel, (input) => {
    const { channelId } = input.params;
    return changeNow(deps, input, [channelId], (page) => {
      const channel = channelOf(page.holdings.catalog, channelId);
      return channel === undefined
        ? refuse({ reason: 'not-found' })
        : outcome(addChannel(page.holdings, stateOf(page), channel));
    });
  });

export const deleteChannel = (deps: ChangeDeps) =>
  operation(tvContract.deleteChannel, (input) => {
    const { channelId } = input.params;
    return changeNow(deps, input, [channelId], (page) =>
      channelOf(page.holdings.catalog, channelId) === undefined
        ? refuse({ reason: 'not-found' })
        : outcome(removeChannel(page.holdings, stateOf(page), channelId)),
    );
  });

export const putPackage = (deps: ChangeDeps) =>
  operation(tvContract.putPackage, (input) => {
    const { packageId } = input.params;
    return changeNow(deps, input, [packageId], (page) => {
      const wanted = packageOf(page.holdings.catalog, packageId);
      return wanted === undefined
        ? refuse({ reason: 'not-found' })
        : outcome(addPackage(page.holdings, stateOf(page), wanted, page.account.kind));
    });
  });

export const deletePackage = (deps: ChangeDeps) =>
  operation(tvContract.deletePackage, (input) => {
    const { packageId } = input.params;
    return changeNow(deps, input, [packageId], (page) =>
      packageOf(page.holdings.catalog, packageId) === undefined
        ? refuse({ reason: 'not-found' })
        : outcome(removePackage(page.holdings, stateOf(page), packageId)),
    );
  });

const stateOf = ({ service, tv }: Page) => ({ addOns: service.addOns, tv });

/** The same refusals, or what is stored. */
function outcome<D extends Ok<AddOnChange | undefined> | Refused<unknown>>(decided: D) {
  if (!decided.ok) return decided as Extract<D, { ok: false }>;
  const { value } = decided;
  return ok(value && changeOf(value));
}

const changeOf = ({ added, removed, addOns, tv }: AddOnChange) => ({
  after: { addOns: [...addOns], tv },
  change: { kind: 'tv-add-ons' as const, added: [...added], removed: [...removed] },
  monthly: { before: sumOf(removed), after: sumOf(added) },
});

const sumOf = (all: AddOnChange['added']) =>
  all.reduce((sum, { monthlyPrice }) => sum + monthlyPrice, 0);
