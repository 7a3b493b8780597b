/** Which records of a batch a function reported as failed. */
import * as z from 'zod';

const report = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullable();

/** An answer that cannot be read, or names a record that was not sent, fails the whole batch. */
export function failedItems(json: string, ids: readonly string[]): ReadonlySet<string> {
  const parsed = report.safeParse(JSON.parse(json));
  if (!parsed.success) return new Set(ids);
  const named = (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => ids.includes(id)) ? new Set(named) : new Set(ids);
}
