import { operation, refuse } from '../../../shared/http/operation.ts';
import { changeProduct } from './change-product.ts';
import { securityContract } from './contract.ts';
import type { Deps } from './load-page.ts';
import { subscribed } from './security.ts';
import { subscriptionView } from './view.ts';

export const subscribe = (deps: Deps) =>
  operation(
    securityContract.subscribeSecurityProduct,
    ({ params, query, caller, language: wanted }) =>
      changeProduct(deps, caller, params, ({ account, security, product, today }) => {
        if (product.included) return refuse({ reason: 'included-in-service' });
        const after = subscribed(security, product.productId, today);
        const language = wanted ?? account.language;
        const kind = after === undefined ? undefined : ('charge' as const);
        const change = { kind, today, cycles: account.cycles, language };
        return {
          ok: true,
          answer: subscriptionView(product, after ?? security, change),
          headers: { 'content-language': language },
          after: query.dryRun === 'true' ? undefined : after,
          entry: { action: 'security-subscribed', details: params },
        };
      }),
  );
