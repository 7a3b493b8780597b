/** A record of the table's stream as Lambda hands it to a function. */
import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { isDeepStrictEqual } from 'node:util';

export type { StreamRecord };

/** DynamoDB writes no record when nothing changed; the engine does. */
export const changesSomething = ({ eventName, dynamodb }: StreamRecord) =>
  eventName !== 'MODIFY' || !isDeepStrictEqual(dynamodb?.OldImage, dynamodb?.NewImage);

export const recordOf = (
  record: StreamRecord,
  region: string,
  streamArn: string,
): DynamoDBRecord => ({
  ...(asJson(record) as DynamoDBRecord),
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  eventSourceARN: streamArn,
  awsRegion: region,
});

/** Times are seconds and bytes are base64, as on the wire. */
function asJson(value: unknown): unknown {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
}
