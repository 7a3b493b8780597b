import { operation, refuse } from '../../../shared/http/operation.ts';
import { mailboxesContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { inUse, mailboxView } from './mailbox.ts';

export const listMailboxes = (deps: Deps & { domains: readonly string[] }) =>
  operation(mailboxesContract.listMailboxes, async ({ params, caller }) => {
    const page = await loadPage(deps, caller.accountNumber, params);
    if (page === undefined) return refuse({ reason: 'not-found' });
    const { mailboxes, most } = page;
    const items = mailboxes.toSorted((a, b) => a.createdAt - b.createdAt).map(mailboxView);
    const quota = { most, used: inUse(mailboxes) };
    return { ok: true, value: { items, quota, domains: [...deps.domains] } };
  });
