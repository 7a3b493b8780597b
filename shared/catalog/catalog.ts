/** The catalog in force, remembered for a minute, and how things are found in it. */
import type { Day } from '../calendar.ts';
import type { Clock } from '../clock.ts';
import type { Language } from '../http/fields.ts';
import type { Table } from '../table/client.ts';
import type { CatalogDocument } from './document.ts';
import { catalogInForceOn, catalogsAnnouncedAfter, type Catalog } from './store.ts';

export type { Catalog };

/** A catalog that was published meanwhile is noticed within this time. */
const rememberedMs = 60_000;

export type Catalogs = {
  /** Undefined while none has become effective; that is not remembered. */
  inForce: (today: Day) => Promise<Catalog | undefined>;
  /** The same, read now: for who is about to refuse something that was perhaps just published. */
  inForceNow: (today: Day) => Promise<Catalog | undefined>;
  /** Those of the days to come, in their order. */
  announced: (today: Day) => Promise<readonly Catalog[]>;
};

export function catalogIn(table: Table, clock: Clock): Catalogs {
  const inForce = remembered(clock, (day) => catalogInForceOn(table, day));
  const announced = remembered(clock, (day) => catalogsAnnouncedAfter(table, day));
  return { inForce: inForce.known, inForceNow: inForce.now, announced: announced.known };
}

/** What is read of a day is known for a while, unless it is nothing. */
function remembered<T>(clock: Clock, read: (day: Day) => Promise<T>) {
  // Accounts of several time zones may have another today, so at most three days are remembered.
  const days = new Map<Day, { found: Promise<T>; until: number }>();

  const now = async (day: Day): Promise<T> => {
    const instant = clock.now().getTime();
    for (const [known, { until }] of days) if (until <= instant) days.delete(known);
    const found = read(day);
    const entry = { found, until: instant + rememberedMs };
    days.set(day, entry);
    const forget = () => {
      if (days.get(day) === entry) days.delete(day);
    };
    found.then((value) => {
      if (value === undefined) forget();
    }, forget);
    return found;
  };

  const known = (day: Day): Promise<T> => {
    const entry = days.get(day);
    return entry !== undefined && entry.until > clock.now().getTime() ? entry.found : now(day);
  };
  return { now, known };
}

export type Plan = CatalogDocument['plans'][number];
export type Channel = CatalogDocument['channels'][number];
export type ChannelPackage = CatalogDocument['packages'][number];
export type AddOn = CatalogDocument['addOns'][number];
export type SecurityProduct = NonNullable<CatalogDocument['securityProducts']>[number];

export type PlanOf<T extends Plan['type']> = Extract<Plan, { type: T }>;
export type InternetPlan = PlanOf<'internet'>;
export type TvPlan = PlanOf<'tv'>;
export type DataAddOn = NonNullable<CatalogDocument['dataAddOns']>[number];

export const planOf = (catalog: CatalogDocument, planId: string): Plan | undefined =>
  catalog.plans.find((plan) => plan.planId === planId);

const isOfType = <T extends Plan['type']>(plan: Plan, type: T): plan is PlanOf<T> =>
  plan.type === type;

/** Undefined when there is no such plan, or it is of another type. */
export function planOfType<T extends Plan['type']>(
  catalog: CatalogDocument,
  planId: string,
  type: T,
): PlanOf<T> | undefined {
  const plan = planOf(catalog, planId);
  return plan !== undefined && isOfType(plan, type) ? plan : undefined;
}

export const internetPlanOf = (catalog: CatalogDocument, planId: string) =>
  planOfType(catalog, planId, 'internet');
export const tvPlanOf = (catalog: CatalogDocument, planId: string) =>
  planOfType(catalog, planId, 'tv');

export const addOnOf = (catalog: CatalogDocument, addOnId: string): AddOn | undefined =>
  catalog.addOns.find((addOn) => addOn.addOnId === addOnId);

export const channelOf = (catalog: CatalogDocument, channelId: string): Channel | undefined =>
  catalog.channels.find((channel) => channel.channelId === channelId);

export const packageOf = (
  catalog: CatalogDocument,
  packageId: string,
): ChannelPackage | undefined => catalog.packages.find((one) => one.packageId === packageId);

/** None in catalogs of before there were any. */
export const securityProductsOf = ({
  securityProducts = [],
}: CatalogDocument): readonly SecurityProduct[] => securityProducts;

export const dataAddOnsOf = ({ dataAddOns = [] }: CatalogDocument): readonly DataAddOn[] =>
  dataAddOns;

const mailboxesOfAPlan = 5;

/** How many mailboxes come with a plan. */
export const mailboxesOf = (plan: Plan | undefined): number =>
  plan?.type === 'internet' ? (plan.mailboxes ?? mailboxesOfAPlan) : 0;

type Names = { fr: string; en: string };

/** What has one name has it in both languages. */
export const nameIn = (name: Names | string, language: Language): string =>
  typeof name === 'string' ? name : language === 'fr-CA' ? name.fr : name.en;
