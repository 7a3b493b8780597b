import * as z from 'zod/mini';
import { httpConfig } from '../http/config.ts';
import { fulfilment } from '../orders.ts';
import { prorationRule } from '../price-summary.ts';

export const orderingConfig = z.extend(httpConfig, {
  /** Who carries orders out. */
  FULFILMENT: fulfilment,
  /** What a month is divided by. */
  PRORATION: prorationRule,
});
