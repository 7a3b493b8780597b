/** Whether what a customer's token says still holds: read where an old answer would do harm. */
import * as z from 'zod/mini';
import { storedAccount, type AccountKind } from '../account.ts';
import { membership, profile } from '../profile.ts';
import { storedSession } from '../session.ts';
import { getItems, itemAt } from '../table/access.ts';
import type { Table } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import type { Customer } from './caller.ts';
import type { Permission, Role } from './contract.ts';

/** What a route needs to know. */
export type Question = { session: boolean; membership: boolean; kind: boolean };

export type Standing =
  | { state: 'ended' }
  /** The session is good, the account is not theirs any more. */
  | { state: 'removed' }
  | { state: 'good'; role?: Role; permissions?: readonly Permission[]; kind?: AccountKind };

export type ReadStanding = (customer: Customer, question: Question) => Promise<Standing>;

const epoch = z.pick(profile, { sessionEpoch: true });
const kindOfAccount = z.pick(storedAccount, { kind: true });

/** One round trip: at most four items. */
export const standingIn =
  (table: Table, clock: { now: () => Date }): ReadStanding =>
  async ({ profileId, sessionId, accountNumber }, question) => {
    const at = {
      session: keys.session(profileId, sessionId),
      profile: keys.profile(profileId),
      membership: keys.membership(profileId, accountNumber),
      account: keys.account(accountNumber),
    };
    const items = await getItems(table, [
      ...(question.session ? [at.session, at.profile] : []),
      ...(question.membership ? [at.membership] : []),
      ...(question.kind ? [at.account] : []),
    ]);

    if (question.session) {
      const session = z.safeParse(storedSession, itemAt(items, at.session)).data;
      const person = z.safeParse(epoch, itemAt(items, at.profile)).data;
      const isOpen =
        session !== undefined &&
        person !== undefined &&
        session.endsAt > clock.now().getTime() &&
        session.epoch === (person.sessionEpoch ?? 0);
      if (!isOpen) return { state: 'ended' };
    }
    const member = z.safeParse(membership, itemAt(items, at.membership)).data;
    if (question.membership && member === undefined) return { state: 'removed' };
    const account = z.safeParse(kindOfAccount, itemAt(items, at.account)).data;
    return {
      state: 'good',
      ...(member && { role: member.role, permissions: member.permissions }),
      ...(account && { kind: account.kind }),
    };
  };
