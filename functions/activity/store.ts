/** The activity's access patterns. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { activity, personalActions, type Activity } from '../../shared/activity.ts';
import { profile } from '../../shared/profile.ts';
import { getItems } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { ttlName } from '../../shared/table/schema.ts';

export type Name = { firstName: string; lastName: string };

type Page = {
  by: string | undefined;
  limit: number;
  /** Sort key of the last entry of the page before. */
  from: string | undefined;
  now: Date;
};

export type ActivityStore = {
  /** The newest first. `next`: there may be more after this sort key. */
  page: (accountNumber: string, page: Page) => Promise<{ entries: Activity[]; next?: string }>;
  names: (profileIds: ReadonlySet<string>) => Promise<Map<string, Name>>;
};

/** Their own, all of it; of others what they did with the account, and of the holder everything. */
const isFor = (by: string | undefined, { profileId, role, action }: Activity) =>
  by === undefined ? role === 'holder' || !personalActions.has(action) : profileId === by;

/** Reads for one request; who did little among much that others did goes on with the cursor. */
const mostReads = 5;
const readAtOnce = 200;

const named = z.pick(profile, { profileId: true, firstName: true, lastName: true });
const kept = z.extend(activity, { sk: z.string(), [ttlName]: z.number() });

export function activityStore(table: Table): ActivityStore {
  const read = async (pk: string, from: string | undefined, limit: number) => {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: false,
        Limit: limit,
        ...(from === undefined ? {} : { ExclusiveStartKey: { pk, sk: from } }),
      }),
    );
    return {
      items: Items.map((item) => z.parse(kept, item)),
      last: LastEvaluatedKey === undefined ? undefined : String(LastEvaluatedKey['sk']),
    };
  };

  return {
    async page(accountNumber, { by, limit, from, now }) {
      const { pk } = keys.activity(accountNumber, '', '');
      const entries: Activity[] = [];
      let next = from;
      for (let reads = 0; reads < mostReads; reads++) {
        const { items, last } = await read(pk, next, by === undefined ? limit + 1 : readAtOnce);
        for (const [index, { sk, [ttlName]: expiresAt, ...entry }] of items.entries()) {
          const isShown = expiresAt > ttlAt(now) && isFor(by, entry);
          if (isShown) entries.push(entry);
          const isLast = last === undefined && index === items.length - 1;
          if (entries.length === limit) return { entries, ...(isLast ? {} : { next: sk }) };
        }
        if (last === undefined) return { entries };
        next = last;
      }
      return { entries, ...(next === undefined ? {} : { next }) };
    },

    async names(profileIds) {
      const items = await getItems(
        table,
        [...profileIds].map((id) => keys.profile(id)),
      );
      return new Map(
        items.map((item) => {
          const { profileId, ...name } = z.parse(named, item);
          return [profileId, name] as const;
        }),
      );
    },
  };
}
