import { operation } from '../../shared/http/operation.ts';
import { activityContract } from './contract.ts';
import { readPage, type Deps } from './read-page.ts';

export const listActivity = (deps: Deps) =>
  operation(activityContract.listActivity, ({ caller, query }) => {
    const { accountNumber, profileId, role } = caller;
    // The cursor of one is none for another, though they look at the same account.
    const by = role === 'holder' ? undefined : profileId;
    return readPage(deps, { accountNumber, by, reader: `customer ${profileId}`, ...query });
  });
