/** What becomes of what customers chose of TV when the operator sends its document. Pure. */
import type { StoredService, StoredTv } from '../../shared/account.ts';
import { beginningOfTime, type Day } from '../../shared/calendar.ts';
import { channelOf, tvPlanOf } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { carryOver } from '../../shared/tv/carry-over.ts';
import { countsOf, nothingChosen, tidied } from '../../shared/tv/holdings.ts';

type Sent = {
  type: StoredService['type'];
  planId: string;
  addOns: readonly string[];
  picked?: readonly { channelId: string; addedOn?: string | undefined }[] | undefined;
};

/** Undefined for other services, and where nothing was ever chosen. */
export function tvAfter(
  { type, planId, addOns, picked }: Sent,
  before: StoredService | undefined,
  catalog: CatalogDocument,
  today: Day,
): StoredTv | undefined {
  if (type !== 'tv') return undefined;
  const tv = before?.tv;
  if (picked !== undefined) {
    const days = picked.map((one) => [one.channelId, dayOf(one, tv)] as const);
    return tidied({ ...(tv ?? nothingChosen), picked: Object.fromEntries(days) }, addOns);
  }
  if (before === undefined || tv === undefined) return undefined;
  const carried =
    before.planId === planId ? undefined : carryOver(before, planId, catalog, today)?.picked;
  return tidied({ ...tv, picked: carried ?? tv.picked }, addOns);
}

/** A channel that was picked before is kept from then on, unless the document says otherwise. */
const dayOf = (
  { channelId, addedOn }: { channelId: string; addedOn?: string | undefined },
  before: StoredTv | undefined,
): Day => addedOn ?? before?.picked[channelId] ?? beginningOfTime;

type Issue = { path: string; expected: string };

/** What a plan does not let one pick. That the channels are known was found out before. */
export function issuesOfPicked(
  { type, planId, picked }: Sent,
  path: string,
  catalog: CatalogDocument,
): Issue[] {
  if (picked === undefined) return [];
  if (type !== 'tv') return [{ path, expected: 'only TV services have one' }];
  const { pick } = tvPlanOf(catalog, planId) ?? {};
  if (pick === undefined) return [{ path, expected: `nothing: with ${planId} nothing is picked` }];
  const channels = picked.flatMap(({ channelId }) => channelOf(catalog, channelId) ?? []);
  const { regular, premium } = countsOf(channels);
  const isRepeated = new Set(picked.map(({ channelId }) => channelId)).size < picked.length;
  return [
    ...(channels.some((one) => one.class === 'basic')
      ? [{ path, expected: 'no basic channel: those come with every plan' }]
      : []),
    ...(isRepeated ? [{ path, expected: 'each channel once' }] : []),
    ...(regular > pick.regular || premium > pick.premium
      ? [
          {
            path,
            expected: `at most ${pick.regular} regular and ${pick.premium} premium channels`,
          },
        ]
      : []),
  ];
}
