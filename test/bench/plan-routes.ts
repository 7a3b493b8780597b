/** What moving up to a higher plan, and its order, ask of the table. */
import { planContract } from '../../functions/internet/plan/contract.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

/** `person` holds the account of the service. */
export async function planRows(
  { table, clock, person, measure }: Subject,
  { serviceId, operator }: { serviceId: string; operator: string },
) {
  const { token } = await signedIn(table, clock, person);
  const params = { serviceId };
  await measure(planContract.listUpgrades, { token, params });
  const ordered = await measure(planContract.changePlan, {
    ...{ token, params, headers: { 'idempotency-key': 'first' } },
    body: { planId: 'internet-400', when: 'next-period' },
  });
  const orderId = ordered.body.order?.orderId ?? '';
  await measure(ordersContract.listOrders, { token });
  await measure(ordersContract.getOrder, { token, params: { orderId } });
  await measure(ordersContract.listOpenOrders, { token: operator, query: 'status=scheduled' });
  await measure(ordersContract.undoOrder, { token, params: { orderId } });
  const second = await measure(planContract.changePlan, {
    ...{ token, params, headers: { 'idempotency-key': 'second' } },
    body: { planId: 'internet-400', when: 'now' },
  });
  await measure(ordersContract.receiveOrderEvent, {
    token: operator,
    params: { orderId: second.body.order?.orderId ?? '' },
    body: { type: 'completed', at: clock.now().toISOString() },
  });
}
