/** What the security products and mailboxes of a service ask of the table. */
import { mailboxesContract } from '../../functions/internet/mailboxes/contract.ts';
import { securityContract } from '../../functions/internet/security/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { mailDomains } from '../support/house.ts';
import { removeItem } from '../support/items.ts';
import { signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

/** Leaves no session behind, which an erasure would have to end, too. */
export async function internetExtrasRows(subject: Subject, serviceId: string) {
  const { table, clock, person } = subject;
  const { token, sessionId } = await signedIn(table, clock, person);
  await securityRows(subject, { token, serviceId });
  await mailboxRows(subject, { token, serviceId });
  await removeItem(table, keys.session(person.profileId, sessionId));
}

type At = { token: string; serviceId: string };

async function securityRows({ measure }: Subject, { token, serviceId }: At) {
  const product = { token, params: { serviceId, productId: 'securite-go' } };
  await measure(securityContract.subscribeSecurityProduct, product);
  const { body } = await measure(securityContract.downloadSecurityProduct, {
    ...product,
    body: { platform: 'ios', deviceName: 'Phone' },
  });
  await measure(securityContract.listSecurityProducts, { token, params: { serviceId } });
  await measure(securityContract.freeSecuritySeat, {
    token,
    params: { ...product.params, seatId: body.seat.seatId },
  });
  await measure(securityContract.cancelSecurityProduct, product);
}

async function mailboxRows({ password, measure }: Subject, { token, serviceId }: At) {
  const address = `bench@${mailDomains[0] ?? ''}`;
  const mailbox = { token, params: { serviceId, address } };
  await measure(mailboxesContract.createMailbox, {
    token,
    params: { serviceId },
    body: { address, password },
  });
  await measure(mailboxesContract.changeMailbox, {
    ...mailbox,
    body: { forwardTo: 'elsewhere@example.org', suspended: true, password },
  });
  await measure(mailboxesContract.listMailboxes, { token, params: { serviceId } });
  await measure(mailboxesContract.deleteMailbox, mailbox);
}
