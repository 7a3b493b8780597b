/** The profile's access patterns: what a person is called, and what they sign in with. */
import { randomUUID } from 'node:crypto';
import { activityPart, type Action } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { readPerson, type Person } from '../../shared/people.store.ts';
import { emailOwner, profile, type Membership, type Profile } from '../../shared/profile.ts';
import { epochPart } from '../../shared/session.ts';
import { getItem } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact, type Part } from '../../shared/table/transactions.ts';
import type { ChangedProfile } from './profile-change.ts';

type Known = { profile: Profile; memberships: readonly Membership[] };

/** Changes give false when what they were decided on has changed; then nothing was written. */
export type ProfileStore = {
  ownerOf: (email: string) => Promise<string | undefined>;
  profile: (profileId: string) => Promise<Profile | undefined>;
  person: (profileId: string) => Promise<Person>;
  /** Asks for the mail; the same number of writes whatever it will say. */
  requestMail: (mail: Parameters<typeof outboxItem>[0], now: Date) => Promise<void>;
  change: (
    caller: Customer,
    before: Profile,
    changed: ChangedProfile,
    now: Date,
  ) => Promise<boolean>;
  resetPassword: (person: Known, passwordHash: string, now: Date) => Promise<boolean>;
  changePassword: (
    caller: Customer,
    before: Profile,
    passwordHash: string,
    now: Date,
  ) => Promise<boolean>;
  askEmailChange: (
    caller: Customer,
    change: { from: string; to: string; taken: boolean },
    now: Date,
  ) => Promise<boolean>;
  changeEmail: (person: Known, to: string, now: Date) => Promise<boolean>;
};

