import { nameIn, type TvPlan } from '../../../shared/catalog/catalog.ts';
import { dayOf, type Day } from '../../../shared/calendar.ts';
import type { CatalogDocument } from '../../../shared/catalog/document.ts';
import type { Language } from '../../../shared/http/fields.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { cad } from '../../../shared/money.ts';
import { loadService, type CatalogDeps } from '../../../shared/plans/load-service.ts';
import type { PlanStore } from '../../../shared/plans/store.ts';
import { upgradesFrom, type Subject } from '../../../shared/plans/upgrades.ts';
import { holdingsOf } from '../../../shared/tv/holdings.ts';
import { tvPlanContract } from './contract.ts';
import { decideMove } from './move.ts';

type Deps = CatalogDeps & { store: PlanStore };

export const listTvUpgrades = (deps: Deps) =>
  operation(tvPlanContract.listTvUpgrades, async ({ params, caller, language: wanted }) => {
    const account = await deps.store.account(caller.accountNumber);
    const found = await loadService(deps, account, { type: 'tv', ...params });
    if (found === undefined) return refuse({ reason: 'not-found' });
    const { current, catalog } = found;
    const language = wanted ?? found.account.language;
    const today = dayOf(deps.clock.now().getTime(), found.account.timeZone);
    const { pendingOrderId } = found.service;
    return {
      ok: true,
      value: {
        current: shown(current, catalog, today, language),
        ...(pendingOrderId === undefined ? {} : { pendingOrderId }),
        items: upgradesFrom(found).map((plan) => ({
          ...shown(plan, catalog, today, language),
          priceDifference: cad(plan.monthlyPrice.amount - current.monthlyPrice.amount),
          ...ifToday(found, plan, { today, language }),
        })),
      },
      headers: { 'content-language': language },
    };
  });

function shown(plan: TvPlan, catalog: CatalogDocument, today: Day, language: Language) {
  const { planId, name, monthlyPrice, pick } = plan;
  // With nothing added, a service has what its plan comes with.
  const { included = [], sources = new Map() } =
    holdingsOf({ planId, addOns: [] }, catalog, today) ?? {};
  return {
    ...{ planId, name: nameIn(name, language), monthlyPrice, channels: sources.size },
    ...(pick === undefined ? {} : { pick: { regular: pick.regular, premium: pick.premium } }),
    packages: included.map((one) => ({
      ...{ packageId: one.packageId, name: nameIn(one.name, language) },
    })),
  };
}

/** In numbers, what PUT …/plan tells by name; or why it would be refused. */
function ifToday(
  subject: Subject<TvPlan>,
  to: TvPlan,
  { today, language }: { today: Day; language: Language },
) {
  const decided = decideMove({ ...subject, to, when: 'now', today, on: today }, language);
  if (!decided.ok) {
    const { reason, ...data } = decided.refusal;
    return { notYet: { code: reason, ...data } };
  }
  const { monthly, tv } = decided.value;
  if (tv === undefined) throw new Error('A TV plan has channels');
  const { gained, lost, picks, notCharged } = tv;
  return {
    ifToday: {
      monthlyDifference: cad(monthly.after - monthly.before),
      ...{ gained: gained.length, lost: lost.length, notCharged: notCharged.length },
      picks: {
        stay: picks.stay.length,
        notNeeded: picks.notNeeded.length,
        lost: picks.lost.length,
      },
    },
  };
}
