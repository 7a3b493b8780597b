import { operation } from '../../shared/http/operation.ts';
import { accountContract } from './contract.ts';
import type { AccountStore } from './store.ts';

export const listAccounts = ({ store }: { store: AccountStore }) =>
  operation(accountContract.listAccounts, async ({ caller }) => {
    const accounts = await store.accountsOf(caller.profileId);
    const items = accounts.map(({ member, account }) => ({
      accountNumber: member.accountNumber,
      kind: account.kind,
      label: `${account.serviceAddress.line1}, ${account.serviceAddress.city}`,
      role: member.role,
      permissions: member.permissions,
      current: member.accountNumber === caller.accountNumber,
    }));
    return { ok: true, value: { items } };
  });
