/** The head of a shard-day, as it is stored. */
import * as z from 'zod/mini';

export const headItem = z.object({
  fence: z.int(),
  checkpoint: z.optional(z.int()),
  retiredAt: z.optional(z.number()),
  round: z.optional(z.int()),
  proven: z.optional(z.int()),
});
