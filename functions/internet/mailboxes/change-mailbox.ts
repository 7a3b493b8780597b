import { operation, refuse } from '../../../shared/http/operation.ts';
import { hashPassword } from '../../../shared/password.ts';
import { mailboxesContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { changed, mailboxView } from './mailbox.ts';
import { refusedPassword } from './refused-password.ts';

/** Somebody else changed the list in between: it is read and decided again, so often. */
const tries = 5;

export const changeMailbox = (deps: Deps) =>
  operation(mailboxesContract.changeMailbox, async ({ params, body, caller }) => {
    const { serviceId, address } = params;
    const { password, ...wanted } = body;
    let passwordHash: string | undefined;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const page = await loadPage(deps, caller.accountNumber, { serviceId });
      const before = page?.mailboxes.find((one) => one.address === address);
      if (page === undefined || before === undefined) return refuse({ reason: 'not-found' });
      const change = changed(before, wanted, page);
      if (!change.ok) return change;
      const { mailbox, isRestored, forwarding, entries } = change.value;

      if (password !== undefined) {
        const refused = refusedPassword(password, page.account, address);
        if (refused !== undefined) return refused;
        passwordHash ??= await hashPassword(password);
      } else if (entries.length === 0) {
        return { ok: true, value: mailboxView(mailbox) };
      }
      const mailboxes = page.mailboxes.map((one) => (one === before ? mailbox : one));
      const { holderProfileId: profileId } = page.account;
      const saved = await deps.store.save(
        caller,
        page.stored,
        {
          mailbox,
          ...(entries.length === 0 ? {} : { mailboxes }),
          ...(isRestored ? { address: 'restored' as const } : {}),
          ...(passwordHash === undefined ? {} : { passwordHash }),
          entries: passwordHash === undefined ? entries : [...entries, 'mailbox-password-changed'],
          ...(forwarding === undefined ? {} : { notice: { profileId, forwarding } }),
        },
        deps.clock.now(),
      );
      if (saved) return { ok: true, value: mailboxView(mailbox) };
    }
    return refuse({ reason: 'conflict' });
  });
