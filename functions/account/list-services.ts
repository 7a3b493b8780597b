import { operation, refuse } from '../../shared/http/operation.ts';
import { accountContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { servicesView } from './view.ts';

export const listServices = (deps: Deps) =>
  operation(accountContract.listServices, async ({ caller, query, language: wanted }) => {
    const page = await loadPage(deps, await deps.store.account(caller.accountNumber));
    if (page === undefined) return refuse({ reason: 'not-found' });
    const language = wanted ?? page.account.language;
    const { permissions } = caller;
    const items = servicesView(page, { language, permissions }).filter(
      ({ type }) => query.type === undefined || type === query.type,
    );
    return { ok: true, value: { items }, headers: { 'content-language': language } };
  });
