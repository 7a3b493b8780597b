import type * as z from 'zod/mini';
import type { Customer } from '../../../shared/http/caller.ts';
import type { Language } from '../../../shared/http/fields.ts';
import { once, type Kept } from '../../../shared/http/once.ts';
import { operation, refuse, type Input } from '../../../shared/http/operation.ts';
import type { Claim, Idempotency } from '../../../shared/idempotency.store.ts';
import { orderView } from '../../../shared/order-view.ts';
import { isOpen, type StoredOrder } from '../../../shared/orders.ts';
import { planContract } from './contract.ts';
import { loadService, type CatalogDeps } from './load-service.ts';
import type { PlanStore } from './store.ts';
import { chosenPlan, planOrder, type Terms } from './upgrades.ts';

/** The account was changed between reading and writing: decided again, so often. */
const tries = 3;

type Route = (typeof planContract)['changePlan'];
type Value = z.input<Route['answer']>;
export type Deps = CatalogDeps & { store: PlanStore; idempotency: Idempotency; terms: Terms };

export const changePlan = (deps: Deps) =>
  operation(planContract.changePlan, async (input) => {
    if (input.query.dryRun === 'true') {
      const decided = await decide(deps, input);
      return decided.ok ? tried(decided.value) : decided;
    }
    const { caller, headers, params, body } = input;
    return once<Value, Code>(
      deps.idempotency,
      {
        ...{ accountNumber: caller.accountNumber, headers },
        request: ['change-plan', params, body],
      },
      (claim) => change(deps, input, claim),
    );
  });

type Code = 'not-found' | 'unknown-plan' | 'not-an-upgrade' | 'order-pending' | 'conflict';

async function change(deps: Deps, input: Input<Route>, claim: Claim) {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const decided = await decide(deps, input);
    if (!decided.ok) return decided;
    const { value } = decided;
    if (value.draft === undefined) return { answer: tried(value), stored: false };
    const answer = placed(value.draft, value);
    const saved = await deps.store.place({
      ...value,
      ...{ order: value.draft, caller: input.caller, answered: claim.answeredPart(answer) },
    });
    if (saved) return { answer, stored: true };
  }
  return refuse({ reason: 'conflict' });
}

type Decided = {
  account: Parameters<PlanStore['place']>[0]['account'];
  language: Language;
  now: Date;
  /** Undefined when the service has the plan already. */
  draft: StoredOrder | undefined;
};

async function decide(deps: Deps, { params, body, caller, language }: Asked) {
  const account = await deps.store.accountNow(caller.accountNumber);
  const found = await loadService(deps, account, { ...params, alsoPlan: body.planId });
  if (found === undefined) return refuse({ reason: 'not-found' });
  const { service, current, catalog } = found;
  const spoken = language ?? found.account.language;
  const now = deps.clock.now();

  const { pendingOrderId } = service;
  if (pendingOrderId !== undefined) {
    const pending = await deps.store.order(caller.accountNumber, pendingOrderId);
    // It has ended since the account was read.
    if (pending === undefined || !isOpen(pending.status)) return refuse({ reason: 'conflict' });
    return refuse({ reason: 'order-pending', order: orderView(pending, spoken, now) });
  }
  const chosen = chosenPlan(current, body.planId, found.account, catalog);
  if (!chosen.ok) return chosen;
  const to = chosen.value;
  const draft =
    to === 'as-it-is'
      ? undefined
      : planOrder(
          { account: found.account, service, from: current, to, when: body.when, caller, now },
          deps.terms,
        );
  const value: Decided = { account: found.account, language: spoken, now, draft };
  return { ok: true, value } as const;
}

type Asked = Pick<Input<Route>, 'params' | 'body' | 'language'> & { caller: Customer };

const placed = (order: StoredOrder, { language, now }: Decided): Kept<Value> => ({
  ok: true,
  value: { changed: true, order: orderView(order, language, now) },
  headers: { 'content-language': language },
});

/** What would be, or is already. */
function tried({ draft, language, now }: Decided): Kept<Value> {
  const headers = { 'content-language': language };
  if (draft === undefined) return { ok: true, as: 'ok', value: { changed: false }, headers };
  const { orderId: _none, ...order } = orderView(draft, language, now);
  return { ok: true, as: 'ok', value: { changed: true, order }, headers };
}
