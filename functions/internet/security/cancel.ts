import { operation, refuse } from '../../../shared/http/operation.ts';
import { changeProduct } from './change-product.ts';
import { securityContract } from './contract.ts';
import type { Deps } from './load-page.ts';
import { cancelled } from './security.ts';
import { subscriptionView } from './view.ts';

export const cancel = (deps: Deps) =>
  operation(securityContract.cancelSecurityProduct, ({ params, query, caller, language: wanted }) =>
    changeProduct(deps, caller, params, ({ account, security, product, today }) => {
      if (product.included) return refuse({ reason: 'included-in-service' });
      const after = cancelled(security, product.productId, today);
      const language = wanted ?? account.language;
      const kind = after === undefined ? undefined : ('credit' as const);
      const change = { kind, today, cycles: account.cycles, language };
      return {
        ok: true,
        answer: subscriptionView(product, after ?? security, change),
        headers: { 'content-language': language },
        after: query.dryRun === 'true' ? undefined : after,
        entry: { action: 'security-cancelled', details: params },
      };
    }),
  );
