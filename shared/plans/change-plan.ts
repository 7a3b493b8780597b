/** Moving a service up to a higher plan: checked, and placed as an order. */
import type * as z from 'zod/mini';
import type { StoredAccount } from '../account.ts';
import type { PlanOf } from '../catalog/catalog.ts';
import type { Customer } from '../http/caller.ts';
import type { Language } from '../http/fields.ts';
import { refuse, type Refusal } from '../http/operation.ts';
import type { ProblemCode } from '../http/problem.ts';
import type { Idempotency } from '../idempotency.store.ts';
import { orderView } from '../order-view.ts';
import { orderedChange, type Drafted } from '../ordered-change.ts';
import { isOpen } from '../orders.ts';
import { ok, type Ok, type Refused } from '../result.ts';
import type { planChange, planChangeAnswer } from './contract.ts';
import { loadService, type CatalogDeps } from './load-service.ts';
import type { PlanStore } from './store.ts';
import {
  chosenPlan,
  daysOf,
  planOrder,
  type Move,
  type Moved,
  type Terms,
  type UpgradablePlan,
} from './upgrades.ts';

/** The account was changed between reading and writing: decided again, so often. */
const tries = 3;

export type PlanChangeDeps = CatalogDeps & {
  store: PlanStore;
  idempotency: Idempotency;
  terms: Terms;
};

type PlanType = UpgradablePlan['type'];

export type PlanKind<T extends PlanType, Code extends ProblemCode> = {
  type: T;
  /** What comes of a change beside the plan itself, or why it cannot be yet. */
  decide: (move: Move<PlanOf<T>>, language: Language) => Ok<Moved> | Refused<Refusal<Code>>;
};

type Value = z.input<typeof planChangeAnswer>;
type UsualCode = Exclude<(typeof planChange.problems)[number], `idempotency-key-${string}`>;
type Decided = Drafted & { account: StoredAccount };
type Asked = {
  params: { serviceId: string };
  query: z.output<typeof planChange.query>;
  body: z.output<typeof planChange.body>;
  headers: Readonly<Record<string, string | undefined>>;
  caller: Customer;
  language: Language | undefined;
};

export const changePlan = <T extends PlanType, Code extends ProblemCode>(
  deps: PlanChangeDeps,
  kind: PlanKind<T, Code>,
  asked: Asked,
) =>
  orderedChange<Value, Decided, UsualCode | Code>(deps.idempotency, asked, {
    ...{ name: 'change-plan', tries },
    decide: () => decide(deps, kind, asked),
    answer: (_decided, order) => ({ changed: true, order }),
    store: (decided, answered) => deps.store.place({ ...decided, caller: asked.caller, answered }),
  });

async function decide<T extends PlanType, Code extends ProblemCode>(
  deps: PlanChangeDeps,
  kind: PlanKind<T, Code>,
  { params, body, caller, language }: Asked,
) {
  const { type } = kind;
  const stored = await deps.store.accountNow(caller.accountNumber);
  const subject = await loadService(deps, stored, { type, ...params, alsoPlan: body.planId });
  if (subject === undefined) return refuse({ reason: 'not-found' });
  const { account, service } = subject;
  const spoken = language ?? account.language;
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
  const { when } = body;
  const move = { ...subject, to, when, ...daysOf(when, account, now) };
  const moved = kind.decide(move, spoken);
  if (!moved.ok) return moved;
  const order = planOrder(move, moved.value, { caller, now, terms: deps.terms });
  return ok({ order, account, language: spoken, now });
}
