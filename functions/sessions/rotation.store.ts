/** Replacing a refresh token: one write while all is well. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedSession, type Session } from '../../shared/session.ts';
import { ifHeld } from '../../shared/table/access.ts';
import type { Key, Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { graceLasts, maxSiblings, prolonged, type Lifetimes } from './lifetimes.ts';

type Rotation = { oldHash: string; newHash: string; now: Date; sourceIp: string };

/**
 * Undefined when the token is not (or no longer) good; then the session, if there was one, has been
 * ended: somebody else may hold the token.
 */
export type Rotate = (
  ids: { profileId: string; sessionId: string },
  rotation: Rotation,
) => Promise<Session | undefined>;

type Deps = {
  lifetimes: Lifetimes;
  end: (profileId: string, sessionId: string) => Promise<void>;
};

export function rotationIn(table: Table, { lifetimes, end }: Deps): Rotate {
  const update = async (key: Key, change: object): Promise<Session | undefined> => {
    const updated = await ifHeld(
      table.client.send(
        new UpdateCommand({ TableName: table.name, Key: key, ReturnValues: 'ALL_NEW', ...change }),
      ),
    );
    return updated && z.parse(storedSession, updated.Attributes);
  };

  return async ({ profileId, sessionId }, { oldHash, newHash, now, sourceIp }) => {
    const key = keys.session(profileId, sessionId);
    const at = now.getTime();
    const rotated = await update(key, {
      UpdateExpression:
        'SET previous = #current, #current = :new, rotatedAt = :now, sourceIp = :source',
      ConditionExpression: 'contains(#current, :old) AND endsAt > :now',
      ExpressionAttributeNames: { '#current': 'current' },
      ExpressionAttributeValues: {
        ':new': [newHash],
        ':old': oldHash,
        ':now': at,
        ':source': sourceIp,
      },
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
        ':since': at - graceLasts * 1000,
        ':most': maxSiblings,
      },
    });
    if (again === undefined) await end(profileId, sessionId);
    return again;
  };

  /** Moves the idle end, when it is worth a write. */
  async function prolong(rotated: Session, now: number): Promise<Session> {
    const endsAt = prolonged(lifetimes, rotated, now);
    if (endsAt === undefined) return rotated;
    const moved = await update(keys.session(rotated.profileId, rotated.sessionId), {
      UpdateExpression: 'SET endsAt = :ends',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':ends': endsAt },
    });
    return moved ?? rotated;
  }
}
