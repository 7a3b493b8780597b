/** What SQS calls need to be granted, and how SQS words its faults. */
import type { ErrorAnswer, Need } from './access-gate.ts';
import type { FaultKind } from './faults.ts';
import { accountId } from './physical.ts';

type Input = Readonly<Record<string, unknown>>;

/** A batch is granted by the action it repeats. */
export const queueNeeds =
  (region: string) =>
  (operation: string, input: Input): Need[] => {
    const name =
      String(input['QueueUrl'] ?? input['QueueName'])
        .split('/')
        .at(-1) ?? '';
    return [
      {
        action: `sqs:${operation.replace(/Batch$/, '')}`,
        resource: `arn:aws:sqs:${region}:${accountId}:${name}`,
      },
    ];
  };

export function queueFault(kind: FaultKind): ErrorAnswer {
  return kind === 'throttle'
    ? { status: 400, type: 'com.amazonaws.sqs#RequestThrottled', message: 'Request throttled.' }
    : { status: 500, type: 'com.amazonaws.sqs#InternalError', message: 'Internal error.' };
}
