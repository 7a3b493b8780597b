/** A sign-in ticket: what the passkeys feature gives for a passkey, good once for a minute. */
import type { Clock } from '../../shared/clock.ts';
import { refuse } from '../../shared/http/operation.ts';
import { hashOf } from '../../shared/opaque-token.ts';
import type { SessionStore } from './store.ts';

export async function takeTicket(
  { store, clock }: { store: SessionStore; clock: Clock },
  ticket: string,
) {
  const taken = await store.takeTicket(hashOf(ticket));
  const isGood = taken !== undefined && taken.endsAt > clock.now().getTime();
  const { profile, memberships } = isGood
    ? await store.person(taken.profileId)
    : { profile: undefined, memberships: [] };
  if (profile?.status !== 'active') return refuse({ reason: 'invalid-credentials' });
  return { ok: true as const, person: { profile, memberships } };
}
