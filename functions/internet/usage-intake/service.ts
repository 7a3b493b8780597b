/** What intake knows of a service: where its usage is counted, and in which days and periods. */
import * as z from 'zod/mini';
import { serviceType } from '../../../shared/http/fields.ts';

export const service = z.object({
  serviceId: z.string(),
  accountNumber: z.string(),
  type: serviceType,
  timeZone: z.string(),
  cycles: z.array(z.object({ from: z.string(), day: z.int() })).check(z.minLength(1)),
  shard: z.int().check(z.nonnegative()),
});
export type Service = z.output<typeof service>;
