import { operation, refuse } from '../../shared/http/operation.ts';
import { accountContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { accountView } from './view.ts';

export const getAccount = (deps: Deps) =>
  operation(accountContract.getAccount, async ({ caller, language: wanted }) => {
    const page = await loadPage(deps, await deps.store.account(caller.accountNumber));
    if (page === undefined) return refuse({ reason: 'not-found' });
    const language = wanted ?? page.account.language;
    const { permissions } = caller;
    return {
      ok: true,
      value: accountView(page, { language, permissions }),
      headers: { 'content-language': language },
    };
  });
