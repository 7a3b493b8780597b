/** Works off a queue's messages one by one; those that failed come again. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

export type Messages = Pick<SQSEvent, 'Records'>;

/** `work` says whether a message is dealt with; malformed JSON reaches it as undefined. */
export async function workOff(
  { Records }: Messages,
  work: (message: unknown, record: SQSRecord) => Promise<boolean>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of Records) {
    if (!(await work(jsonOf(record.body), record)))
      batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
