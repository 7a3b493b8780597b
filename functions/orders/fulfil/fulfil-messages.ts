/** Works off what the relay and the schedule send. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../shared/log.ts';
import { fulfilDue, fulfilOrder, type FulfilDeps } from './fulfil-orders.ts';

const job = z.literal('fulfil-orders');
const message = z.discriminatedUnion('trigger', [
  z.object({ job, trigger: z.literal('schedule'), scheduledFor: z.iso.datetime({ offset: true }) }),
  z.object({ job, trigger: z.literal('order'), accountNumber: z.string(), orderId: z.string() }),
]);

/** A message that is malformed or failed comes again, and ends in the dead letters. */
export const fulfilMessages =
  (deps: FulfilDeps) =>
  async ({ Records }: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { body, messageId } of Records) {
      try {
        await workOff(deps, z.parse(message, JSON.parse(body)));
      } catch (fault) {
        log.error('fulfilment-failed', { messageId, ...faultFields(fault) });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };

async function workOff(deps: FulfilDeps, told: z.output<typeof message>) {
  if (told.trigger === 'order') {
    const completed = await fulfilOrder(deps, told);
    log.info('order-fulfilled', { orderId: told.orderId, completed });
    return;
  }
  const { completed, failed } = await fulfilDue(deps);
  log.info('orders-fulfilled', { completed, failed });
  if (failed > 0) throw new Error('Some orders could not be completed');
}
