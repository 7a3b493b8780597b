/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Catalogs } from '../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import { cancel } from './cancel.ts';
import type { securityContract } from './contract.ts';
import { download } from './download.ts';
import { freeSeat } from './free-seat.ts';
import { listProducts } from './list-products.ts';
import type { SecurityStore } from './store.ts';
import { subscribe } from './subscribe.ts';

type Deps = {
  store: SecurityStore;
  catalogs: Catalogs;
  clock: Clock;
  sealingKeys: Secret<SealingKeys>;
  /** Without a slash at the end. */
  downloadsUrl: string;
};

export const securityOperations = (deps: Deps): OperationsOf<typeof securityContract> => ({
  listSecurityProducts: listProducts(deps),
  downloadSecurityProduct: download(deps),
  freeSecuritySeat: freeSeat(deps),
  subscribeSecurityProduct: subscribe(deps),
  cancelSecurityProduct: cancel(deps),
});
