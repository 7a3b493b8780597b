/**
 * Once a period's total has come to where there is something to look at: sets down the terms of a
 * period that has its first usage, takes a plan that has changed into them, keeps what usage beyond
 * the allowance costs, and tells the customer what part of it is used. The period's own item says when to look again, so that other
 * folds read nothing of this.
 *
 * It happens after the total was written. Killed in between, its fold is not committed: the next
 * one writes the total again, and looks again. The notice and its mail are one transaction.
 */
import { dayOf, periodOf } from '../../../../shared/calendar.ts';
import { internetPlanOf, type Catalogs } from '../../../../shared/catalog/catalog.ts';
import type { UsageHeader } from '../../../../shared/usage-header.ts';
import { planDuring } from '../../../../shared/usage-header.ts';
import { usedIn, type UsagePeriod } from '../../../../shared/usage-period.ts';
import type { UsageTerms } from '../../../../shared/usage-terms.ts';
import {
  dueNotice,
  looked,
  lookNextAt,
  termsUnder,
  withNotice,
  type NoticeAt,
} from '../../allowance.ts';
import type { ServiceTotal } from '../fold.ts';
import type { ReviewStore } from './review.store.ts';

export type ReviewDeps = {
  store: ReviewStore;
  catalogs: Catalogs;
  now: Date;
  noticeAt: NoticeAt;
};

const tries = 5;

export const isToBeLookedAt = (period: UsagePeriod) =>
  period.lookAt === undefined ||
  (period.lookAt !== 'never' && usedIn(period.days) >= period.lookAt);

export async function reviewTerms(deps: ReviewDeps, total: ServiceTotal): Promise<void> {
  const { store, now, noticeAt } = deps;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const found = await store.underReview(total);
    // Nobody's account, or another fold has been here.
    if (found === undefined || !isToBeLookedAt(found.period)) return;
    const used = usedIn(found.period.days);
    const today = dayOf(now.getTime(), found.header.timeZone);
    const { end } = periodOf(found.period.start, found.header.cycles);
    const terms = await termsNow(deps, found, { end, today, used });
    // What is over is shown and billed; there is nothing left to watch.
    const isOver = end < today || terms === undefined;
    const due = isOver ? undefined : dueNotice(terms, used, noticeAt);
    const seen = terms && looked(terms, used);
    const after = seen && due !== undefined ? withNotice(seen, due, used, now) : seen;
    const lookAt = isOver || after === undefined ? 'never' : lookNextAt(after, used, noticeAt);
    if (await store.saveReview({ ...found, after, lookAt, due, periodEnd: end, now })) return;
  }
  throw new Error('The terms of a period kept changing');
}

type At = { end: string; today: string; used: bigint };

/** Undefined of a period that was over before the plan of then is on file: history, as it was loaded. */
async function termsNow(
  { catalogs, noticeAt }: ReviewDeps,
  { header, terms, period }: { header: UsageHeader; terms?: UsageTerms; period: UsagePeriod },
  { end, today, used }: At,
): Promise<UsageTerms | undefined> {
  const planId = planDuring(header, end, today);
  if (planId === undefined || terms?.planId === planId) return terms;
  const plan = await planNow(catalogs, today, planId);
  return termsUnder(terms, plan, { start: period.start, used, noticeAt });
}

async function planNow(catalogs: Catalogs, today: string, planId: string) {
  for (const catalog of [() => catalogs.inForce(today), () => catalogs.inForceNow(today)]) {
    const found = await catalog();
    const plan = found && internetPlanOf(found.document, planId);
    if (plan !== undefined) return plan;
  }
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  throw new Error('The catalog lacks the plan of an Internet service');
}
