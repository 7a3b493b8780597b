/** Parts of the transactions that place an order and move it on, for every feature that does. */
import type { StoredAccount, StoredService } from './account.ts';
import { periodOf } from './calendar.ts';
import { isAtOnce, type OrderedPlan, type StoredPlanChange } from './order-change.ts';
import { mailParts, momentOf } from './order-mails.ts';
import { isOpen, type StoredOrder } from './orders.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';
import { tvHistoryPart } from './tv/history.ts';
import { changedTv, type StoredTvChange } from './tv/plan-change.ts';
import { reverted } from './tv/reverted.ts';
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

/** An order whose work follows, of what the service has from this moment on. */
export const appliedParts = (
  order: StoredOrder,
  account: OrderingAccount,
  after: Chosen,
  now: Date,
): Part[] => [
  ...chosenParts(order, account, after, now),
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

/** What the end of an order makes of its service: what was ordered, and no mark any more. */
export function serviceParts(after: StoredOrder, account: OrderingAccount, now: Date): Part[] {
  if (isOpen(after.status)) return [];
  if (isAtOnce(after.change))
    return after.status === 'completed' ? [] : revertedParts(after, account, now);
  if (after.status !== 'completed') {
    return [accountPart(after, account, 'SET #version = :next REMOVE @service.pendingOrderId')];
  }
  switch (after.change.kind) {
    case 'plan':
      return after.change.tv === undefined
        ? planParts(after, after.change, account)
        : tvPlanParts(after, { to: after.change.to, tv: after.change.tv }, account, now);
    default:
      throw new Error('What is had at once is not waited for');
  }
}

/** What customers choose of a TV service. */
type Chosen = Pick<StoredService, 'addOns' | 'tv'>;

/** With its place in the history of the service. */
function chosenParts(
  order: StoredOrder,
  account: OrderingAccount,
  after: Chosen,
  now: Date,
): Part[] {
  const { accountNumber, serviceId, orderId } = order;
  const { planId } = serviceOf(order, account);
  return [
    accountPart(
      order,
      account,
      'SET #version = :next, @service.addOns = :addOns, @service.tv = :tv',
      {
        ':addOns': after.addOns,
        ':tv': after.tv,
      },
    ),
    tvHistoryPart(
      { accountNumber, serviceId, version: account.version + 1 },
      { planId, ...after },
      { now, orderId },
    ),
  ];
}

/** The work could not be done: what was not had is not charged, and what had to go for it comes back. */
function revertedParts(order: StoredOrder, account: OrderingAccount, now: Date): Part[] {
  const service = account.services.find((one) => one.serviceId === order.serviceId);
  const after = service?.status === 'active' ? reverted(service, order.change) : undefined;
  return after === undefined ? [] : chosenParts(order, account, after, now);
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
  return [
    accountPart(
      after,
      account,
      'SET #version = :next, @service.planId = :plan REMOVE @service.pendingOrderId',
      plan,
    ),
    // The allowance of the period is another one from now on.
    ...(serviceType === 'internet'
      ? [header, lookAgainPart({ accountNumber, serviceId, start })]
      : []),
  ];
}

/** What carries over does so to the service as it is now: it may have changed since the order. */
function tvPlanParts(
  order: StoredOrder,
  { to: { planId }, tv }: { to: OrderedPlan; tv: StoredTvChange },
  account: OrderingAccount,
  now: Date,
): Part[] {
  const { accountNumber, serviceId, orderId } = order;
  const after = changedTv(tv, serviceOf(order, account));
  return [
    accountPart(
      order,
      account,
      'SET #version = :next, @service.planId = :plan, @service.addOns = :addOns, @service.tv = :tv REMOVE @service.pendingOrderId',
      { ':plan': planId, ':addOns': after.addOns, ':tv': after.tv },
    ),
    tvHistoryPart(
      { accountNumber, serviceId, version: account.version + 1 },
      { planId, ...after },
      { now, orderId },
    ),
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

function serviceOf({ serviceId }: StoredOrder, { services }: OrderingAccount): StoredService {
  const service = services.find((one) => one.serviceId === serviceId);
  if (service === undefined) throw new Error('An order is of a service of its account');
  return service;
}
