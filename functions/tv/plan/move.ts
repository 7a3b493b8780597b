/** What another plan makes of a TV service, and what has to be gone or to have waited first. Pure. */
import { addDays, periodOf, type Day } from '../../../shared/calendar.ts';
import { channelOf, nameIn, packageOf, type TvPlan } from '../../../shared/catalog/catalog.ts';
import type { Language } from '../../../shared/http/fields.ts';
import type { Move, Moved } from '../../../shared/plans/upgrades.ts';
import { ok, refuse } from '../../../shared/result.ts';
import { carryOver, type CarriedOver } from '../../../shared/tv/carry-over.ts';
import { holdingsOf, type Kept } from '../../../shared/tv/holdings.ts';
import { changedPrices, tvChange } from '../../../shared/tv/plan-change.ts';

export function decideMove(move: Move<TvPlan>, language: Language) {
  const { service, to, catalog, on } = move;
  const carried = carryOver(service, to.planId, catalog, on);
  if (carried === undefined) throw new Error('A TV service moves from one TV plan to another');
  const remove = inTheWay(carried, move, language);
  if (remove.length > 0) return refuse({ reason: 'not-with-this-plan', remove });
  const channels = keptLonger(carried, language);
  if (channels.length > 0) {
    const possibleFrom = firstPossible(carried, move);
    return refuse({ reason: 'channels-without-place', channels, possibleFrom });
  }
  return ok<Moved>({ monthly: changedPrices(carried), tv: tvChange(carried) });
}

/** What one has, and the plan does not go with. */
function inTheWay(
  { excluded, unmet }: CarriedOver,
  { service, catalog, today }: Move<TvPlan>,
  language: Language,
) {
  const now = holdingsOf(service, catalog, today);
  const held = new Map<string, Kept>([
    ...(now?.packages ?? []).map((one) => [one.package.packageId, one] as const),
    ...[...(now?.alaCarte ?? []), ...(now?.picked ?? [])].map(
      (one) => [one.channel.channelId, one] as const,
    ),
  ]);
  const shown = (why: 'excluded' | 'requires') => (id: string) => {
    const bundle = packageOf(catalog, id);
    const type = bundle === undefined ? ('channel' as const) : ('package' as const);
    const name = (bundle ?? channelOf(catalog, id))?.name ?? id;
    const until = held.get(id)?.until;
    return {
      ...{ type, id, name: nameIn(name, language), why },
      ...(until === undefined ? {} : { mayGoFrom: until }),
    };
  };
  return [
    ...excluded.map(shown('excluded')),
    ...unmet.filter((id) => !excluded.includes(id)).map(shown('requires')),
  ];
}

/** Picks that would be lost before they may go. */
const keptLonger = ({ lost }: CarriedOver, language: Language) =>
  lost.flatMap(({ channel: { channelId, name }, until }) =>
    until === undefined ? [] : [{ channelId, name: nameIn(name, language), mayGoFrom: until }],
  );

/**
 * The first day on which nothing is lost that must be kept: some may go then, or have ended, or others
 * that had a place. Of a change with a period, the first day of one.
 */
function firstPossible(
  { lost, before }: CarriedOver,
  { service, to, catalog, on, when, account: { cycles } }: Move<TvPlan>,
): Day {
  const days = [
    ...lost.flatMap(({ until }) => until ?? []),
    ...before.picked.flatMap(({ channel }) => channel.endsOn ?? []),
  ].filter((day) => day > on);
  const first = days
    .toSorted()
    .find((day) =>
      carryOver(service, to.planId, catalog, day)?.lost.every(({ until }) => until === undefined),
    );
  if (first === undefined) throw new Error('Nothing is kept for ever');
  if (when === 'now') return first;
  const { start, end } = periodOf(first, cycles);
  return start === first ? first : addDays(end, 1);
}
