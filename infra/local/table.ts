/** Creates the template's table where the engine does not hold it yet. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Assembly, Resource } from './assembly.ts';
import { StackFailure } from './failure.ts';
import type { Resolver } from './intrinsics.ts';

const keySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const properties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z
    .object({
      StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']),
    })
    .transform((specification) => ({ ...specification, StreamEnabled: true }))
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

export type Table = { name: string; streamArn: string | undefined };

export const createTables = (assembly: Assembly, resolver: Resolver, client: DynamoDBClient) =>
  Promise.all(
    assembly.resources
      .filter(({ type }) => /^AWS::DynamoDB::(Global)?Table$/.test(type))
      .map((resource) => createTable(resource, resolver, client)),
  );

async function createTable(
  resource: Resource,
  resolver: Resolver,
  client: DynamoDBClient,
): Promise<Table> {
  const name = String(resolver.resolve(resource.stack, { Ref: resource.id }));
  const { TimeToLiveSpecification: ttl, ...shape } = resolver.read(resource, properties);
  const wanted = { TableName: name, BillingMode: 'PAY_PER_REQUEST', ...shape } as const;
  const existing = await describe(client, name);
  if (existing !== undefined) {
    requireSameKeys(existing, wanted);
    return { name, streamArn: existing.LatestStreamArn };
  }
  await client.send(new CreateTableCommand(wanted));
  await waitUntilTableExists({ client, minDelay: 0.05, maxWaitTime: 30 }, { TableName: name });
  if (ttl?.Enabled === true)
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: ttl }),
    );
  const created = await describe(client, name);
  return { name, streamArn: created?.LatestStreamArn };
}

async function describe(client: DynamoDBClient, name: string) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

type Keyed = Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>;

/** Kept data cannot move to other keys; only a new table can have them. */
function requireSameKeys(existing: Keyed, wanted: Keyed) {
  if (keysOf(existing) === keysOf(wanted)) return;
  throw new StackFailure(
    'The kept table has other keys or indexes than the template: give --data another folder, or delete this one.',
  );
}

const keysOf = ({ KeySchema = [], GlobalSecondaryIndexes = [] }: Keyed) =>
  JSON.stringify(
    [
      ['', KeySchema] as const,
      ...GlobalSecondaryIndexes.map(
        (each) => [each.IndexName ?? '', each.KeySchema ?? []] as const,
      ),
    ]
      .map(([name, keys]) =>
        [name, keys.map(({ AttributeName }) => AttributeName).join()].join(':'),
      )
      .sort(),
  );
