/** Challenges that were given and not answered yet: by their hash, since they find nothing else. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { hashOf } from '../../shared/opaque-token.ts';
import { held } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { challengeLasts, type Purpose } from './challenge.ts';

export type ChallengeStore = {
  put: (challenge: string, purpose: Purpose, now: Date) => Promise<void>;
  /** False when it was taken, has expired or was for something else: whoever comes second finds none. */
  take: (challenge: string, purpose: Purpose, now: Date) => Promise<boolean>;
};

export function challengeStore(table: Table): ChallengeStore {
  const TableName = table.name;
  return {
    async put(challenge, purpose, now) {
      const endsAt = now.getTime() + challengeLasts * 1000;
      const Item = {
        ...keys.challenge(hashOf(challenge)),
        ...purpose,
        endsAt,
        expiresAt: ttlAt(new Date(endsAt)),
      };
      await table.client.send(new PutCommand({ TableName, Item }));
    },

    take(challenge, purpose, now) {
      const isOwn = purpose.kind === 'registration';
      return held(
        table.client.send(
          new DeleteCommand({
            TableName,
            Key: keys.challenge(hashOf(challenge)),
            ConditionExpression: `#kind = :kind AND endsAt > :now${isOwn ? ' AND profileId = :id' : ''}`,
            ExpressionAttributeNames: { '#kind': 'kind' },
            ExpressionAttributeValues: {
              ':kind': purpose.kind,
              ':now': now.getTime(),
              ...(isOwn ? { ':id': purpose.profileId } : {}),
            },
          }),
        ),
      );
    },
  };
}
