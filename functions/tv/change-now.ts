/** What every change of channels and packages does around its rule: it is had at once, or tried. */
import type { StoredService } from '../../shared/account.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { etagOf, isExpected } from '../../shared/http/etag.ts';
import type { Language } from '../../shared/http/fields.ts';
import { refuse, type Refusal } from '../../shared/http/operation.ts';
import type { ProblemCode } from '../../shared/http/problem.ts';
import { orderView } from '../../shared/order-view.ts';
import { isOpen, type StoredOrder } from '../../shared/orders.ts';
import type { Result } from '../../shared/result.ts';
import { cad } from '../../shared/money.ts';
import type { Terms } from '../../shared/plans/upgrades.ts';
import { holdingsOf } from '../../shared/tv/holdings.ts';
import { monthlyPrice } from '../../shared/tv/monthly-price.ts';
import { loadPage, type Page, type PageDeps } from './load-page.ts';
import { revisionOf } from './revision.ts';
import { tvOrder } from './tv-order.ts';

export type ChangeDeps = PageDeps & { terms: Terms };

export type Changed = {
  after: Pick<StoredService, 'addOns' | 'tv'>;
  change: StoredOrder['change'];
  /** In cents a month, of what is changed. */
  monthly: { before: number; after: number };
};

type Asked = {
  params: { serviceId: string };
  query: { dryRun?: 'true' | 'false' | undefined };
  headers: Readonly<Record<string, string | undefined>>;
  caller: Customer;
  language: Language | undefined;
};

/** The account was changed between reading and writing: decided again, so often. */
const tries = 10;

/** `decide` gives undefined for what is so already. `ids`: what is asked for. */
export async function changeNow<Code extends ProblemCode>(
  deps: ChangeDeps,
  { params, query, headers, caller, language: wanted }: Asked,
  ids: readonly string[],
  decide: (page: Page, language: Language) => Result<Changed | undefined, Refusal<Code>>,
) {
  const { accountNumber } = caller;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const page = await loadPage(deps, { accountNumber, ...params, ids });
    if (page === undefined) return refuse({ reason: 'not-found' });
    const { service, account, now } = page;
    const language = wanted ?? account.language;
    const decided = decide(page, language);
    const isSame = decided.ok && decided.value === undefined;
    // A change that has succeeded already is no conflict (RFC 9110, 13.1.1).
    if (!isSame && !isExpected(revisionOf(service), headers['if-match'])) {
      return refuse({ reason: 'conflict' });
    }
    if (isSame) return answered(page, { language });

    const pending = await pendingOrder(deps, page);
    if (pending === 'ended') continue;
    if (pending !== undefined) {
      return refuse({ reason: 'order-pending', order: orderView(pending, language, now) });
    }
    if (!decided.ok) return decided;
    const { value } = decided;
    if (value === undefined) throw new Error('What is the same was answered');
    const order = tvOrder(page, value, { caller, terms: deps.terms });
    if (query.dryRun === 'true') return answered(page, { language, value, order, isTried: true });
    if (await deps.store.change({ order, account, after: value.after, caller, now })) {
      return answered(page, { language, value, order });
    }
  }
  return refuse({ reason: 'conflict' });
}

/** Another plan that was ordered; `ended`: since the account was read. */
async function pendingOrder({ store }: ChangeDeps, { account, service }: Page) {
  const { pendingOrderId } = service;
  if (pendingOrderId === undefined) return undefined;
  const order = await store.order(account.accountNumber, pendingOrderId);
  return order === undefined || !isOpen(order.status) ? 'ended' : order;
}

type Outcome = { language: Language; value?: Changed; order?: StoredOrder; isTried?: boolean };

function answered(page: Page, { language, value, order, isTried = false }: Outcome) {
  const { holdings, now } = page;
  const shown = (one: StoredOrder) => {
    const { orderId, ...draft } = orderView(one, language, now);
    return isTried ? draft : { orderId, ...draft };
  };
  const service = { ...page.service, ...value?.after };
  const after = holdingsOf(service, holdings.catalog, holdings.today) ?? holdings;
  return {
    ok: true,
    value: {
      changed: value !== undefined,
      monthlyPrice: cad(monthlyPrice(after)),
      ...(order === undefined ? {} : { order: shown(order) }),
    },
    headers: {
      'content-language': language,
      etag: etagOf(revisionOf(isTried ? page.service : service)),
    },
  } as const;
}
