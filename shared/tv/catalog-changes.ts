/** What changes from one catalog to the next for who has something of TV. Pure. */
import type { Day } from '../calendar.ts';
import type { Channel, TvPlan } from '../catalog/catalog.ts';
import type { CatalogDocument } from '../catalog/document.ts';
import type { Money } from '../money.ts';

type Class = Channel['class'];
export type Picks = { regular: number; premium: number };

/** `effectiveFrom`: the first day it is so. `before` is missing where there was nothing. */
export type CatalogChange = { id: string; effectiveFrom: Day } & (
  | { kind: 'price-up' | 'price-down'; of: Priced; before: Money; after: Money }
  /** The first day that nobody has the channel, which may come long after the catalog's own. */
  | { kind: 'channel-ends'; before?: Day; after: Day }
  | { kind: 'channel-leaves' | 'channel-joins'; packageId: string }
  | { kind: 'package-leaves' | 'package-joins'; planId: string }
  | { kind: 'class-up' | 'class-down'; before: Class; after: Class }
  | { kind: 'number-changes'; before: number; after: number }
  | { kind: 'picks-fewer' | 'picks-more'; before: Picks; after: Picks }
);
export type Priced = 'plan' | 'package' | 'channel' | 'add-on';

/** What only adds to what somebody has, or costs less: nobody has to prepare for it. */
const improvements: ReadonlySet<CatalogChange['kind']> = new Set([
  ...(['price-down', 'channel-joins', 'package-joins', 'class-down', 'picks-more'] as const),
]);

/** Holders are told of it by mail; of improvements only along with something else. */
export const isTold = ({ kind }: CatalogChange) => !improvements.has(kind);

/** Whether holders are worse off: another number costs nobody anything. */
export const isWorse = (change: CatalogChange) =>
  isTold(change) &&
  change.kind !== 'number-changes' &&
  !(change.kind === 'channel-ends' && change.before !== undefined && change.before < change.after);

/** What becomes of what, and when: two changes alike in it are told once, whatever was before. */
export function identityOf(change: CatalogChange): string {
  const { kind, id, effectiveFrom } = change;
  const where =
    'packageId' in change ? change.packageId : 'planId' in change ? change.planId : undefined;
  return JSON.stringify([kind, id, effectiveFrom, where, 'after' in change ? change.after : null]);
}

/** A catalog never lacks what the one before it had, and what is new in it nobody has. */
export function changesBetween(before: CatalogDocument, after: CatalogDocument): CatalogChange[] {
  return [
    ...pairs(tvPlans(before), tvPlans(after), ({ planId }) => planId).flatMap(ofPlan(after)),
    ...pairs(before.packages, after.packages, ({ packageId }) => packageId).flatMap(
      ofPackage(before, after),
    ),
    ...pairs(before.channels, after.channels, ({ channelId }) => channelId).flatMap(
      ofChannel(after.effectiveFrom),
    ),
    ...pairs(tvAddOns(before), tvAddOns(after), ({ addOnId }) => addOnId).flatMap(
      ({ id, was, becomes }) =>
        priceChange('add-on', id, after.effectiveFrom, was.monthlyPrice, becomes.monthlyPrice),
    ),
  ];
}

/** The channels that a catalog ends after a day. */
export const endingsAfter = ({ channels }: CatalogDocument, day: Day): CatalogChange[] =>
  channels.flatMap(({ channelId, endsOn }) =>
    endsOn === undefined || endsOn <= day
      ? []
      : [{ kind: 'channel-ends', id: channelId, effectiveFrom: endsOn, after: endsOn }],
  );

const tvPlans = ({ plans }: CatalogDocument) => plans.filter((plan) => plan.type === 'tv');
const tvAddOns = ({ addOns }: CatalogDocument) => addOns.filter((one) => one.for === 'tv');

type Pair<T> = { id: string; was: T; becomes: T };

function pairs<T>(before: readonly T[], after: readonly T[], idOf: (one: T) => string): Pair<T>[] {
  const known = new Map(before.map((one) => [idOf(one), one]));
  return after.flatMap((becomes) => {
    const id = idOf(becomes);
    const was = known.get(id);
    return was === undefined ? [] : [{ id, was, becomes }];
  });
}

function priceChange(
  of: Priced,
  id: string,
  effectiveFrom: Day,
  before: Money | undefined,
  after: Money | undefined,
): CatalogChange[] {
  // A channel that is not sold alone any more stays with who has it, as it was.
  if (before === undefined || after === undefined || before.amount === after.amount) return [];
  const kind = before.amount < after.amount ? 'price-up' : 'price-down';
  return [{ kind, of, id, effectiveFrom, before, after }];
}

