/** How every change goes: read, decide, write; and again when somebody else wrote in between. */
import type { Activity } from '../../../shared/activity.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import type { AnswerHeaders } from '../../../shared/http/operation.ts';
import { refuse, type Refused } from '../../../shared/result.ts';
import type { StoredSecurity } from '../../../shared/security-products.ts';
import { loadProductPage, type Deps, type ProductPage } from './load-page.ts';

/** More than the devices of a household ask at one moment. */
const tries = 10;

type Change<T> = {
  ok: true;
  answer: T;
  headers?: AnswerHeaders;
  /** Undefined when there is nothing to store. */
  after: StoredSecurity | undefined;
  entry?: Pick<Activity, 'action' | 'details'> | undefined;
};

export async function changeProduct<T, R extends { reason: string }>(
  deps: Deps,
  caller: Customer,
  at: { serviceId: string; productId: string },
  decide: (page: ProductPage) => Change<T> | Refused<R>,
): Promise<
  | { ok: true; value: T; headers: AnswerHeaders }
  | Refused<R>
  | Refused<{ reason: 'not-found' } | { reason: 'conflict' }>
> {
  const { accountNumber } = caller;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const page = await loadProductPage(deps, accountNumber, at);
    if (page === undefined) return refuse({ reason: 'not-found' });
    const change = decide(page);
    if (!change.ok) return change;
    const { after, entry, answer, headers = {} } = change;
    if (after === undefined || (await deps.store.save(caller, after, entry, deps.clock.now()))) {
      return { ok: true, value: answer, headers };
    }
  }
  return refuse({ reason: 'conflict' });
}
