/** The person and the accounts they may act on, in one read: for whoever checks who somebody is. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { membership, profile, type Membership, type Profile } from './profile.ts';
import type { Table } from './table/client.ts';
import { keys } from './table/keys.ts';

export type Person = { profile?: Profile; memberships: Membership[] };

export async function readPerson(table: Table, profileId: string): Promise<Person> {
  const { pk, sk } = keys.profile(profileId);
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      // MEMBER# … PASSKEY# … PROFILE: not the sessions, which sort behind.
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': pk, ':first': 'MEMBER#', ':last': sk },
      ConsistentRead: true,
    }),
  );
  const found = Items.find((item) => item['sk'] === sk);
  const members = Items.filter((item) => String(item['sk']).startsWith('MEMBER#'));
  return {
    ...(found === undefined ? {} : { profile: z.parse(profile, found) }),
    memberships: members.map((item) => z.parse(membership, item)),
  };
}
