/** What a period's allowance is, what beyond it costs, and when there is something to tell. Pure. */
import type { Day } from '../../shared/calendar.ts';
import type { InternetPlan } from '../../shared/catalog/catalog.ts';
import {
  costsMoreAt,
  overageCharge,
  usualOverage,
  type OverageRate,
} from '../../shared/overage.ts';
import type { Allowance, BoughtData, UsageTerms } from '../../shared/usage-terms.ts';

/** The part of a plan that the terms are made from. */
export type PlanTerms = Pick<InternetPlan, 'planId' | 'allowance' | 'overage'>;

export const allowanceOf = ({ allowance }: Pick<PlanTerms, 'allowance'>): Allowance =>
  allowance === 'unlimited' ? 'unlimited' : BigInt(allowance);

function rateOf({ allowance, overage }: PlanTerms): OverageRate | undefined {
  if (allowance === 'unlimited' || overage === 'none') return undefined;
  if (overage === undefined) return usualOverage;
  const { price, bytes, cap } = overage;
  return { price: price.amount, bytes: BigInt(bytes), ...(cap && { cap: cap.amount }) };
}

/** Of a period of which nothing was set down yet. */
export const freshTerms = (start: Day, plan: PlanTerms): UsageTerms => ({
  start,
  planId: plan.planId,
  allowance: allowanceOf(plan),
  overage: rateOf(plan),
  ...{ addOns: [], incurred: 0, charged: 0, notices: [], told: 0, version: 0 },
});

/** What holds of a period: what was set down of it, under the plan that it has; undefined: unknown. */
export function termsUnder(
  stored: UsageTerms | undefined,
  plan: PlanTerms | undefined,
  { start, used, noticeAt }: { start: Day; used: bigint; noticeAt: NoticeAt },
): UsageTerms | undefined {
  if (plan === undefined) return stored;
  return stored === undefined ? freshTerms(start, plan) : underPlan(stored, plan, used, noticeAt);
}

/** With what was bought on top. */
export const limitOf = ({ allowance, addOns }: UsageTerms): Allowance =>
  allowance === 'unlimited'
    ? allowance
    : addOns.reduce((limit, { bytes }) => limit + bytes, allowance);

/** Cents for the whole period under the terms of now. */
function chargeUnder(terms: UsageTerms, used: bigint): number {
  const limit = limitOf(terms);
  if (limit === 'unlimited' || terms.overage === undefined) return 0;
  return overageCharge(used, limit, terms.overage);
}

/** Cents, so far. */
export const overageOf = (terms: UsageTerms, used: bigint): number =>
  Math.max(terms.incurred, chargeUnder(terms, used));

/** Thresholds in percent, ascending. */
export type NoticeAt = readonly number[];

/** Whether so much of the limit is used; of a limit of nothing, all is. */
const isReached = (percent: number, used: bigint, limit: Allowance) =>
  limit !== 'unlimited' && used * 100n >= limit * BigInt(percent);

const highestReached = (terms: UsageTerms, used: bigint, noticeAt: NoticeAt) =>
  noticeAt.findLast((percent) => isReached(percent, used, limitOf(terms))) ?? 0;

/**
 * After a change of them: a notice that does not hold any more under the new limit is given again,
 * unless it was given of that very limit before.
 */
function changed(terms: UsageTerms, used: bigint, noticeAt: NoticeAt): UsageTerms {
  const limit = limitOf(terms);
  const ofLimit = terms.notices.filter((one) => one.limit === limit).map(({ percent }) => percent);
  const stillHolds = Math.min(terms.told, highestReached(terms, used, noticeAt));
  return {
    ...terms,
    charged: chargeUnder(terms, used),
    told: Math.max(stillHolds, ...ofLimit),
  };
}

/**
 * The plan's allowance is that of the whole period, whenever the plan changed in it. What was
 * incurred by the last look before stays: `used` may hold what was used since the change.
 */
export const underPlan = (
  terms: UsageTerms,
  plan: PlanTerms,
  used: bigint,
  noticeAt: NoticeAt,
): UsageTerms =>
  terms.planId === plan.planId
    ? terms
    : changed(
        {
          ...terms,
          ...{ planId: plan.planId, allowance: allowanceOf(plan), overage: rateOf(plan) },
          incurred: Math.max(terms.incurred, Math.min(terms.charged, chargeUnder(terms, used))),
        },
        used,
        noticeAt,
      );

/** `used` is what was used when it was bought. */
export const withAddOn = (
  terms: UsageTerms,
  bought: BoughtData,
  used: bigint,
  noticeAt: NoticeAt,
): UsageTerms =>
  changed(
    { ...terms, addOns: [...terms.addOns, bought], incurred: overageOf(terms, used) },
    used,
    noticeAt,
  );

/** Keeps what is charged by now, for when the plan changes. */
export function looked(terms: UsageTerms, used: bigint): UsageTerms {
  const charged = chargeUnder(terms, used);
  return charged === terms.charged ? terms : { ...terms, charged };
}

/** Of several notices that are due only the highest; undefined when none is. */
export function dueNotice(terms: UsageTerms, used: bigint, noticeAt: NoticeAt): number | undefined {
  const reached = highestReached(terms, used, noticeAt);
  return reached > terms.told ? reached : undefined;
}

export function withNotice(terms: UsageTerms, percent: number, used: bigint, now: Date) {
  const limit = limitOf(terms);
  if (limit === 'unlimited') throw new Error('What has no limit is never told of');
  const notice = { percent, at: now.getTime(), used, limit };
  return { ...terms, told: percent, notices: [...terms.notices, notice] };
}

/** The total at which there is something to look at: a notice is due, or more is charged. */
export function lookNextAt(terms: UsageTerms, used: bigint, noticeAt: NoticeAt): bigint | 'never' {
  const limit = limitOf(terms);
  if (limit === 'unlimited') return 'never';
  const percent = noticeAt.find((one) => one > terms.told);
  const notice = percent === undefined ? 'never' : (limit * BigInt(percent) + 99n) / 100n;
  const more = terms.overage === undefined ? 'never' : costsMoreAt(used, limit, terms.overage);
  if (notice === 'never' || more === 'never') return notice === 'never' ? more : notice;
  return notice < more ? notice : more;
}
