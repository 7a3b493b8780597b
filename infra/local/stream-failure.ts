/** What Lambda sends about records it gave up: where they are in the stream, not what they hold. */
import type { DynamoDBRecord } from 'aws-lambda';
import { randomUUID } from 'node:crypto';
import type { StreamMapping } from './mappings.ts';

export function failureReport(
  records: readonly DynamoDBRecord[],
  shardId: string,
  { functionName, sourceArn }: StreamMapping,
  attempts: number,
): string {
  const [first, last] = [records.at(0)?.dynamodb, records.at(-1)?.dynamodb];
  const arrival = (record: typeof first) =>
    new Date((record?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return JSON.stringify({
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionName,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: 'Unhandled',
    },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: sourceArn,
    },
  });
}
