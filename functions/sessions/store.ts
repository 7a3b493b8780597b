/** Sessions' access patterns. How a refresh token is replaced is in rotation.store.ts. */
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { activityItem, activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { readPerson, type Person } from '../../shared/people.store.ts';
import { emailOwner, membership, profile, type Membership } from '../../shared/profile.ts';
import { epochPart, storedSession, type Session } from '../../shared/session.ts';
import { getItem, held, ifHeld, pagesBetween } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import { rotationIn, type Rotate } from './rotation.store.ts';
import type { Lifetimes } from './lifetimes.ts';

const ticket = z.object({ profileId: z.string(), endsAt: z.number() });

export type SessionStore = {
  ownerOf: (email: string) => Promise<string | undefined>;
  /** The person and the accounts they may act on: one read. */
  person: (profileId: string) => Promise<Person>;
  membership: (profileId: string, accountNumber: string) => Promise<Membership | undefined>;
  rehash: (profileId: string, oldHash: string, newHash: string) => Promise<void>;
  /** Takes a one-time password's step. False when it, or a later one, was used. */
  useStep: (profileId: string, step: number) => Promise<boolean>;
  useRecoveryCode: (profileId: string, hash: string) => Promise<boolean>;
  /** Takes a sign-in ticket: whoever comes second finds none. */
  takeTicket: (hash: string) => Promise<z.output<typeof ticket> | undefined>;

  start: (session: Session, member: Membership, now: Date) => Promise<void>;
  /** Notes that a delegate has come to the account. */
  accept: (member: Membership, now: Date) => Promise<void>;
  list: (profileId: string) => Promise<{ epoch: number; sessions: Session[] }>;
  rotate: Rotate;
  /** These give undefined when the session has ended. */
  stepUp: (profileId: string, sessionId: string, at: number) => Promise<Session | undefined>;
  switchAccount: (
    profileId: string,
    sessionId: string,
    accountNumber: string,
  ) => Promise<Session | undefined>;

  end: (profileId: string, sessionId: string) => Promise<void>;
  /** False when there is no such session. */
  endOther: (caller: Customer, sessionId: string, now: Date) => Promise<boolean>;
  /** Ends all of a person's sessions but one, at once. False when another such call was faster. */
  endAll: (caller: Customer, keep: string | undefined, now: Date) => Promise<boolean>;
};

export function sessionStore(table: Table, lifetimes: Lifetimes): SessionStore {
  const TableName = table.name;

  const updateSession = async (
    profileId: string,
    sessionId: string,
    set: 'steppedUpAt' | 'accountNumber',
    value: number | string,
  ): Promise<Session | undefined> => {
    const updated = await ifHeld(
      table.client.send(
        new UpdateCommand({
          TableName,
          Key: keys.session(profileId, sessionId),
          UpdateExpression: 'SET #set = :value',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#set': set },
          ExpressionAttributeValues: { ':value': value },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return updated && z.parse(storedSession, updated.Attributes);
  };

  const end: SessionStore['end'] = async (profileId, sessionId) => {
    await table.client.send(
      new DeleteCommand({ TableName, Key: keys.session(profileId, sessionId) }),
    );
  };

  return {
    end,
    rotate: rotationIn(table, { lifetimes, end }),

    ownerOf: async (email) => (await getItem(table, emailOwner, keys.email(email)))?.profileId,

    person: (profileId) => readPerson(table, profileId),

    membership: (profileId, accountNumber) =>
      getItem(table, membership, keys.membership(profileId, accountNumber)),

    async rehash(profileId, oldHash, newHash) {
      // Not held: the password was changed meanwhile, and its hash is a new one already.
      await held(
        table.client.send(
          new UpdateCommand({
            TableName,
            Key: keys.profile(profileId),
            UpdateExpression: 'SET passwordHash = :new',
            ConditionExpression: 'passwordHash = :old',
            ExpressionAttributeValues: { ':new': newHash, ':old': oldHash },
          }),
        ),
      );
    },

    useStep: (profileId, step) =>
      held(
        table.client.send(
          new UpdateCommand({
            TableName,
            Key: keys.profile(profileId),
            UpdateExpression: 'SET totp.lastStep = :step',
            ConditionExpression: 'totp.lastStep < :step',
            ExpressionAttributeValues: { ':step': step },
          }),
        ),
      ),

    async useRecoveryCode(profileId, hash) {
      const codes = (await getItem(table, profile, keys.profile(profileId)))?.recoveryCodes ?? [];
      const at = codes.indexOf(hash);
      if (at < 0) return false;
      return held(
        table.client.send(
          new UpdateCommand({
            TableName,
            Key: keys.profile(profileId),
            UpdateExpression: `REMOVE recoveryCodes[${at}]`,
            ConditionExpression: `recoveryCodes[${at}] = :hash`,
            ExpressionAttributeValues: { ':hash': hash },
          }),
        ),
      );
    },

    async takeTicket(hash) {
      const { Attributes } = await table.client.send(
        new DeleteCommand({ TableName, Key: keys.ticket(hash), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes === undefined ? undefined : z.parse(ticket, Attributes);
    },

    async start(started, member, now) {
      const put = (Item: Record<string, unknown>) =>
        table.client.send(new PutCommand({ TableName, Item }));
      await Promise.all([
        put({
          ...keys.session(started.profileId, started.sessionId),
          ...started,
          expiresAt: ttlAt(new Date(started.createdAt + lifetimes.absolute * 1000)),
        }),
        put(activityItem(member, { action: 'signed-in' }, now)),
      ]);
    },

    async accept(member, now) {
      const { profileId, accountNumber } = member;
      const once = {
        UpdateExpression: 'SET acceptedAt = :now',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(acceptedAt)',
        ExpressionAttributeValues: { ':now': now.getTime() },
      };
      // Not written: it was accepted in another tab, or taken back.
      await transact(table, [
        { Update: { Key: keys.membership(profileId, accountNumber), ...once } },
        { Update: { Key: keys.delegate(accountNumber, profileId), ...once } },
        activityPart(member, { action: 'delegate-accepted' }, now),
      ]);
    },

    async list(profileId) {
      const { pk, sk } = keys.profile(profileId);
      const items: Record<string, unknown>[] = [];
      // PROFILE sorts right before SESSION#.
      for await (const page of pagesBetween(table, pk, [sk, 'SESSION#~'])) items.push(...page);
      const person = items.find((item) => item['sk'] === sk);
      return {
        epoch: person === undefined ? 0 : (z.parse(profile, person).sessionEpoch ?? 0),
        sessions: items
          .filter((item) => item !== person)
          .map((item) => z.parse(storedSession, item)),
      };
    },

    stepUp: (profileId, sessionId, at) => updateSession(profileId, sessionId, 'steppedUpAt', at),
    switchAccount: (profileId, sessionId, accountNumber) =>
      updateSession(profileId, sessionId, 'accountNumber', accountNumber),

    async endOther(caller, sessionId, now) {
      const failed = await transact(table, [
        {
          Delete: {
            Key: keys.session(caller.profileId, sessionId),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        activityPart(caller, { action: 'session-ended', details: { sessionId } }, now),
      ]);
      return failed.length === 0;
    },

    async endAll(caller, keep, now) {
      const { profileId } = caller;
      const person = await getItem(table, profile, keys.profile(profileId));
      const epoch = (person?.sessionEpoch ?? 0) + 1;
      const failed = await transact(table, [
        {
          Update: {
            Key: keys.profile(profileId),
            UpdateExpression: 'SET sessionEpoch = :epoch',
            ConditionExpression:
              person?.sessionEpoch === undefined
                ? 'attribute_exists(pk) AND attribute_not_exists(sessionEpoch)'
                : 'sessionEpoch = :before',
            ExpressionAttributeValues: {
              ':epoch': epoch,
              ...(person?.sessionEpoch === undefined ? {} : { ':before': person.sessionEpoch }),
            },
          },
        },
        ...(keep === undefined ? [] : [epochPart(profileId, keep, epoch)]),
        activityPart(caller, { action: 'signed-out-everywhere' }, now),
      ]);
      return failed.length === 0;
    },
  };
}
