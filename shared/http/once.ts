/** An operation's work, done once for each Idempotency-Key; sent again, it gets the same answer. */
import type { Begun, Claim, Idempotency } from '../idempotency.store.ts';
import type { Refused } from '../result.ts';
import { refuse, type AnswerHeaders, type Refusal } from './operation.ts';
import type { ProblemCode, SuccessKind } from './problem.ts';

/** What is kept of an answer. */
export type Kept<V> = { ok: true; value: V; as?: SuccessKind; headers?: AnswerHeaders };

export const idempotencyHeader = {
  'Idempotency-Key':
    'Required where something is stored: 1 to 255 visible characters, chosen by you, new for each request you mean. ' +
    'The same request under the same key has the same answer for 24 hours, and is done once',
};
export const idempotencyProblems = [
  'idempotency-key-required',
  'idempotency-key-reused',
  'idempotency-key-in-flight',
] as const;
type KeyRefusal = Refused<Refusal<(typeof idempotencyProblems)[number]>>;

type Request = {
  accountNumber: string;
  headers: Readonly<Record<string, string | undefined>>;
  /** Everything that makes it this request. */
  request: unknown;
};

/**
 * `work` puts `answeredPart` into its own transaction and says that it did by `stored`. An answer
 * that stored nothing is kept all the same; a refusal is not.
 */
export async function once<V, Code extends ProblemCode>(
  idempotency: Idempotency,
  { accountNumber, headers, request }: Request,
  work: (claim: Claim) => Promise<{ answer: Kept<V>; stored: boolean } | Refused<Refusal<Code>>>,
): Promise<Kept<V> | Refused<Refusal<Code>> | KeyRefusal> {
  const key = headers['idempotency-key'] ?? '';
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) return refuse({ reason: 'idempotency-key-required' });
  const begun: Begun = await idempotency.begin(accountNumber, key, request);
  switch (begun.state) {
    case 'answered':
      // Written by this function for this very route.
      return begun.answer as Kept<V>;
    case 'reused':
      return refuse({ reason: 'idempotency-key-reused' });
    case 'in-flight':
      return refuse({ reason: 'idempotency-key-in-flight', retryAfter: begun.retryAfter });
    case 'new':
      break;
  }
  // A fault leaves the claim: nobody knows whether the work was done, until it ends by itself.
  const outcome = await work(begun.claim);
  if ('ok' in outcome) {
    await begun.claim.release();
    return outcome;
  }
  if (!outcome.stored) await begun.claim.answer(outcome.answer);
  return outcome.answer;
}
