import { etagOf } from '../../shared/http/etag.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { tvContract } from './contract.ts';
import { lineupView } from './lineup.ts';
import { loadPage, type PageDeps } from './load-page.ts';
import { revisionOf } from './revision.ts';

export const getLineup = (deps: PageDeps) =>
  operation(tvContract.getLineup, async ({ params, query, caller }) => {
    const { accountNumber, permissions } = caller;
    const page = await loadPage(deps, { accountNumber, ...params });
    if (page === undefined) return refuse({ reason: 'not-found' });
    const { service, account, catalogVersion, holdings } = page;
    const mayChange = permissions.includes('changeServices');
    // Everything that the answer is made from; the filter is in the address.
    const state = [catalogVersion, holdings.today, revisionOf(service), account.kind, mayChange];
    return {
      ok: true,
      value: lineupView(page, query, mayChange),
      headers: { etag: etagOf(state.join('-')), 'cache-control': 'private, no-cache' },
    };
  });
