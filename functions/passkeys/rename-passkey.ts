import { operation, refuse } from '../../shared/http/operation.ts';
import { passkeysContract } from './contract.ts';
import { viewOf } from './passkey.ts';
import type { PasskeyStore } from './store.ts';

export const renamePasskey = ({ store }: { store: PasskeyStore }) =>
  operation(passkeysContract.renamePasskey, async ({ params, body, caller }) => {
    const renamed = await store.rename(caller.profileId, params.passkeyId, body.name);
    if (renamed === undefined) return refuse({ reason: 'not-found' });
    return { ok: true, value: viewOf(renamed) };
  });
