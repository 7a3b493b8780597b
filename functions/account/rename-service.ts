import { operation, refuse } from '../../shared/http/operation.ts';
import { accountContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { renamed } from './renamed.ts';
import { servicesView } from './view.ts';

/** Somebody else changed the account in between: it is read and decided again, so often. */
const tries = 2;

export const renameService = (deps: Deps) =>
  operation(accountContract.renameService, async ({ params, query, body, caller, language }) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const page = await loadPage(deps, await deps.store.accountNow(caller.accountNumber));
      const change = page && renamed(page.account, params.serviceId, body.label);
      if (page === undefined || change === undefined) return refuse({ reason: 'not-found' });

      const stored = change.changed && query.dryRun !== 'true';
      if (stored && !(await deps.store.rename(caller, change, deps.clock.now()))) continue;
      const spoken = language ?? page.account.language;
      const [value] = servicesView(
        { ...page, account: { ...page.account, services: [change.service] } },
        { language: spoken, permissions: caller.permissions },
      );
      if (value === undefined) return refuse({ reason: 'not-found' });
      return { ok: true, value, headers: { 'content-language': spoken } };
    }
    return refuse({ reason: 'conflict' });
  });
