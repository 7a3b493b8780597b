import { randomUUID } from 'node:crypto';
import type { Attempts } from '../../../shared/attempts.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import type { Mailbox } from '../../../shared/mailboxes.ts';
import { hashPassword } from '../../../shared/password.ts';
import { domainOf, isLoop, isReserved } from './address-rules.ts';
import { mailboxesContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { mailboxView, placeForNew } from './mailbox.ts';
import { refusedPassword } from './refused-password.ts';

/** Each tells whether an address is taken, which is nobody's list to make. */
const perAccount = { tries: 20, seconds: 3600 };
/** Somebody else changed the list in between: it is read and decided again, so often. */
const tries = 10;

type CreateDeps = Deps & { attempts: Attempts; domains: readonly string[] };

export const createMailbox = (deps: CreateDeps) =>
  operation(mailboxesContract.createMailbox, async ({ params, body, caller }) => {
    const { store, clock, attempts, domains } = deps;
    const { accountNumber } = caller;
    const { address, password, forwardTo } = body;
    const at = { serviceId: params.serviceId, address };
    const retryAfter = await attempts.count('mailbox', accountNumber, perAccount);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    let passwordHash: string | undefined;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const page = await loadPage(deps, accountNumber, at);
      if (page === undefined) return refuse({ reason: 'not-found' });
      if (!domains.includes(domainOf(address))) {
        return refuse({ reason: 'mail-domain-not-offered', domains });
      }
      if (isReserved(address)) return refuse({ reason: 'address-reserved' });
      if (forwardTo !== undefined && isLoop(address, forwardTo, page.mailboxes)) {
        return refuse({ reason: 'forwarding-loop' });
      }
      const refused = refusedPassword(password, page.account, address);
      if (refused !== undefined) return refused;
      const place = placeForNew(page.mailboxes, page.most);
      if (!place.ok) return place;
      if (page.isTaken) return refuse({ reason: 'address-taken' });

      passwordHash ??= await hashPassword(password);
      const now = clock.now();
      const mailbox: Mailbox = {
        ...{ mailboxId: randomUUID(), address, suspended: false, createdAt: now.getTime() },
        ...(forwardTo === undefined ? {} : { forwardTo }),
      };
      const mailboxes = [...page.mailboxes, mailbox];
      const created = { mailboxes, mailbox, passwordHash };
      const outcome = await store.create(caller, page.stored, created, now);
      if (outcome === 'taken') return refuse({ reason: 'address-taken' });
      if (outcome === 'created') return { ok: true, value: mailboxView(mailbox) };
    }
    return refuse({ reason: 'conflict' });
  });
