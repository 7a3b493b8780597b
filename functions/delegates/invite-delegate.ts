import { randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { mostDelegates, type Delegate } from '../../shared/delegate.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { delegatesContract } from './contract.ts';
import type { DelegateStore } from './store.ts';
import { delegateView } from './view.ts';

/** Each mails somebody who may be a stranger. */
const perHolder = { tries: 10, seconds: 86_400 };
/** What was read was changed before it could be written: read again and decide again, so often. */
const tries = 3;

type Deps = { store: DelegateStore; attempts: Attempts; clock: Clock };
type Invitation = z.output<(typeof delegatesContract)['inviteDelegate']['body']>;

export const inviteDelegate = (deps: Deps) =>
  operation(delegatesContract.inviteDelegate, async ({ body, caller }) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const outcome = await invite(deps, caller, body);
      if (outcome !== undefined) return outcome;
    }
    return refuse({ reason: 'conflict' });
  });

/** Undefined when the account's delegates, or who owns the address, changed at the same time. */
async function invite({ store, attempts, clock }: Deps, caller: Customer, invitation: Invitation) {
  const { accountNumber } = caller;
  const { language, ...person } = invitation;
  const [owner, delegates, holder] = await Promise.all([
    store.ownerOf(person.email),
    store.delegates(accountNumber),
    store.profile(caller.profileId),
  ]);
  const isMember =
    owner !== undefined &&
    (owner === caller.profileId || delegates.some(({ delegateId }) => delegateId === owner));
  if (isMember) return refuse({ reason: 'already-a-member' });
  if (delegates.length >= mostDelegates) {
    return refuse({ reason: 'too-many-delegates', most: mostDelegates });
  }

  const retryAfter = await attempts.count('invitation', caller.profileId, perHolder);
  if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

  const now = clock.now();
  const delegate: Delegate = {
    delegateId: owner ?? randomUUID(),
    accountNumber,
    ...person,
    invitedAt: now.getTime(),
  };
  const newcomer =
    owner === undefined ? { language: language ?? holder?.language ?? 'fr-CA' } : undefined;
  const invited = await store.invite(caller, delegate, newcomer, now);
  return invited ? { ok: true as const, value: delegateView(delegate) } : undefined;
}
