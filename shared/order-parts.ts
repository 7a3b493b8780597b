/** Parts of the transactions that place an order and move it on, for every feature that does. */
import type { StoredAccount } from './account.ts';
import { periodOf } from './calendar.ts';
import type { StoredPlanChange } from './order-change.ts';
import { outboxItem, type OutboxMail } from './outbox.ts';
import { isOpen, type OrderStatus, type StoredOrder } from './orders.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';
import { changedTv } from './tv/plan-change.ts';
import { lookAgainPart } from './usage-period.ts';

/** As much of an account as an order needs: the version is what everything was decided on. */
export type OrderingAccount = Pick<
  StoredAccount,
  'accountNumber' | 'holderProfileId' | 'services' | 'version' | 'cycles'
>;

/** The list of open orders by status, for the operator and the jobs; it holds what they choose by. */
function openPart(order: StoredOrder): Part[] {
  const { orderId, accountNumber, status, effectiveDate, timeZone, fulfilment } = order;
  if (!isOpen(status)) return [];
  return [
    {
      Put: {
        Item: {
          ...keys.openOrder(status, effectiveDate, orderId),
          ...{ orderId, accountNumber, effectiveDate, timeZone, fulfilment },
        },
      },
    },
  ];
}

/** An order that waits: with its place in the list, and the mark on its service. */
export const placedParts = (order: StoredOrder, account: OrderingAccount, now: Date): Part[] => [
  accountPart(order, account, 'SET #version = :next, @service.pendingOrderId = :order', {
    ':order': order.orderId,
  }),
  ...newParts(order),
  ...openPart(order),
  ...mailParts('placed', order, account, now),
];

/** An order that is done with its placing. What it makes of the service is for who places it. */
export const doneParts = (
  order: StoredOrder,
  account: Pick<OrderingAccount, 'accountNumber' | 'holderProfileId' | 'cycles'>,
  now: Date,
): Part[] => [...newParts(order), ...mailParts('completed', order, account, now)];

/** The order itself, and how its id finds it. */
const newParts = (order: StoredOrder): Part[] => [
  {
    Put: {
      Item: { ...keys.order(order.accountNumber, order.orderId), ...order },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Put: {
      Item: { ...keys.orderOwner(order.orderId), accountNumber: order.accountNumber },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
];

/** One step of an order, and who is told. Not what it makes of the account: see `serviceParts`. */
export function movedParts(
  before: StoredOrder,
  after: StoredOrder,
  account: OrderingAccount,
  now: Date,
  by: 'customer' | 'operator' | 'job',
): Part[] {
  if (!isOpen(before.status)) throw new Error('An order that has ended is not moved');
  const moment = momentOf(after.status, by);
  return [
    {
      Put: {
        Item: { ...keys.order(after.accountNumber, after.orderId), ...after },
        ConditionExpression: '#version = :read',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':read': before.version },
      },
    },
    { Delete: { Key: keys.openOrder(before.status, before.effectiveDate, before.orderId) } },
    ...openPart(after),
    ...(moment === undefined ? [] : mailParts(moment, after, account, now)),
  ];
}

/** When somebody is told of an order. */
type Moment = 'placed' | 'completed' | 'lost';

/** Who took it back themselves need not be told. */
function momentOf(
  status: OrderStatus,
  by: 'customer' | 'operator' | 'job',
): Exclude<Moment, 'placed'> | undefined {
  if (status === 'completed') return 'completed';
  const isLost = status === 'failed' || (status === 'cancelled' && by !== 'customer');
  return isLost ? 'lost' : undefined;
}

/** What the end of an order makes of its service: what was ordered, and no mark any more. */
export function serviceParts(after: StoredOrder, account: OrderingAccount): Part[] {
  if (isOpen(after.status)) return [];
  if (after.status !== 'completed') {
    return [accountPart(after, account, 'SET #version = :next REMOVE @service.pendingOrderId')];
  }
  switch (after.change.kind) {
    case 'plan':
      return planParts(after, after.change, account);
    case 'data-add-on':
      throw new Error('A data add-on is never waited for');
  }
}

function planParts(after: StoredOrder, change: StoredPlanChange, account: OrderingAccount): Part[] {
  const { accountNumber, serviceId, serviceType, effectiveDate } = after;
  const plan = { ':plan': change.to.planId };
  const { start } = periodOf(effectiveDate, account.cycles);
  const header: Part = {
    Update: {
      Key: keys.usageHeader(accountNumber, serviceId),
      UpdateExpression:
        'SET planId = :plan, #plans = list_append(if_not_exists(#plans, :none), :since)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#plans': 'plans' },
      ExpressionAttributeValues: {
        ...plan,
        ':none': [],
        ':since': [{ from: effectiveDate, planId: change.to.planId }],
      },
    },
  };
  const service = account.services.find((one) => one.serviceId === serviceId);
  const tv = change.tv && service && changedTv(change.tv, service);
  return [
    accountPart(
      after,
      account,
      `SET #version = :next, @service.planId = :plan${
        tv === undefined ? '' : ', @service.addOns = :addOns, @service.tv = :tv'
      } REMOVE @service.pendingOrderId`,
      { ...plan, ...(tv === undefined ? {} : { ':addOns': tv.addOns, ':tv': tv.tv }) },
    ),
    // The allowance of the period is another one from now on.
    ...(serviceType === 'internet'
      ? [header, lookAgainPart({ accountNumber, serviceId, start })]
      : []),
  ];
}

/** `@service` stands for where the service is in the account that was read. */
function accountPart(
  { serviceId }: StoredOrder,
  { accountNumber, services, version }: OrderingAccount,
  expression: string,
  values: Record<string, unknown> = {},
): Part {
  const at = services.findIndex((one) => one.serviceId === serviceId);
  if (at < 0) throw new Error('An order is of a service of its account');
  return {
    Update: {
      Key: keys.account(accountNumber),
      UpdateExpression: expression.replaceAll('@service', `services[${at}]`),
      ConditionExpression: '#version = :read',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': version, ':next': version + 1, ...values },
    },
  };
}

/** To who is billed, whoever ordered. */
function mailParts(
  moment: Moment,
  order: StoredOrder,
  account: Pick<OrderingAccount, 'accountNumber' | 'holderProfileId' | 'cycles'>,
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
  cycles: OrderingAccount['cycles'],
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
  }
}
