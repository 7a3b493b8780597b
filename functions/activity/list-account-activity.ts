import { operation } from '../../shared/http/operation.ts';
import { activityContract } from './contract.ts';
import { readPage, type Deps } from './read-page.ts';

export const listAccountActivity = (deps: Deps) =>
  operation(activityContract.listAccountActivity, ({ params, query }) =>
    readPage(deps, { ...params, by: undefined, reader: 'operator', ...query }),
  );
