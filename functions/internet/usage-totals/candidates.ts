/** A page of services by id, from one list of a cycle day after the other. */
import type { Page } from '../../../shared/table/page.ts';
import type { Listed, TotalsStore } from './store.ts';

export type Candidate = Listed & { cycleDay: number };

type Range = { limit: number; from: string | undefined };

/** `from` and `next` name a list and its last entry that was read: `9#inet-000123#50012345678`. */
export async function candidatesOf(
  store: Pick<TotalsStore, 'listed'>,
  cycleDays: readonly number[],
  { limit, from }: Range,
): Promise<Page<Candidate>> {
  const [list, after] = (from ?? '').split(/#(.*)/, 2);
  const items: Candidate[] = [];
  for (const cycleDay of cycleDays.filter((day) => day >= Number(list))) {
    // Nothing after the sign: the list begins.
    const position = cycleDay === Number(list) && after !== '' ? after : undefined;
    const range = { limit: limit - items.length, from: position };
    const page = await store.listed(cycleDay, range);
    items.push(...page.items.map((one) => ({ ...one, cycleDay })));
    if (page.next !== undefined) return { items, next: `${cycleDay}#${page.next}` };
    const isLast = cycleDay === cycleDays.at(-1);
    if (items.length === limit && !isLast) {
      // The next page begins with the next list.
      return { items, next: `${cycleDay + 1}#` };
    }
  }
  return { items };
}
