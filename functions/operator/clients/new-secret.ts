import { randomBytes } from 'node:crypto';
import { secretHash } from '../../../shared/operator-client.ts';

/** The secret is for the answer, what is to be stored holds its hash. */
export function newSecret(now: Date) {
  const secret = randomBytes(32).toString('base64url');
  const stored = {
    secretId: randomBytes(6).toString('hex'),
    hash: secretHash(secret),
    createdAt: now.getTime(),
  };
  return { secret, stored };
}
