/** What an account becomes by the operator's document. Pure: nothing is read or written here. */
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod/mini';
import type { StoredAccount, StoredService, StoredTv } from '../../shared/account.ts';
import {
  beginningOfTime,
  isTimeZone,
  moveCycle,
  periodsBack,
  type Day,
} from '../../shared/calendar.ts';
import { addOnOf, channelOf, packageOf, planOf } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { bareMac } from '../../shared/modem.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { accountDocument } from './contract.ts';
import { issuesOfPicked, tvAfter } from './tv-provision.ts';

export type AccountDocument = z.output<typeof accountDocument>;
type Kind = AccountDocument['kind'];
type DocumentService = AccountDocument['services'][number];

/** Periods before the current one for which the usage of an ended service is shown. */
const shownPeriods = 3;
/** With their items, more would not fit one transaction beside the account and its holder. */
const maxServices = 40;

/** The account without what the rules do not decide: whose it is, its PIN and its version. */
export type AccountContent = Omit<
  StoredAccount,
  'holderProfileId' | 'holderErasedAt' | 'pinHash' | 'version'
>;

export type Provisioned = { content: AccountContent; changed: boolean };

export type ProvisionRefusal =
  | { reason: 'invalid-request'; issues: { path: string; expected: string }[] }
  | { reason: 'time-zone-fixed'; timeZone: string }
  | { reason: 'no-catalog' }
  | { reason: 'unknown-plan'; serviceId: string; planId: string }
  | { reason: 'unknown-add-on'; serviceId: string; id: string };

export type Situation = {
  accountNumber: string;
  /** Undefined for a new account. */
  stored: StoredAccount | undefined;
  /** In force today; undefined while there is none. */
  catalog: CatalogDocument | undefined;
  /** In the account's time zone. */
  today: Day;
};

export function provision(
  document: AccountDocument,
  { accountNumber, stored, catalog, today }: Situation,
): Result<Provisioned, ProvisionRefusal> {
  const issues = issuesOf(document, stored);
  if (issues.length > 0) return refuse({ reason: 'invalid-request', issues });
  if (stored !== undefined && stored.timeZone !== document.timeZone) {
    return refuse({ reason: 'time-zone-fixed', timeZone: stored.timeZone });
  }
  if (catalog === undefined) return refuse({ reason: 'no-catalog' });
  const unknown = unknownIn(catalog, document, stored);
  if (unknown !== undefined) return refuse(unknown);
  const ofPicked = document.services.flatMap((service, index) =>
    issuesOfPicked(service, `body.services.${index}.picked`, catalog),
  );
  if (ofPicked.length > 0) return refuse({ reason: 'invalid-request', issues: ofPicked });

  const { pin: _pin, cycleDay, services, ...rest } = document;
  const content: AccountContent = {
    ...rest,
    accountNumber,
    cycles:
      stored === undefined
        ? [{ from: beginningOfTime, day: cycleDay }]
        : moveCycle(stored.cycles, cycleDay, today),
    services: [
      ...services.map((service) => {
        const before = serviceOf(stored, service.serviceId);
        return active(service, before, tvAfter(service, before, catalog, today));
      }),
      ...endedServices(stored, services, today),
    ],
  };
  const changed = stored === undefined || !isDeepStrictEqual(content, contentOf(stored));
  if (!changed) return { ok: true, value: { content, changed } };

  const kept = { ...content, services: withoutForgotten(content, today) };
  if (kept.services.length > maxServices) {
    return refuse({
      reason: 'invalid-request',
      issues: [
        {
          path: 'body.services',
          expected: `at most ${maxServices} services, counting those that have ended recently`,
        },
      ],
    });
  }
  return { ok: true, value: { content: kept, changed } };
}

function contentOf(stored: StoredAccount): AccountContent {
  const {
    holderProfileId: _holder,
    holderErasedAt: _erased,
    pinHash: _pin,
    version: _version,
    ...content
  } = stored;
  return content;
}

/** What the customer calls it is theirs to change. Another plan settles an order that is open. */
function active(
  { picked: _tv, ...service }: DocumentService,
  before: StoredService | undefined,
  tv: StoredTv | undefined,
): StoredService {
  const { ownLabel, pendingOrderId, planId } = before ?? {};
  return {
    ...service,
    ...(tv === undefined ? {} : { tv }),
    ...(ownLabel === undefined ? {} : { ownLabel }),
    ...(pendingOrderId === undefined || planId !== service.planId ? {} : { pendingOrderId }),
    status: 'active',
  };
}

