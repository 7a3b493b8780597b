/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { ordersContract } from './contract.ts';
import { getOrder } from './get-order.ts';
import { listOpenOrders } from './list-open-orders.ts';
import { listOrders, type ListDeps } from './list-orders.ts';
import { receiveOrderEvent } from './receive-order-event.ts';
import { undoOrder } from './undo-order.ts';

export const ordersOperations = (deps: ListDeps): OperationsOf<typeof ordersContract> => ({
  listOrders: listOrders(deps),
  getOrder: getOrder(deps),
  undoOrder: undoOrder(deps),
  listOpenOrders: listOpenOrders(deps),
  receiveOrderEvent: receiveOrderEvent(deps),
});
