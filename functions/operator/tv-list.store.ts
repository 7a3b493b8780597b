/** Which accounts have TV, as those ask for them who tell of changes of the catalog. */
import type { StoredAccount } from '../../shared/account.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Part } from '../../shared/table/transactions.ts';
import { tvPartitionOf } from '../../shared/tv/tv-accounts.ts';

const hasTv = (account: StoredAccount | undefined) =>
  account?.services.some(({ type, status }) => type === 'tv' && status === 'active') === true;

type Change = { stored: StoredAccount | undefined; next: StoredAccount };

/** In the account's transaction, which expects the version that was read: the list is as the account. */
export function tvListParts({ stored, next }: Change): Part[] {
  if (hasTv(stored) === hasTv(next)) return [];
  const { accountNumber } = next;
  const Key = keys.tvAccount(tvPartitionOf(accountNumber), accountNumber);
  return [hasTv(next) ? { Put: { Item: { ...Key, accountNumber } } } : { Delete: { Key } }];
}
