/** Sessions' access patterns. */
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  emailOwner,
  membership,
  profile,
  type Membership,
  type Profile,
} from '../../shared/profile.ts';
import { getItem, ifHeld } from '../../shared/table/access.ts';
import { ttlAt, type Key, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { endOf, lifetimes, maxSiblings, session, type Session } from './session.ts';

export type SessionStore = {
  ownerOf: (email: string) => Promise<string | undefined>;
  /** The person and the accounts they may act on: one read. */
  person: (profileId: string) => Promise<{ profile?: Profile; memberships: Membership[] }>;
  start: (session: Session) => Promise<void>;
  rehash: (profileId: string, oldHash: string, newHash: string) => Promise<void>;
  /**
   * Replaces the refresh token. Undefined when the token is not (or no longer) good; then the
   * session, if there was one, has been ended: somebody else may hold the token.
   */
  rotate: (
    ids: { profileId: string; sessionId: string },
    rotation: Rotation,
  ) => Promise<Session | undefined>;
  /** False when there is no such session. */
  end: (profileId: string, sessionId: string) => Promise<boolean>;
};

type Rotation = { oldHash: string; newHash: string; now: Date };

export function sessionStore(table: Table): SessionStore {
  const TableName = table.name;

  const update = async (key: Key, change: object): Promise<Session | undefined> => {
    const updated = await ifHeld(
      table.client.send(
        new UpdateCommand({ TableName, Key: key, ReturnValues: 'ALL_NEW', ...change }),
      ),
    );
    return updated === undefined ? undefined : z.parse(session, updated.Attributes);
  };

  const end: SessionStore['end'] = async (profileId, sessionId) => {
    const { Attributes } = await table.client.send(
      new DeleteCommand({
        TableName,
        Key: keys.session(profileId, sessionId),
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes !== undefined;
  };

  return {
    end,

    ownerOf: async (email) => (await getItem(table, emailOwner, keys.email(email)))?.profileId,

    async person(profileId) {
      const { pk, sk } = keys.profile(profileId);
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName,
          // MEMBER# … PROFILE: not the sessions, which sort behind.
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': pk, ':first': 'MEMBER#', ':last': sk },
          ConsistentRead: true,
        }),
      );
      const found = Items.find((item) => item['sk'] === sk);
      return {
        ...(found === undefined ? {} : { profile: z.parse(profile, found) }),
        memberships: Items.filter((item) => item !== found).map((item) =>
          z.parse(membership, item),
        ),
      };
    },

    async start(started) {
      await table.client.send(
        new PutCommand({
          TableName,
          Item: {
            ...keys.session(started.profileId, started.sessionId),
            ...started,
            expiresAt: ttlAt(new Date(started.createdAt + lifetimes.absolute * 1000)),
          },
        }),
      );
    },

    async rehash(profileId, oldHash, newHash) {
      // Not held: the password was changed meanwhile, and its hash is a new one already.
      await ifHeld(
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

    async rotate({ profileId, sessionId }, { oldHash, newHash, now }) {
      const key = keys.session(profileId, sessionId);
      const at = now.getTime();
      const rotated = await update(key, {
        UpdateExpression: 'SET previous = #current, #current = :new, rotatedAt = :now',
        ConditionExpression: 'contains(#current, :old) AND endsAt > :now',
        ExpressionAttributeNames: { '#current': 'current' },
        ExpressionAttributeValues: { ':new': [newHash], ':old': oldHash, ':now': at },
      });
      if (rotated !== undefined) return prolong(rotated, at);

      const again = await update(key, {
        UpdateExpression: 'SET #current = list_append(#current, :new)',
        ConditionExpression:
          'contains(previous, :old) AND rotatedAt >= :since AND endsAt > :now AND size(#current) < :most',
        ExpressionAttributeNames: { '#current': 'current' },
        ExpressionAttributeValues: {
          ':new': [newHash],
          ':old': oldHash,
          ':now': at,
          ':since': at - lifetimes.grace * 1000,
          ':most': maxSiblings,
        },
      });
      if (again === undefined) await end(profileId, sessionId);
      return again;
    },
  };

  /** Moves the idle end once a day at most, so that a refresh stays one write. */
  async function prolong(rotated: Session, now: number): Promise<Session> {
    const endsAt = endOf(rotated.createdAt, now);
    if (endsAt - rotated.endsAt < 86_400_000) return rotated;
    const prolonged = await update(keys.session(rotated.profileId, rotated.sessionId), {
      UpdateExpression: 'SET endsAt = :ends',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':ends': endsAt },
    });
    return prolonged ?? rotated;
  }
}
