import { nameIn, type InternetPlan } from '../../../shared/catalog/catalog.ts';
import type { Language } from '../../../shared/http/fields.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { cad } from '../../../shared/money.ts';
import { loadService, type CatalogDeps } from '../../../shared/plans/load-service.ts';
import type { PlanStore } from '../../../shared/plans/store.ts';
import { upgradesFrom } from '../../../shared/plans/upgrades.ts';
import { planContract } from './contract.ts';

type Deps = CatalogDeps & { store: PlanStore };

export const listUpgrades = (deps: Deps) =>
  operation(planContract.listUpgrades, async ({ params, caller, language: wanted }) => {
    const account = await deps.store.account(caller.accountNumber);
    const found = await loadService(deps, account, { type: 'internet', ...params });
    if (found === undefined) return refuse({ reason: 'not-found' });
    const { service, current } = found;
    const language = wanted ?? found.account.language;
    const { pendingOrderId } = service;
    return {
      ok: true,
      value: {
        current: shown(current, language),
        ...(pendingOrderId === undefined ? {} : { pendingOrderId }),
        items: upgradesFrom(found).map((plan) => ({
          ...shown(plan, language),
          priceDifference: cad(plan.monthlyPrice.amount - current.monthlyPrice.amount),
        })),
      },
      headers: { 'content-language': language },
    };
  });

function shown(plan: InternetPlan, language: Language) {
  const { planId, name, monthlyPrice, downloadMbps, uploadMbps, allowance } = plan;
  return {
    ...{ planId, name: nameIn(name, language), monthlyPrice },
    ...{ downloadMbps, uploadMbps, allowance },
  };
}
