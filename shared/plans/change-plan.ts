/** Moving a service up to a higher plan: checked, and placed as an order. */
import type * as z from 'zod/mini';
import type { StoredAccount } from '../account.ts';
import type { Customer } from '../http/caller.ts';
import type { Language } from '../http/fields.ts';
import { refuse } from '../http/operation.ts';
import type { Idempotency } from '../idempotency.store.ts';
import { orderView } from '../order-view.ts';
import { orderedChange, type Drafted } from '../ordered-change.ts';
import { isOpen } from '../orders.ts';
import { ok } from '../result.ts';
import type { planChange, planChangeAnswer } from './contract.ts';
import { loadService, type CatalogDeps } from './load-service.ts';
import type { PlanStore } from './store.ts';
import { chosenPlan, planOrder, type Terms, type UpgradablePlan } from './upgrades.ts';

/** The account was changed between reading and writing: decided again, so often. */
const tries = 3;

export type PlanChangeDeps = CatalogDeps & {
  store: PlanStore;
  idempotency: Idempotency;
  terms: Terms;
};

type Value = z.input<typeof planChangeAnswer>;
type Code = 'not-found' | 'unknown-plan' | 'not-an-upgrade' | 'order-pending' | 'conflict';
type Decided = Drafted & { account: StoredAccount };
type PlanType = UpgradablePlan['type'];
type Asked = {
  params: { serviceId: string };
  query: z.output<typeof planChange.query>;
  body: z.output<typeof planChange.body>;
  headers: Readonly<Record<string, string | undefined>>;
  caller: Customer;
  language: Language | undefined;
};

export const changePlan = (deps: PlanChangeDeps, type: PlanType, asked: Asked) =>
  orderedChange<Value, Decided, Code>(deps.idempotency, asked, {
    ...{ name: 'change-plan', tries },
    decide: () => decide(deps, type, asked),
    answer: (_decided, order) => ({ changed: true, order }),
    store: (decided, answered) => deps.store.place({ ...decided, caller: asked.caller, answered }),
  });

async function decide(
  deps: PlanChangeDeps,
  type: PlanType,
  { params, body, caller, language }: Asked,
) {
  const account = await deps.store.accountNow(caller.accountNumber);
  const subject = await loadService(deps, account, { type, ...params, alsoPlan: body.planId });
  if (subject === undefined) return refuse({ reason: 'not-found' });
  const { service, current } = subject;
  const spoken = language ?? subject.account.language;
  const now = deps.clock.now();

  const { pendingOrderId } = service;
  if (pendingOrderId !== undefined) {
    const pending = await deps.store.order(caller.accountNumber, pendingOrderId);
    // It has ended since the account was read.
    if (pending === undefined || !isOpen(pending.status)) return refuse({ reason: 'conflict' });
    return refuse({ reason: 'order-pending', order: orderView(pending, spoken, now) });
  }
  const chosen = chosenPlan(subject, body.planId);
  if (!chosen.ok) return chosen;
  const to = chosen.value;
  if (to === 'as-it-is') return ok({ asItIs: { changed: false }, language: spoken });
  const order = planOrder(
    { account: subject.account, service, from: current, to, when: body.when, caller, now },
    deps.terms,
  );
  return ok({ order, account: subject.account, language: spoken, now });
}
