import { etagOf } from '../../shared/http/etag.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { tvContract } from './contract.ts';
import { loadPage, type PageDeps } from './load-page.ts';
import { revisionOf } from './revision.ts';
import { tvView } from './view.ts';

export const getTv = (deps: PageDeps) =>
  operation(tvContract.getTv, async ({ params, caller, language: wanted }) => {
    const { accountNumber, permissions } = caller;
    const page = await loadPage(deps, { accountNumber, ...params });
    if (page === undefined) return refuse({ reason: 'not-found' });
    const language = wanted ?? page.account.language;
    return {
      ok: true,
      value: tvView(page, language, permissions.includes('changeServices')),
      headers: { 'content-language': language, etag: etagOf(revisionOf(page.service)) },
    };
  });
