import { operation } from '../../shared/http/operation.ts';
import { passkeysContract } from './contract.ts';
import { viewOf } from './passkey.ts';
import type { PasskeyStore } from './store.ts';

export const listPasskeys = ({ store }: { store: PasskeyStore }) =>
  operation(passkeysContract.listPasskeys, async ({ caller }) => {
    const { passkeys } = await store.person(caller.profileId);
    const items = passkeys.toSorted((a, b) => a.createdAt - b.createdAt).map(viewOf);
    return { ok: true, value: { items } };
  });
