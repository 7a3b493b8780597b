import type * as z from 'zod/mini';
import type { Language } from '../../../shared/http/fields.ts';
import { once, type Kept } from '../../../shared/http/once.ts';
import { operation, refuse, type Input } from '../../../shared/http/operation.ts';
import type { Claim, Idempotency } from '../../../shared/idempotency.store.ts';
import { orderView } from '../../../shared/order-view.ts';
import { limitOf } from '../allowance.ts';
import { measured, overageView } from '../usage-view.ts';
import { dataAddOnsContract } from './contract.ts';
import { loadPage, type Page, type PageDeps } from './load-page.ts';
import { decidePurchase, type Purchase } from './purchase.ts';

/** Account, terms or totals were changed between reading and writing: decided again, so often. */
const tries = 10;

type Route = (typeof dataAddOnsContract)['buyDataAddOn'];
type Value = z.input<Route['answer']>;
export type Deps = PageDeps & { idempotency: Idempotency };

export const buyDataAddOn = (deps: Deps) =>
  operation(dataAddOnsContract.buyDataAddOn, async (input) => {
    if (input.query.dryRun === 'true') {
      const decided = await decide(deps, input);
      return decided.ok ? tried(decided.value) : decided;
    }
    const { caller, headers, params, body } = input;
    return once<Value, Code>(
      deps.idempotency,
      {
        ...{ accountNumber: caller.accountNumber, headers },
        request: ['buy-data-add-on', params, body],
      },
      (claim) => buy(deps, input, claim),
    );
  });

type Code =
  'not-found' | 'unlimited-plan' | 'unknown-data-add-on' | 'too-many-data-add-ons' | 'conflict';

async function buy(deps: Deps, input: Input<Route>, claim: Claim) {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const decided = await decide(deps, input);
    if (!decided.ok) return decided;
    const { page, purchase } = decided.value;
    const answer = done(decided.value);
    const { caller } = input;
    const answered = claim.answeredPart(answer);
    if (await deps.store.buy({ page, purchase, caller, answered })) return { answer, stored: true };
  }
  return refuse({ reason: 'conflict' });
}

type Decided = { page: Page; purchase: Purchase; language: Language };

async function decide(deps: Deps, { params, body, caller, language }: Input<Route>) {
  const { accountNumber } = caller;
  const page = await loadPage(deps, { accountNumber, ...params, ...body });
  if (page === undefined) return refuse({ reason: 'not-found' });
  const decided = decidePurchase(page, body.dataAddOnId, { caller, noticeAt: deps.noticeAt });
  if (!decided.ok) return decided;
  const value: Decided = {
    ...{ page, purchase: decided.value, language: language ?? page.account.language },
  };
  return { ok: true, value } as const;
}

const done = ({ page, purchase, language }: Decided): Kept<Value> => ({
  ok: true,
  value: {
    order: orderView(purchase.order, language, page.now),
    ...figuresAfter(page, purchase),
  },
  headers: { 'content-language': language },
});

/** What would be. */
function tried({ page, purchase, language }: Decided): Kept<Value> {
  const { orderId: _none, ...order } = orderView(purchase.order, language, page.now);
  return {
    ok: true,
    as: 'ok',
    value: { order, ...figuresAfter(page, purchase) },
    headers: { 'content-language': language },
  };
}

function figuresAfter({ period, used }: Page, { terms }: Purchase) {
  const allowance = measured(used, limitOf(terms));
  if (allowance.unlimited) throw new Error('Nothing is added to what has no limit');
  return { period, allowance, ...overageView(terms, used) };
}
