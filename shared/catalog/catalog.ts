/** The catalog in force, remembered for a minute, and how things are found in it. */
import type { Day } from '../calendar.ts';
import type { Clock } from '../clock.ts';
import type { Language } from '../http/fields.ts';
import type { Table } from '../table/client.ts';
import type { CatalogDocument } from './document.ts';
import { catalogInForceOn, type Catalog } from './store.ts';

export type { Catalog };

/** A catalog that was published meanwhile is noticed within this time. */
const rememberedMs = 60_000;

export type Catalogs = {
  /** Undefined while none has become effective; that is not remembered. */
  inForce: (today: Day) => Promise<Catalog | undefined>;
  /** The same, read now: for who is about to refuse something that was perhaps just published. */
  inForceNow: (today: Day) => Promise<Catalog | undefined>;
};

export function catalogIn(table: Table, clock: Clock): Catalogs {
  // Accounts of several time zones may have another today, so at most three days are remembered.
  const remembered = new Map<Day, { catalog: Promise<Catalog | undefined>; until: number }>();

  const inForceNow = async (today: Day) => {
    const now = clock.now().getTime();
    for (const [day, { until }] of remembered) if (until <= now) remembered.delete(day);
    const catalog = catalogInForceOn(table, today);
    const entry = { catalog, until: now + rememberedMs };
    remembered.set(today, entry);
    const forget = () => {
      if (remembered.get(today) === entry) remembered.delete(today);
    };
    catalog.then((found) => {
      if (found === undefined) forget();
    }, forget);
    return catalog;
  };

  return {
    inForceNow,
    inForce: (today) => {
      const known = remembered.get(today);
      if (known !== undefined && known.until > clock.now().getTime()) return known.catalog;
      return inForceNow(today);
    },
  };
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
