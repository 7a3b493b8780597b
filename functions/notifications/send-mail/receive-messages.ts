/** Works off messages that name an outbox item; each fails for itself only. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../shared/log.ts';

const message = z.strictObject({
  outboxId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
});

export const receiveMessages =
  (work: (outboxId: string) => Promise<void>) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const done = await Promise.all(Records.map((record) => succeeds(work, record)));
    return {
      batchItemFailures: Records.filter((_, index) => !done[index]).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    };
  };

async function succeeds(work: (outboxId: string) => Promise<void>, { body, messageId }: SQSRecord) {
  const outboxId = outboxIdIn(body);
  if (outboxId === undefined) {
    // Retries don't help it; the dead letters keep it for a person to look at.
    log.error('message-unreadable', { messageId });
    return false;
  }
  try {
    await work(outboxId);
    return true;
  } catch (fault) {
    log.error('mail-not-sent', { messageId, outboxId, ...faultFields(fault) });
    return false;
  }
}

function outboxIdIn(body: string): string | undefined {
  try {
    return z.safeParse(message, JSON.parse(body)).data?.outboxId;
  } catch {
    // Not JSON. The fault's own text would quote it.
    return undefined;
  }
}
