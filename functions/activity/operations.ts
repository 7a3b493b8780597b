/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { activityContract } from './contract.ts';
import { listAccountActivity } from './list-account-activity.ts';
import { listActivity } from './list-activity.ts';
import type { Deps } from './read-page.ts';

export const activityOperations = (deps: Deps): OperationsOf<typeof activityContract> => ({
  listActivity: listActivity(deps),
  listAccountActivity: listAccountActivity(deps),
});
