/** The one DynamoDB client of a function, made at cold start and handed to its stores. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { keyNames, ttlName } from './schema.ts';

export type Table = { client: DynamoDBDocumentClient; name: string };

/** An empty logger without `info` spares the SDK filtering every call's input for a log line. */
const silent = { trace() {}, debug() {}, warn: console.warn, error: console.error };

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
