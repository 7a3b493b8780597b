/** The one DynamoDB client of a function, made at cold start and handed to its stores. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { keyNames, ttlName } from './schema.ts';

export type Table = { client: DynamoDBDocumentClient; name: string };

/**
 * Says nothing: the SDK's own lines quote whole requests, people's data included. A logger without
 * `info` also spares it from preparing such a line for every call.
 */
const nothing = () => undefined;
const silent = { trace: nothing, debug: nothing, warn: nothing, error: nothing };

export function openTable(name: string, endpoint?: string): Table {
  const client = new DynamoDBClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 4,
    logger: silent as never,
  });
  return {
    name,
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    }),
  };
}

export type Key = { pk: string; sk: string };

/** Takes the table's own attributes off an item, so that domain types never carry them. */
export function bare(item: Record<string, unknown>): Record<string, unknown> {
  const { [keyNames.partition]: _pk, [keyNames.sort]: _sk, [ttlName]: _ttl, ...rest } = item;
  return rest;
}

/** DynamoDB's TTL wants epoch seconds. */
export const ttlAt = (instant: Date) => Math.floor(instant.getTime() / 1000);
