import { operation, refuse } from '../../../shared/http/operation.ts';
import { securityContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { mayChange, productView } from './view.ts';

export const listProducts = (deps: Deps) =>
  operation(
    securityContract.listSecurityProducts,
    async ({ params: { serviceId }, caller, language: wanted }) => {
      const page = await loadPage(deps, caller.accountNumber, serviceId);
      if (page === undefined) return refuse({ reason: 'not-found' });
      const { account, products, security } = page;
      const language = wanted ?? account.language;
      const items = products.map((product) => productView(product, security, language));
      const canChange = mayChange(account.kind, caller.permissions);
      return {
        ok: true,
        value: { items, canChange },
        headers: { 'content-language': language },
      };
    },
  );