/** What the document does not name anymore: ended now, or at the day it ended. */
const endedServices = (
  stored: StoredAccount | undefined,
  named: readonly DocumentService[],
  today: Day,
): StoredService[] =>
  (stored?.services ?? [])
    .filter(({ serviceId }) => !named.some((one) => one.serviceId === serviceId))
    .map(({ pendingOrderId: _settled, ...service }) =>
      service.status === 'ended' ? service : { ...service, status: 'ended', endedOn: today },
    );

/** Ended services leave the account with the last period that is shown of them. */
function withoutForgotten({ services, cycles }: AccountContent, today: Day) {
  const firstShown = periodsBack(today, cycles, shownPeriods).at(-1)?.start ?? today;
  return services.filter(({ endedOn }) => endedOn === undefined || endedOn >= firstShown);
}

function issuesOf(document: AccountDocument, stored: StoredAccount | undefined) {
  const issues = isTimeZone(document.timeZone)
    ? []
    : [{ path: 'body.timeZone', expected: 'a name of the IANA time zone database' }];
  const seen = new Set<string>();
  const modems = new Map<string, number>();
  document.services.forEach(({ serviceId, type, phoneNumber, addOns, equipment }, index) => {
    const path = `body.services.${index}`;
    const before = serviceOf(stored, serviceId);
    if (seen.has(serviceId)) {
      issues.push({ path: `${path}.serviceId`, expected: 'a service is named once' });
    }
    seen.add(serviceId);
    if (before !== undefined && before.type !== type) {
      issues.push({ path: `${path}.type`, expected: `${before.type}, as before` });
    }
    if (phoneNumber !== undefined && type !== 'phone') {
      issues.push({ path: `${path}.phoneNumber`, expected: 'only phone services have one' });
    }
    for (const { mac } of type === 'internet' ? equipment : []) {
      if (mac === undefined) continue;
      if ((modems.get(bareMac(mac)) ?? index) !== index) {
        issues.push({
          path: `${path}.equipment`,
          expected: `a modem counts for one Internet service, ${mac} is of another`,
        });
      }
      modems.set(bareMac(mac), index);
    }
    if (new Set(addOns).size < addOns.length) {
      issues.push({ path: `${path}.addOns`, expected: 'each id once' });
    }
  });
  return issues;
}

const serviceOf = (stored: StoredAccount | undefined, serviceId: string) =>
  stored?.services.find((service) => service.serviceId === serviceId);

/** What a service already has it keeps, retired or not, unless the account becomes another kind. */
function unknownIn(
  catalog: CatalogDocument,
  { kind, services }: AccountDocument,
  stored: StoredAccount | undefined,
): ProvisionRefusal | undefined {
  for (const service of services) {
    const { serviceId, type, planId } = service;
    const before = stored?.kind === kind ? serviceOf(stored, serviceId) : undefined;
    const plan = planOf(catalog, planId);
    const keepsPlan = before?.planId === planId;
    if (plan?.type !== type || !(keepsPlan || isSold(plan, kind))) {
      return { reason: 'unknown-plan', serviceId, planId };
    }
    const id =
      service.addOns.find(
        (held) => !canHold(catalog, { held, type, kind, keeps: before?.addOns.includes(held) }),
      ) ??
      service.picked?.find((one) => channelOf(catalog, one.channelId) === undefined)?.channelId;
    if (id !== undefined) return { reason: 'unknown-add-on', serviceId, id };
  }
  return undefined;
}

const isSold = (one: { retired: boolean; audience: Kind | 'all' }, kind: Kind) =>
  !one.retired && (one.audience === 'all' || one.audience === kind);

type Holding = {
  held: string;
  type: StoredService['type'];
  kind: Kind;
  keeps: boolean | undefined;
};

/** Add-ons are for one type of service; channels and packages for TV. */
function canHold(catalog: CatalogDocument, { held, type, kind, keeps = false }: Holding): boolean {
  const addOn = addOnOf(catalog, held);
  if (addOn?.for === type && (keeps || isSold(addOn, kind))) return true;
  if (type !== 'tv') return false;
  const bundle = packageOf(catalog, held);
  if (bundle !== undefined && (keeps || isSold(bundle, kind))) return true;
  const channel = channelOf(catalog, held);
  return channel !== undefined && (keeps || channel.alaCartePrice !== undefined);
}
