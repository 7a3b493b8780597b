/** Who is told of an order, when, and by which mail: parts of the transaction that tells. */
import type { StoredAccount } from './account.ts';
import { periodOf } from './calendar.ts';
import { nameIn } from './catalog/catalog.ts';
import type { Language } from './http/fields.ts';
import type { StoredTvAddOns, StoredTvSelection } from './order-change.ts';
import type { OrderStatus, StoredOrder } from './orders.ts';
import { outboxItem, type OutboxMail } from './outbox.ts';
import type { Part } from './table/transactions.ts';

/** When somebody is told of an order. */
type Moment = 'placed' | 'completed' | 'lost';

/** Who took it back themselves need not be told. */
export function momentOf(
  status: OrderStatus,
  by: 'customer' | 'operator' | 'job',
): Exclude<Moment, 'placed'> | undefined {
  if (status === 'completed') return 'completed';
  const isLost = status === 'failed' || (status === 'cancelled' && by !== 'customer');
  return isLost ? 'lost' : undefined;
}

/** To who is billed, whoever ordered. */
export function mailParts(
  moment: Moment,
  order: StoredOrder,
  account: Pick<StoredAccount, 'accountNumber' | 'holderProfileId' | 'cycles'>,
  now: Date,
): Part[] {
  const { accountNumber, holderProfileId: profileId, cycles } = account;
  const mail = mailOf(moment, order, cycles);
  if (mail === undefined) return [];
  return [
    { Put: { Item: outboxItem({ ...mail, profileId, accountNumber, key: order.orderId }, now) } },
  ];
}

const planMails = {
  placed: 'plan-change-confirmed',
  completed: 'plan-changed',
  lost: 'plan-not-changed',
} as const;

/** Undefined where there is nothing to tell. */
function mailOf(
  moment: Moment,
  { change, effectiveDate }: StoredOrder,
  cycles: StoredAccount['cycles'],
): { template: OutboxMail['template']; details: Record<string, string> } | undefined {
  switch (change.kind) {
    case 'plan': {
      const { fr, en } = change.to.name;
      const details = { effectiveDate, planFr: fr, planEn: en };
      return { template: planMails[moment], details };
    }
    case 'data-add-on': {
      if (moment !== 'completed') return undefined;
      const { fr, en } = change.name;
      const { end: periodEnd } = periodOf(effectiveDate, cycles);
      return { template: 'data-add-on-bought', details: { addOnFr: fr, addOnEn: en, periodEnd } };
    }
    case 'tv-selection':
    case 'tv-add-ons': {
      if (moment === 'completed') return undefined;
      const template = moment === 'placed' ? 'tv-changed' : 'tv-not-changed';
      return { template, details: { effectiveDate, ...namesOf(change) } };
    }
  }
}

/** What came and what went, in both languages. */
function namesOf({ added, removed }: StoredTvSelection | StoredTvAddOns): Record<string, string> {
  const list = (all: readonly { name: Parameters<typeof nameIn>[0] }[], language: Language) =>
    all.map(({ name }) => nameIn(name, language)).join(', ');
  return {
    ...{ addedFr: list(added, 'fr-CA'), addedEn: list(added, 'en-CA') },
    ...{ removedFr: list(removed, 'fr-CA'), removedEn: list(removed, 'en-CA') },
  };
}
