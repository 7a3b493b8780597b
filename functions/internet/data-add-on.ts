/** A data add-on that was bought, as every page shows it. */
import * as z from 'zod/mini';
import { bytes, catalogId, instant, price } from '../../shared/http/fields.ts';

export const boughtDataAddOn = z.strictObject({
  purchaseId: z.uuid().check(z.describe('Of the order it was bought with')),
  dataAddOnId: catalogId('a data add-on'),
  name: z.string().check(z.describe('In the language asked for')),
  bytes: bytes.check(z.describe('By how much it raised the allowance of the period')),
  price: price.check(z.describe('Once, before tax')),
  boughtAt: instant,
});
