import type * as z from 'zod/mini';
import { operation, refuse, type Input } from '../../../shared/http/operation.ts';
import type { Idempotency } from '../../../shared/idempotency.store.ts';
import { orderedChange, type Drafted } from '../../../shared/ordered-change.ts';
import { ok } from '../../../shared/result.ts';
import { limitOf } from '../allowance.ts';
import { measured, overageView } from '../usage-view.ts';
import { dataAddOnsContract } from './contract.ts';
import { loadPage, type Page, type PageDeps } from './load-page.ts';
import { decidePurchase, type Purchase } from './purchase.ts';

/** Account, terms or totals were changed between reading and writing: decided again, so often. */
const tries = 10;

type Route = (typeof dataAddOnsContract)['buyDataAddOn'];
type Value = z.input<Route['answer']>;
type Code = 'not-found' | 'unlimited-plan' | 'unknown-data-add-on' | 'too-many-data-add-ons';
type Decided = Drafted & { page: Page; purchase: Purchase };
export type Deps = PageDeps & { idempotency: Idempotency };

export const buyDataAddOn = (deps: Deps) =>
  operation(dataAddOnsContract.buyDataAddOn, (input) =>
    orderedChange<Value, Decided, Code>(deps.idempotency, input, {
      ...{ name: 'buy-data-add-on', tries },
      decide: () => decide(deps, input),
      answer: ({ page, purchase }, order) => ({ order, ...figuresAfter(page, purchase) }),
      store: ({ page, purchase }, answered) =>
        deps.store.buy({ page, purchase, caller: input.caller, answered }),
    }),
  );

async function decide(deps: Deps, { params, body, caller, language }: Input<Route>) {
  const { accountNumber } = caller;
  const page = await loadPage(deps, { accountNumber, ...params, ...body });
  if (page === undefined) return refuse({ reason: 'not-found' });
  const decided = decidePurchase(page, body.dataAddOnId, { caller, noticeAt: deps.noticeAt });
  if (!decided.ok) return decided;
  const { account, now } = page;
  const purchase = decided.value;
  return ok({
    ...{ page, purchase, now, order: purchase.order, language: language ?? account.language },
  });
}

function figuresAfter({ period, used }: Page, { terms }: Purchase) {
  const allowance = measured(used, limitOf(terms));
  if (allowance.unlimited) throw new Error('Nothing is added to what has no limit');
  return { period, allowance, ...overageView(terms, used) };
}
