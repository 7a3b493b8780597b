import * as z from 'zod/mini';
import { httpConfig } from '../../shared/http/config.ts';
import { fulfilment } from '../../shared/orders.ts';
import { prorationRule } from '../../shared/price-summary.ts';

export const tvConfig = z.extend(httpConfig, {
  /** Who carries orders out. */
  FULFILMENT: fulfilment,
  /** What a month is divided by. */
  PRORATION: prorationRule,
});
