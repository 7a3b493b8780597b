import { nameIn } from '../../shared/catalog/catalog.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { internetContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { viewCurrent } from './usage-view.ts';

export const getInternet = (deps: Deps) =>
  operation(internetContract.getInternet, async ({ params, caller, language: wanted }) => {
    const { serviceId } = params;
    const page = await loadPage(deps, caller, { serviceId, before: 0 });
    if (page === undefined) return refuse({ reason: 'not-found' });

    const { service, plan } = page;
    const { status, endedOn, equipment } = service;
    const language = wanted ?? service.language;
    const { planId, monthlyPrice, downloadMbps, uploadMbps, allowance } = plan;
    return {
      ok: true,
      value: {
        ...{ serviceId, status },
        ...(endedOn === undefined ? {} : { endedOn }),
        plan: {
          ...{ planId, name: nameIn(plan.name, language), monthlyPrice },
          ...{ downloadMbps, uploadMbps, allowance },
        },
        equipment,
        ...viewCurrent(service, { ...page, language }),
      },
      headers: { 'content-language': language },
    };
  });
