/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Attempts } from '../../../shared/attempts.ts';
import type { Catalogs } from '../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { OperationsOf } from '../../../shared/http/operation.ts';
import { changeMailbox } from './change-mailbox.ts';
import type { mailboxesContract } from './contract.ts';
import { createMailbox } from './create-mailbox.ts';
import { deleteMailbox } from './delete-mailbox.ts';
import { listMailboxes } from './list-mailboxes.ts';
import type { MailboxStore } from './store.ts';

type Deps = {
  store: MailboxStore;
  catalogs: Catalogs;
  attempts: Attempts;
  clock: Clock;
  /** Where the operator gives addresses. */
  domains: readonly string[];
};

export const mailboxesOperations = (deps: Deps): OperationsOf<typeof mailboxesContract> => ({
  listMailboxes: listMailboxes(deps),
  createMailbox: createMailbox(deps),
  changeMailbox: changeMailbox(deps),
  deleteMailbox: deleteMailbox(deps),
});
