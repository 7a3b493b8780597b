import { hash } from 'node:crypto';
import { operation, type TextBody } from '../../../shared/http/operation.ts';
import { receipt } from './batch.ts';
import { usageIntakeContract } from './contract.ts';
import { readBatch } from './read-batch.ts';
import { takeBatch, type TakeDeps } from './take-batch.ts';

export const receiveUsage = (deps: TakeDeps) =>
  operation(usageIntakeContract.receiveUsage, async ({ body }) => {
    const arrival = { batchId: batchIdOf(body), receivedAt: deps.clock.now().getTime() };
    const { batch, rejected } = await takeBatch(deps, arrival, () => readBatch(body));
    return { ok: true, value: receipt(batch, rejected) };
  });

/** The same text read in another way is another batch. However it was compressed does not matter. */
const batchIdOf = ({ text, mediaType }: TextBody) =>
  hash(
    'sha256',
    mediaType === 'application/json' ? text : `${mediaType}\n${text}`,
    'base64url',
  ).slice(0, 22);
