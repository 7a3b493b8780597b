import { nameIn } from '../../../shared/catalog/catalog.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { boughtView } from '../usage-view.ts';
import { dataAddOnsContract } from './contract.ts';
import { loadPage, type PageDeps } from './load-page.ts';
import { whyNothing } from './purchase.ts';

export const listDataAddOns = (deps: PageDeps) =>
  operation(dataAddOnsContract.listDataAddOns, async ({ params, caller, language: wanted }) => {
    const { accountNumber } = caller;
    const page = await loadPage(deps, { accountNumber, ...params });
    if (page === undefined) return refuse({ reason: 'not-found' });
    const language = wanted ?? page.account.language;
    const nothingOffered = whyNothing(page);
    const offered = nothingOffered === undefined ? page.sold : [];
    return {
      ok: true,
      value: {
        period: page.period,
        items: offered.map(({ dataAddOnId, name, bytes, price }) => ({
          ...{ dataAddOnId, name: nameIn(name, language), bytes, price },
        })),
        ...(nothingOffered === undefined ? {} : { nothingOffered }),
        bought: boughtView(page.terms, language),
      },
      headers: { 'content-language': language },
    };
  });