export function profileStore(table: Table): ProfileStore {
  const read = (profileId: string) => getItem(table, profile, keys.profile(profileId));
  const write = async (parts: readonly Part[]) => (await transact(table, parts)).length === 0;

  return {
    ownerOf: async (email) => (await getItem(table, emailOwner, keys.email(email)))?.profileId,
    profile: read,
    person: (profileId) => readPerson(table, profileId),

    async requestMail(mail, now) {
      await write([{ Put: { Item: outboxItem(mail, now) } }]);
    },

    change: (caller, before, changed, now) =>
      write([
        { Update: changeOf(before, changed) },
        activityPart(caller, { action: 'profile-changed', details: changed.details }, now),
      ]),

    resetPassword: ({ profile: before, memberships }, passwordHash, now) =>
      write([
        {
          Update: {
            Key: keys.profile(before.profileId),
            UpdateExpression: `SET passwordHash = :password, sessionEpoch = :epoch REMOVE ${everyLink}`,
            ConditionExpression: `resetHash = :reset AND ${sameEpoch(before)}`,
            ExpressionAttributeValues: {
              ':password': passwordHash,
              ':reset': before.resetHash,
              ...epochValues(before),
            },
          },
        },
        told('password-changed', before.profileId, now),
        ...onEveryAccount(memberships, 'password-reset', now),
      ]),

    changePassword: (caller, before, passwordHash, now) =>
      write([
        {
          Update: {
            Key: keys.profile(before.profileId),
            UpdateExpression: `SET passwordHash = :password, sessionEpoch = :epoch REMOVE ${everyLink}`,
            ConditionExpression: `passwordHash = :before AND ${sameEpoch(before)}`,
            ExpressionAttributeValues: {
              ':password': passwordHash,
              ':before': before.passwordHash,
              ...epochValues(before),
            },
          },
        },
        epochPart(caller.profileId, caller.sessionId, epochAfter(before)),
        told('password-changed', before.profileId, now),
        activityPart(caller, { action: 'password-changed' }, now),
      ]),

    askEmailChange: (caller, { from, to, taken }, now) =>
      write([
        {
          Update: {
            Key: keys.profile(caller.profileId),
            UpdateExpression: 'SET newEmail = :to REMOVE newEmailHash, newEmailExpiresAt',
            ConditionExpression: 'email = :from',
            ExpressionAttributeValues: { ':to': to, ':from': from },
          },
        },
        told(taken ? 'new-email-taken' : 'new-email', caller.profileId, now, to),
        told('email-change-asked', caller.profileId, now, from),
        activityPart(caller, { action: 'email-change-asked' }, now),
      ]),

    changeEmail: ({ profile: before, memberships }, to, now) =>
      write([
        {
          Update: {
            Key: keys.profile(before.profileId),
            UpdateExpression: `SET email = :to REMOVE ${everyLink}`,
            ConditionExpression: 'newEmailHash = :link AND newEmail = :to AND email = :from',
            ExpressionAttributeValues: {
              ':to': to,
              ':from': before.email,
              ':link': before.newEmailHash,
            },
          },
        },
        {
          Delete: {
            Key: keys.email(before.email),
            ConditionExpression: 'profileId = :profile',
            ExpressionAttributeValues: { ':profile': before.profileId },
          },
        },
        {
          Put: {
            Item: { ...keys.email(to), email: to, profileId: before.profileId },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        told('email-changed', before.profileId, now, before.email),
        ...onEveryAccount(memberships, 'email-changed', now),
      ]),
  };
}

/** Touches what has changed and nothing else; consents are one map, and must be as they were read. */
function changeOf(before: Profile, { profile: next, fields }: ChangedProfile) {
  const set = fields.filter((name) => next[name] !== undefined);
  const removed = fields.filter((name) => next[name] === undefined);
  const list = (names: readonly string[], item: (name: string) => string) =>
    names.map(item).join(', ');
  const answered = fields.includes('consents');
  return {
    Key: keys.profile(before.profileId),
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${list(set, (name) => `#${name} = :${name}`)}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${list(removed, (name) => `#${name}`)}`] : []),
    ].join(' '),
    ConditionExpression: [
      'attribute_exists(pk)',
      ...(answered
        ? [before.consents ? '#consents = :before' : 'attribute_not_exists(#consents)']
        : []),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map((name) => [`#${name}`, name])),
    ...(set.length > 0
      ? {
          ExpressionAttributeValues: {
            ...Object.fromEntries(set.map((name) => [`:${name}`, next[name]])),
            ...(answered && before.consents ? { ':before': before.consents } : {}),
          },
        }
      : {}),
  };
}

/**
 * A new password or address voids every link that was mailed before: who holds one is perhaps whom
 * the change was made against.
 */
const everyLink = 'resetHash, resetExpiresAt, newEmail, newEmailHash, newEmailExpiresAt';

const epochAfter = ({ sessionEpoch = 0 }: Profile) => sessionEpoch + 1;

const sameEpoch = ({ sessionEpoch }: Profile) =>
  sessionEpoch === undefined ? 'attribute_not_exists(sessionEpoch)' : 'sessionEpoch = :epochBefore';

const epochValues = (before: Profile) => ({
  ':epoch': epochAfter(before),
  ...(before.sessionEpoch === undefined ? {} : { ':epochBefore': before.sessionEpoch }),
});

type Notice =
  'password-changed' | 'new-email' | 'new-email-taken' | 'email-change-asked' | 'email-changed';

/** An address that is, or was, another than the profile's is kept until the mail is sent. */
const told = (template: Notice, profileId: string, now: Date, address?: string): Part => ({
  Put: {
    Item: outboxItem(
      { template, profileId, key: randomUUID(), ...(address === undefined ? {} : { address }) },
      now,
    ),
  },
});

/** What fits the transaction beside the change itself; nobody looks after more accounts by hand. */
const mostAccounts = 80;

/**
 * Who has no session acts on none of their accounts in particular: each tells of it, but not those
 * they were only invited to, whose holders are not to know that they are here.
 */
const onEveryAccount = (memberships: readonly Membership[], action: Action, now: Date) =>
  memberships
    .filter(({ role, acceptedAt }) => role === 'holder' || acceptedAt !== undefined)
    .slice(0, mostAccounts)
    .map((member) => activityPart(member, { action }, now));
