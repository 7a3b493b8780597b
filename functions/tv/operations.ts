/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../shared/http/operation.ts';
import { deleteChannel, deletePackage, putChannel, putPackage } from './change-add-ons.ts';
import type { ChangeDeps } from './change-now.ts';
import { changeSelection } from './change-selection.ts';
import type { tvContract } from './contract.ts';
import { getLineup } from './get-lineup.ts';
import { getTv } from './get-tv.ts';

export const tvOperations = (deps: ChangeDeps): OperationsOf<typeof tvContract> => ({
  getTv: getTv(deps),
  getLineup: getLineup(deps),
  changeSelection: changeSelection(deps),
  putChannel: putChannel(deps),
  deleteChannel: deleteChannel(deps),
  putPackage: putPackage(deps),
  deletePackage: deletePackage(deps),
});
