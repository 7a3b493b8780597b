import { operation, refuse } from '../../shared/http/operation.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';
import { profileView } from './view.ts';

export const getProfile = ({ store }: { store: ProfileStore }) =>
  operation(profileContract.getProfile, async ({ caller }) => {
    const person = await store.profile(caller.profileId);
    if (person === undefined) return refuse({ reason: 'not-found' });
    return { ok: true, value: profileView(person) };
  });
