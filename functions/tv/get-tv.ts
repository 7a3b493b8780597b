import { etagOf } from '../../shared/http/etag.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { upcomingChanges } from '../../shared/tv/upcoming-changes.ts';
import { tvContract } from './contract.ts';
import { loadPage, type PageDeps } from './load-page.ts';
import { revisionOf } from './revision.ts';
import { tvView } from './view.ts';

export const getTv = (deps: PageDeps) =>
  operation(tvContract.getTv, async ({ params, caller, language: wanted }) => {
    const { accountNumber, permissions } = caller;
    const page = await loadPage(deps, { accountNumber, ...params });
    if (page === undefined) return refuse({ reason: 'not-found' });
    const { account, service, holdings } = page;
    const { catalog: current, today } = holdings;
    const announced = (await deps.catalogs.announced(today)).map(({ document }) => document);
    const language = wanted ?? account.language;
    const mayChange = permissions.includes('changeServices');
    return {
      ok: true,
      value: tvView(page, upcomingChanges(service, { current, announced }, today), {
        language,
        mayChange,
      }),
      headers: { 'content-language': language, etag: etagOf(revisionOf(service)) },
    };
  });
