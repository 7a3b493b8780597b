/** Parts of the transactions that place an order and move it on, for every feature that does. */
import type { StoredAccount } from './account.ts';
import { periodOf } from './calendar.ts';
import { outboxItem, type OutboxMail } from './outbox.ts';
import { isOpen, type OrderStatus, type StoredOrder } from './orders.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';
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

/** The order itself, how its id finds it, its place in the list, and the mark on its service. */
export const placedParts = (order: StoredOrder, account: OrderingAccount, now: Date): Part[] => [
  accountPart(order, account, 'SET #version = :next, @service.pendingOrderId = :order', {
    ':order': order.orderId,
  }),
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
  ...openPart(order),
  mailPart('plan-change-confirmed', order, account, now),
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
  const mail = mailAfter(after.status, by);
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
    ...(mail === undefined ? [] : [mailPart(mail, after, account, now)]),
  ];
}

/** Who took it back themselves need not be told. */
function mailAfter(status: OrderStatus, by: 'customer' | 'operator' | 'job') {
  if (status === 'completed') return 'plan-changed';
  const isLost = status === 'failed' || (status === 'cancelled' && by !== 'customer');
  return isLost ? 'plan-not-changed' : undefined;
}

/** What the end of an order makes of its service: the new plan, and no mark any more. */
export function serviceParts(after: StoredOrder, account: OrderingAccount): Part[] {
  if (isOpen(after.status)) return [];
  const { accountNumber, serviceId, serviceType, change, effectiveDate } = after;
  if (after.status !== 'completed') {
    return [accountPart(after, account, 'SET #version = :next REMOVE @service.pendingOrderId')];
  }
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
function mailPart(
  template: Extract<OutboxMail['template'], `plan-${string}`>,
  { orderId, effectiveDate, change }: StoredOrder,
  { accountNumber, holderProfileId }: OrderingAccount,
  now: Date,
): Part {
  const { fr, en } = change.to.name;
  return {
    Put: {
      Item: outboxItem(
        {
          ...{ template, profileId: holderProfileId, accountNumber, key: orderId },
          details: { effectiveDate, planFr: fr, planEn: en },
        },
        now,
      ),
    },
  };
}
