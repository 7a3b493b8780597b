/** Usage totals' access patterns: a list of services, then everything of them in a few round trips. */
import * as z from 'zod/mini';
import type { Day } from '../../../shared/calendar.ts';
import { getItems } from '../../../shared/table/access.ts';
import type { Key, Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { queryPage, type Page } from '../../../shared/table/page.ts';
import { adjustedDays, adjustmentOn, type Adjustment } from '../../../shared/usage-adjustment.ts';
import { usageHeader, type UsageHeader } from '../../../shared/usage-header.ts';
import { readUsagePeriod, type UsagePeriod } from '../../../shared/usage-period.ts';
import { readUsageTerms, type UsageTerms } from '../../../shared/usage-terms.ts';

const listed = z.object({ serviceId: z.string(), accountNumber: z.string() });
export type Listed = z.output<typeof listed>;

export type Figures = {
  days: UsagePeriod['days'];
  /** Undefined where none were set down. */
  terms: UsageTerms | undefined;
  adjustments: Adjustment[];
};

export type TotalsStore = {
  /** Services that have had a cycle day, by id. */
  listed: (
    cycleDay: number,
    range: { limit: number; from: string | undefined },
  ) => Promise<Page<Listed>>;
  /** With what the account says of each; without those it says nothing of. */
  headers: <T extends Listed>(services: readonly T[]) => Promise<(T & { header: UsageHeader })[]>;
  /** Of the period that begins on `start`, in the order in which the services are given. */
  figures: (services: readonly (Listed & { start: Day })[]) => Promise<Figures[]>;
};

export const totalsStore = (table: Table): TotalsStore => ({
  async listed(cycleDay, range) {
    const { pk } = keys.cycle(cycleDay, '', '');
    const span = { pk, first: '0', last: '~', newestFirst: false };
    const page = await queryPage(table, span, range);
    return { ...page, items: page.items.map((item) => z.parse(listed, item)) };
  },

  async headers(services) {
    const at = await itemsAt(
      table,
      services.map(({ accountNumber, serviceId }) => keys.usageHeader(accountNumber, serviceId)),
    );
    return services.flatMap((one) => {
      const item = at(keys.usageHeader(one.accountNumber, one.serviceId));
      return item === undefined ? [] : [{ ...one, header: z.parse(usageHeader, item) }];
    });
  },

  async figures(services) {
    const keysOf = (key: (account: string, service: string, start: Day) => Key) =>
      services.map((one) => key(one.accountNumber, one.serviceId, one.start));
    const [periods, terms, marks] = await Promise.all([
      itemsAt(table, keysOf(keys.usagePeriod)),
      itemsAt(table, keysOf(keys.usageTerms)),
      itemsAt(table, keysOf(keys.adjustedFor)),
    ]);
    const found = services.map((one) => {
      const place = [one.accountNumber, one.serviceId, one.start] as const;
      const [period, agreed] = [
        periods(keys.usagePeriod(...place)),
        terms(keys.usageTerms(...place)),
      ];
      const mark = marks(keys.adjustedFor(...place));
      const adjusted = [...(mark === undefined ? [] : z.parse(adjustedDays, mark).days)]
        .sort()
        .map((name) => {
          const [start = '', day = ''] = name.split('#');
          return keys.usageAdjustment(one.accountNumber, one.serviceId, start, day);
        });
      return {
        start: one.start,
        days: period === undefined ? new Map<never, never>() : readUsagePeriod(period).days,
        terms: agreed === undefined ? undefined : readUsageTerms(agreed),
        adjusted,
      };
    });
    // Late usage is rare: most pages have none.
    const adjustments = await itemsAt(
      table,
      found.flatMap(({ adjusted }) => adjusted),
    );
    return found.map(({ adjusted, start, days, terms: agreed }) => ({
      ...{ days, terms: agreed },
      adjustments: adjusted.flatMap((key) => {
        const item = adjustments(key);
        const adjustment = item && adjustmentOn(item, start);
        return adjustment === undefined ? [] : [adjustment];
      }),
    }));
  },
});

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;

/**
 * The items of some keys, to be asked for by key. The table takes a key once: a service may be in
 * two lists of a page.
 */
async function itemsAt(table: Table, wanted: readonly Key[]) {
  const each = new Map(wanted.map((key) => [nameOf(key), key]));
  const found = await getItems(table, [...each.values()]);
  const items = new Map(found.map((item) => [nameOf(item as Key), item]));
  return (key: Key) => items.get(nameOf(key));
}
