/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { accountContract } from './contract.ts';
import { getAccount } from './get-account.ts';
import { listAccounts } from './list-accounts.ts';
import { listServices } from './list-services.ts';
import type { Deps } from './load-page.ts';
import { renameService } from './rename-service.ts';

export const accountOperations = (deps: Deps): OperationsOf<typeof accountContract> => ({
  listAccounts: listAccounts(deps),
  getAccount: getAccount(deps),
  listServices: listServices(deps),
  renameService: renameService(deps),
});
