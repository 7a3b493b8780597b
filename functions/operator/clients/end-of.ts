import { refuse } from '../../../shared/http/operation.ts';
import { ok } from '../../../shared/result.ts';

/** The instant as it is stored; refuses one that has passed. Null and undefined stay what they are. */
export function endOf(expiresAt: string | null | undefined, now: Date) {
  if (expiresAt === undefined || expiresAt === null) return ok(expiresAt);
  const endsAt = Date.parse(expiresAt);
  if (endsAt > now.getTime()) return ok(endsAt);
  const issues = [{ path: 'body.expiresAt', expected: 'an instant in the future' }];
  return refuse({ reason: 'invalid-request', issues });
}
