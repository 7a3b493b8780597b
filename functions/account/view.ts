/** What a customer sees of the account, from what is stored. */
import type * as z from 'zod/mini';
import { changesOwnServices } from '../../shared/account.ts';
import { daysBetween, periodOf, type Day } from '../../shared/calendar.ts';
import { addOnOf, channelOf, nameIn, packageOf, planOf } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import type { Permission } from '../../shared/http/contract.ts';
import type { Language } from '../../shared/http/fields.ts';
import { cad } from '../../shared/money.ts';
import { holdingsOf } from '../../shared/tv/holdings.ts';
import { priceLines } from '../../shared/tv/monthly-price.ts';
import type { accountContract } from './contract.ts';
import type { Page } from './load-page.ts';
import type { ShownAccount } from './store.ts';

type AccountView = z.input<(typeof accountContract)['getAccount']['answer']>;
type ServiceView = z.input<(typeof accountContract)['listServices']['answer']>['items'][number];
type Service = ShownAccount['services'][number];

type Reader = { language: Language; permissions: readonly Permission[] };

export function accountView({ account, catalog, today }: Page, reader: Reader): AccountView {
  const { accountNumber, kind, holder, language, timeZone, serviceAddress, standing } = account;
  const period = periodOf(today, account.cycles);
  return {
    accountNumber,
    kind,
    holder: { firstName: holder.firstName, lastName: holder.lastName },
    language,
    timeZone,
    serviceAddress,
    billingPeriod: { ...period, daysLeft: daysBetween(today, period.end) + 1 },
    services: account.services
      .filter(({ status }) => status === 'active')
      .map((service) => summary(service, catalog, reader.language)),
    ...(standing !== undefined && reader.permissions.includes('viewBills') ? { standing } : {}),
    permissions: [...reader.permissions],
  };
}

export const servicesView = ({ account, catalog, today }: Page, reader: Reader): ServiceView[] =>
  account.services.map((service) => ({
    ...summary(service, catalog, reader.language),
    status: service.status,
    ...(service.endedOn === undefined ? {} : { endedOn: service.endedOn }),
    equipment: service.equipment,
    addOns: addOnsOf(service, catalog, { today, language: reader.language }),
    ...(service.phoneNumber === undefined ? {} : { phoneNumber: service.phoneNumber }),
    ...(service.pendingOrderId === undefined ? {} : { pendingOrderId: service.pendingOrderId }),
    canChange:
      changesOwnServices[account.kind] &&
      service.status === 'active' &&
      reader.permissions.includes('changeServices'),
  }));

function summary(
  { serviceId, type, ownLabel, label: operators, planId }: Service,
  catalog: CatalogDocument,
  language: Language,
) {
  const plan = planOf(catalog, planId);
  if (plan === undefined) throw missing(planId);
  const { monthlyPrice } = plan;
  const label = ownLabel ?? operators;
  return {
    serviceId,
    type,
    ...(label === undefined ? {} : { label }),
    plan: { planId, name: nameIn(plan.name, language), monthlyPrice },
  };
}

const free = { amount: 0, currency: 'CAD' } as const;

/** TV is priced as a whole: a channel alone costs nothing while it comes with something else. */
function addOnsOf(
  service: Service,
  catalog: CatalogDocument,
  { today, language }: { today: Day; language: Language },
) {
  const shown = service.addOns.map((id) => held(id, service.type, catalog, language));
  const holdings = service.type === 'tv' ? holdingsOf(service, catalog, today) : undefined;
  if (holdings === undefined) return shown;
  const lines = new Map(priceLines(holdings).map(({ id, amount }) => [id, amount]));
  return shown.map((one) => ({ ...one, monthlyPrice: cad(lines.get(one.addOnId) ?? 0) }));
}

/** Looked for in the order in which provisioning accepts it. */
function held(
  addOnId: string,
  type: Service['type'],
  catalog: CatalogDocument,
  language: Language,
) {
  const addOn = addOnOf(catalog, addOnId);
  const bundle = addOn?.for === type ? addOn : packageOf(catalog, addOnId);
  if (bundle !== undefined) {
    return { addOnId, name: nameIn(bundle.name, language), monthlyPrice: bundle.monthlyPrice };
  }
  const channel = channelOf(catalog, addOnId);
  if (channel === undefined) throw missing(addOnId);
  // A channel that is not sold alone anymore costs nothing alone.
  return {
    ...{ addOnId, name: nameIn(channel.name, language) },
    monthlyPrice: channel.alaCartePrice ?? free,
  };
}

/** Cannot be: catalogs keep what was once published. */
const missing = (id: string) => new Error(`The catalog in force lacks ${id}`);
