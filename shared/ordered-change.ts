/**
 * A change of a service, as a customer asks for it: only tried when `dryRun=true`; else decided and
 * stored as an order, once for each Idempotency-Key.
 */
import type * as z from 'zod/mini';
import type { Customer } from './http/caller.ts';
import type { Language } from './http/fields.ts';
import { once, type Kept } from './http/once.ts';
import { refuse, type Refusal } from './http/operation.ts';
import type { ProblemCode } from './http/problem.ts';
import type { Idempotency } from './idempotency.store.ts';
import { orderView, type draftOrder } from './order-view.ts';
import type { StoredOrder } from './orders.ts';
import type { Ok, Refused } from './result.ts';
import type { Part } from './table/transactions.ts';

type Asked = {
  params: unknown;
  body?: unknown;
  query: { dryRun?: 'true' | 'false' | undefined };
  caller: Customer;
  headers: Readonly<Record<string, string | undefined>>;
};

/** What was decided; or that there is nothing to change, and what is answered then. */
export type Drafted = { order: StoredOrder; language: Language; now: Date };
export type AsItIs<V> = { asItIs: V; language: Language };

type DraftOrder = z.input<typeof draftOrder>;

type Change<V, D extends Drafted, Code extends ProblemCode> = {
  /** Tells the request from others under its key. */
  name: string;
  /** How often it is decided, when what it was decided on is changed before it is stored. */
  tries: number;
  decide: () => Promise<Ok<D | AsItIs<V>> | Refused<Refusal<Code>>>;
  /** The answer, with the order; which has no id when it is only tried. */
  answer: (decided: D, order: DraftOrder) => V;
  /**
   * All in one transaction, `answered` with it. False when what it was decided on has changed, or
   * another request has taken the key over.
   */
  store: (decided: D, answered: Part) => Promise<boolean>;
};

type IdempotencyCode = Extract<ProblemCode, `idempotency-key-${string}`>;

export async function orderedChange<V, D extends Drafted, Code extends ProblemCode>(
  idempotency: Idempotency,
  { params, body, query, caller, headers }: Asked,
  { name, tries, decide, answer, store }: Change<V, D, Code>,
): Promise<Kept<V> | Refused<Refusal<Code | 'conflict' | IdempotencyCode>>> {
  const answered = (decided: D, order: DraftOrder): Kept<V> => ({
    ok: true,
    value: answer(decided, order),
    headers: { 'content-language': decided.language },
  });
  const shown = ({ order, language, now }: D) => orderView(order, language, now);

  if (query.dryRun === 'true') {
    const decided = await decide();
    if (!decided.ok) return decided;
    const { value } = decided;
    if (isAsItIs(value)) return unchanged(value);
    const { orderId: _none, ...order } = shown(value);
    return { ...answered(value, order), as: 'ok' };
  }
  return once<V, Code | 'conflict'>(
    idempotency,
    { accountNumber: caller.accountNumber, headers, request: [name, params, body] },
    async (claim) => {
      for (let attempt = 1; attempt <= tries; attempt++) {
        const decided = await decide();
        if (!decided.ok) return decided;
        const { value } = decided;
        if (isAsItIs(value)) return { answer: unchanged(value), stored: false };
        const kept = answered(value, shown(value));
        if (await store(value, claim.answeredPart(kept))) return { answer: kept, stored: true };
      }
      return refuse({ reason: 'conflict' });
    },
  );
}

const isAsItIs = <V>(decided: Drafted | AsItIs<V>): decided is AsItIs<V> => 'asItIs' in decided;

const unchanged = <V>({ asItIs, language }: AsItIs<V>): Kept<V> => ({
  ...{ ok: true, as: 'ok', value: asItIs },
  headers: { 'content-language': language },
});
