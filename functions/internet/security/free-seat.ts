import { operation, refuse } from '../../../shared/http/operation.ts';
import { changeProduct } from './change-product.ts';
import { securityContract } from './contract.ts';
import type { Deps } from './load-page.ts';
import { seatFreed } from './security.ts';

export const freeSeat = (deps: Deps) =>
  operation(securityContract.freeSecuritySeat, ({ params, caller }) =>
    changeProduct(deps, caller, params, ({ security, product }) => {
      const after = seatFreed(security, product.productId, params.seatId);
      if (after === undefined) return refuse({ reason: 'not-found' });
      return {
        ok: true,
        answer: undefined,
        after,
        entry: { action: 'security-seat-freed', details: params },
      };
    }),
  );