const packagesOf = ({ basePackageId, includedPackages }: TvPlan) =>
  new Set([basePackageId, ...includedPackages]);
const picksOf = ({ pick }: TvPlan): Picks => ({
  regular: pick?.regular ?? 0,
  premium: pick?.premium ?? 0,
});

const ofPlan =
  ({ effectiveFrom }: CatalogDocument) =>
  ({ id, was, becomes }: Pair<TvPlan>): CatalogChange[] => {
    const had = packagesOf(was);
    const has = packagesOf(becomes);
    const at = { effectiveFrom, planId: id };
    return [
      ...priceChange('plan', id, effectiveFrom, was.monthlyPrice, becomes.monthlyPrice),
      ...picksChange(id, effectiveFrom, picksOf(was), picksOf(becomes)),
      ...without(had, has).map((one) => ({ kind: 'package-leaves' as const, id: one, ...at })),
      ...without(has, had).map((one) => ({ kind: 'package-joins' as const, id: one, ...at })),
    ];
  };

function picksChange(id: string, effectiveFrom: Day, before: Picks, after: Picks): CatalogChange[] {
  const fewer = after.regular < before.regular || after.premium < before.premium;
  const more = after.regular > before.regular || after.premium > before.premium;
  if (!fewer && !more) return [];
  return [{ kind: fewer ? 'picks-fewer' : 'picks-more', id, effectiveFrom, before, after }];
}

const without = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...some].filter((one) => !others.has(one));

const ofPackage = (before: CatalogDocument, after: CatalogDocument) => {
  const { effectiveFrom } = after;
  const goneBefore = endedBy(before, effectiveFrom);
  const goneAfter = endedBy(after, effectiveFrom);
  return ({ id, was, becomes }: Pair<CatalogDocument['packages'][number]>): CatalogChange[] => {
    const had = new Set(was.channels.filter((one) => !goneBefore.has(one)));
    const has = new Set(becomes.channels.filter((one) => !goneAfter.has(one)));
    const at = { effectiveFrom, packageId: id };
    return [
      ...priceChange('package', id, effectiveFrom, was.monthlyPrice, becomes.monthlyPrice),
      // That a channel ends is told of the channel.
      ...without(had, has)
        .filter((one) => !goneAfter.has(one))
        .map((one) => ({ kind: 'channel-leaves' as const, id: one, ...at })),
      ...without(has, had).map((one) => ({ kind: 'channel-joins' as const, id: one, ...at })),
    ];
  };
};

const endedBy = ({ channels }: CatalogDocument, day: Day) =>
  new Set(channels.filter((one) => hasEnded(one, day)).map(({ channelId }) => channelId));
const hasEnded = ({ endsOn }: Channel, day: Day) => endsOn !== undefined && endsOn <= day;

const ofChannel =
  (effectiveFrom: Day) =>
  ({ id, was, becomes }: Pair<Channel>): CatalogChange[] => {
    if (hasEnded(was, effectiveFrom)) return [];
    const ends = endingChange(id, effectiveFrom, was.endsOn, becomes.endsOn);
    if (hasEnded(becomes, effectiveFrom)) return ends;
    return [
      ...ends,
      ...priceChange('channel', id, effectiveFrom, was.alaCartePrice, becomes.alaCartePrice),
      ...classChange(id, effectiveFrom, was.class, becomes.class),
      ...(was.number === becomes.number
        ? []
        : [
            {
              ...{ kind: 'number-changes' as const, id, effectiveFrom },
              ...{ before: was.number, after: becomes.number },
            },
          ]),
    ];
  };

function endingChange(
  id: string,
  effectiveFrom: Day,
  before: Day | undefined,
  after: Day | undefined,
): CatalogChange[] {
  if (after === undefined || after === before) return [];
  return [
    {
      ...{ kind: 'channel-ends', id, after, ...(before === undefined ? {} : { before }) },
      effectiveFrom: after > effectiveFrom ? after : effectiveFrom,
    },
  ];
}

/** A basic channel is not picked: whoever has one has it with the basic package. */
function classChange(id: string, effectiveFrom: Day, before: Class, after: Class): CatalogChange[] {
  if (before === after || before === 'basic') return [];
  return [
    { kind: after === 'premium' ? 'class-up' : 'class-down', id, effectiveFrom, before, after },
  ];
}
