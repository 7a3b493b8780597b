/** Fields of the catalog that things of several kinds have. */
import * as z from 'zod/mini';
import { names, price, province } from '../http/fields.ts';

/** What everything that is sold has. */
export const common = {
  name: names,
  monthlyPrice: price,
  audience: z
    ._default(z.enum(['residential', 'business', 'all']), 'all')
    .check(z.describe('The kind of account it is for')),
  retired: z
    ._default(z.boolean(), false)
    .check(z.describe('Not sold anymore; those who have it keep it')),
};

/** A plan whose list is empty would be sold nowhere: it is retired, or its availability left out. */
const availability = z
  .strictObject({
    provinces: z.optional(z.array(province).check(z.minLength(1))),
    postalPrefixes: z.optional(
      z
        .array(
          z
            .string()
            .check(
              z.regex(/^[ABCEGHJ-NPRSTVXY](\d([A-Z](\d([A-Z]\d?)?)?)?)?$/),
              z.describe('How a postal code begins, in capitals without a space: J4, H2X'),
            ),
        )
        .check(z.minLength(1), z.maxLength(2000)),
    ),
  })
  .check(
    z.describe(
      'Where customers may move up to it: in one of the provinces, or where the postal code begins so. Absent: everywhere',
    ),
  );

/** What every plan has beside it. */
export const ofPlan = {
  rank: z.int().check(z.describe('A higher plan has a higher rank')),
  availability: z.optional(availability),
};
