/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../../shared/http/operation.ts';
import { buyDataAddOn, type Deps } from './buy-data-add-on.ts';
import type { dataAddOnsContract } from './contract.ts';
import { listDataAddOns } from './list-data-add-ons.ts';

export const dataAddOnsOperations = (deps: Deps): OperationsOf<typeof dataAddOnsContract> => ({
  listDataAddOns: listDataAddOns(deps),
  buyDataAddOn: buyDataAddOn(deps),
});
