/** Whether what a customer's token says still holds: read where an old answer would do harm. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount, type AccountKind } from '../account.ts';
import { membership, profile } from '../profile.ts';
import { storedSession } from '../session.ts';
import type { Key, Table } from '../table/client.ts';
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

/** One round trip: a consistent read of at most four items. */
export const standingIn =
  (table: Table, clock: { now: () => Date }): ReadStanding =>
  async ({ profileId, sessionId, accountNumber }, question) => {
    const wanted: Record<string, Key | false> = {
      session: question.session && keys.session(profileId, sessionId),
      profile: question.session && keys.profile(profileId),
      membership: question.membership && keys.membership(profileId, accountNumber),
      account: question.kind && keys.account(accountNumber),
    };
    const items = await readItems(
      table,
      Object.values(wanted).filter((key) => key !== false),
    );
    const found = (name: string) => {
      const key = wanted[name];
      return key ? items.find(({ pk, sk }) => pk === key.pk && sk === key.sk) : undefined;
    };

    if (question.session) {
      const session = z.safeParse(storedSession, found('session')).data;
      const person = z.safeParse(epoch, found('profile')).data;
      const isOpen =
        session !== undefined &&
        person !== undefined &&
        session.endsAt > clock.now().getTime() &&
        session.epoch === (person.sessionEpoch ?? 0);
      if (!isOpen) return { state: 'ended' };
    }
    const member = z.safeParse(membership, found('membership')).data;
    if (question.membership && member === undefined) return { state: 'removed' };
    const account = z.safeParse(kindOfAccount, found('account')).data;
    return {
      state: 'good',
      ...(member && { role: member.role, permissions: member.permissions }),
      ...(account && { kind: account.kind }),
    };
  };

/** What the table left for later, because it was busy, is asked for again. */
async function readItems(table: Table, all: readonly Key[]) {
  const items: Record<string, unknown>[] = [];
  let Keys = [...all];
  while (Keys.length > 0) {
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[table.name] ?? []));
    Keys = (UnprocessedKeys?.[table.name]?.Keys ?? []) as Key[];
  }
  return items;
}
