/** Looks after the signing keys once a day; each finding is a line of its own, and an alarm. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Clock } from '../../../shared/clock.ts';
import { ageInDays, mostKeys, type KeySet } from '../../../shared/jwks/schema.ts';
import { faultFields, log } from '../../../shared/log.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import { findingsOn, type Key } from './key-rules.ts';

const order = z.object({
  job: z.literal('check-keys'),
  trigger: z.literal('schedule'),
  scheduledFor: z.iso.datetime({ offset: true }),
});

export type CheckKeysDeps = {
  published: Secret<KeySet>;
  deployed: KeySet;
  maxAgeInDays: number;
  clock: Clock;
};

/** An order that is malformed, or a check that failed, comes again and ends in the dead letters. */
export const checkKeysOnOrder =
  (deps: CheckKeysDeps) =>
  async ({ Records }: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { body, messageId } of Records) {
      if (!(await isDone(body, messageId, deps))) {
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };

async function isDone(body: string, messageId: string, deps: CheckKeysDeps): Promise<boolean> {
  try {
    z.parse(order, JSON.parse(body));
    await checkKeys(deps);
    return true;
  } catch (fault) {
    log.error('check-failed', { messageId, ...faultFields(fault) });
    return false;
  }
}

async function checkKeys({ published, deployed, maxAgeInDays, clock }: CheckKeysDeps) {
  const now = clock.now();
  const { keys } = await published();
  const findings = findingsOn({
    published: keys.map(keyAt(now)),
    deployed: deployed.keys.map(keyAt(now)),
    maxAgeInDays,
    mostKeys,
  });
  for (const { code, ...data } of findings) log.error(code, data);
  log.info('keys-checked', { keys: keys.length, findings: findings.length });
}

const keyAt =
  (now: Date) =>
  ({ kid, x, y }: KeySet['keys'][number]): Key => ({
    keyId: kid,
    x,
    y,
    ageInDays: ageInDays(kid, now),
  });
