import { operation, refuse } from '../../../shared/http/operation.ts';
import { mailboxesContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';

/** Somebody else changed the list in between: it is read and decided again, so often. */
const tries = 5;

export const deleteMailbox = (deps: Deps) =>
  operation(mailboxesContract.deleteMailbox, async ({ params, caller }) => {
    const { serviceId, address } = params;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const page = await loadPage(deps, caller.accountNumber, { serviceId });
      const mailbox = page?.mailboxes.find((one) => one.address === address);
      if (page === undefined || mailbox === undefined) return refuse({ reason: 'not-found' });
      if (mailbox.deletedAt !== undefined) return { ok: true, value: undefined };
      const now = deps.clock.now();
      const mailboxes = page.mailboxes.map((one) =>
        one === mailbox ? { ...one, deletedAt: now.getTime() } : one,
      );
      const change = {
        ...{ mailbox, mailboxes, address: 'deleted' as const },
        entries: ['mailbox-deleted' as const],
      };
      if (await deps.store.save(caller, page.stored, change, now)) {
        return { ok: true, value: undefined };
      }
    }
    return refuse({ reason: 'conflict' });
  });
