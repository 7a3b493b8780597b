/** Provisioning's access patterns: an account, its services' items and its holder change together. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { storedAccount, type StoredAccount, type StoredService } from '../../shared/account.ts';
import { dayOf, periodOf } from '../../shared/calendar.ts';
import { permissions } from '../../shared/http/contract.ts';
import { movedParts } from '../../shared/order-parts.ts';
import { storedOrder, type StoredOrder } from '../../shared/orders.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { emailOwner, profile, type Profile } from '../../shared/profile.ts';
import { getItem } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact, type Part } from '../../shared/table/transactions.ts';
import { copiedIntoHeader, usageHeaderPart } from '../../shared/usage-header.ts';
import { lookAgainPart } from '../../shared/usage-period.ts';
import { cycleEntries, cycleParts, cycleStore } from './cycle.store.ts';
import type { Holder } from './holder.ts';
import { modemChanges } from './modems.ts';
import { modemParts } from './modem.store.ts';
import { tvListParts } from './tv-list.store.ts';
import { tvHistoryParts } from './tv-history.ts';

type Change = {
  /** As it was read; undefined for a new account. */
  stored: StoredAccount | undefined;
  next: StoredAccount;
  holder: Holder;
  /** Those that the document settles. */
  orders: readonly SettledOrder[];
  now: Date;
};

export type SettledOrder = { before: StoredOrder; after: StoredOrder };

export type Saved =
  | { outcome: 'saved' }
  /** What was read has changed since; nothing was written. */
  | { outcome: 'outrun' }
  /** More items would change than one transaction takes. */
  | { outcome: 'too-much' }
  | { outcome: 'service-taken'; serviceId: string };

export type AccountStore = {
  account: (accountNumber: string) => Promise<StoredAccount | undefined>;
  people: (
    holderProfileId: string | undefined,
    email: string,
  ) => Promise<{ current: Profile | undefined; owner: Profile | undefined }>;
  order: (accountNumber: string, orderId: string) => Promise<StoredOrder | undefined>;
  save: (change: Change) => Promise<Saved>;
};

export function accountStore(table: Table, usageShards: number): AccountStore {
  const cycles = cycleStore(table);
  const person = async (profileId: string | undefined) =>
    profileId === undefined ? undefined : getItem(table, profile, keys.profile(profileId));

  return {
    account: (accountNumber) => getItem(table, storedAccount, keys.account(accountNumber)),

    async people(holderProfileId, email) {
      const [current, owned] = await Promise.all([
        person(holderProfileId),
        getItem(table, emailOwner, keys.email(email)),
      ]);
      const same = owned !== undefined && owned.profileId === current?.profileId;
      return { current, owner: same ? current : await person(owned?.profileId) };
    },

    order: (accountNumber, orderId) =>
      getItem(table, storedOrder, keys.order(accountNumber, orderId)),

    async save({ stored, next, holder, orders, now }) {
      const services = next.services.flatMap((service) =>
        serviceParts(service, { stored, next, usageShards, now }),
      );
      const changes = modemChanges(stored, next);
      const others = [
        ...services.map(({ part }) => part),
        ...tvHistoryParts(stored, next, now),
        accountPart(stored, next),
        ...holderParts(holder, next.accountNumber),
        ...mailParts(holder, next, now),
        ...tvListParts({ stored, next }),
        ...orders.flatMap(({ before, after }) => movedParts(before, after, next, now, 'operator')),
      ];
      if (others.length + changes.length > mostParts) return { outcome: 'too-much' };
      const modems = await modemParts(table, changes, now);
      const listed = cycleEntries({ stored, next });
      const isOne = others.length + modems.length + listed.length <= mostParts;
      if (!isOne) await cycles.before(listed, { next, now });
      const failed = await transact(table, [
        ...[...others, ...modems],
        ...(isOne ? cycleParts(listed, { next, now }) : []),
      ]);
      if (failed.length === 0) {
        if (!isOne) await cycles.after(listed, { next, now });
        return { outcome: 'saved' };
      }
      // A service that is taken is told only if nothing else changed: it is decided again then.
      const taken = services[failed[0] ?? -1]?.serviceId;
      const onlyServices = failed.every((index) => index < services.length);
      if (taken === undefined || !onlyServices) return { outcome: 'outrun' };
      return { outcome: 'service-taken', serviceId: taken };
    },
  };
}

const mostParts = 100;

const accountPart = (stored: StoredAccount | undefined, next: StoredAccount): Part => ({
  Put: {
    Item: { ...keys.account(next.accountNumber), ...next },
    ...(stored === undefined
      ? notThereYet
      : {
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':read': stored.version },
        }),
  },
});

const notThereYet = { ConditionExpression: 'attribute_not_exists(pk)' };

type ServiceContext = {
  stored: StoredAccount | undefined;
  next: StoredAccount;
  usageShards: number;
  now: Date;
};

/** The items beside the account that say what intake and the usage pages need; if they changed. */
function serviceParts(service: StoredService, { stored, next, usageShards, now }: ServiceContext) {
  const { serviceId, planId } = service;
  const before = stored?.services.find((one) => one.serviceId === serviceId);
  const moved = before === undefined || !isDeepStrictEqual(stored?.cycles, next.cycles);
  const parts: { serviceId: string; part: Part }[] = [];
  if (moved) parts.push({ serviceId, part: pointerPart(service, next, usageShards) });
  const copied = stored && before && copiedIntoHeader(before, stored);
  if (service.type === 'internet' && !isDeepStrictEqual(copied, copiedIntoHeader(service, next))) {
    const newPlan = before?.planId !== planId;
    parts.push({ serviceId, part: usageHeaderPart(service, next, { now, newPlan }) });
    if (before !== undefined && newPlan) {
      const { accountNumber, timeZone, cycles } = next;
      const { start } = periodOf(dayOf(now.getTime(), timeZone), cycles);
      // The allowance of the period is another one from now on.
      parts.push({ serviceId, part: lookAgainPart({ accountNumber, serviceId, start }) });
    }
  }
  return parts;
}

/** Refused by the table when the service is another account's. */
const pointerPart = (
  { serviceId, type }: StoredService,
  { accountNumber, timeZone, cycles }: StoredAccount,
  usageShards: number,
): Part => ({
  Update: {
    Key: keys.service(serviceId),
    UpdateExpression:
      'SET #serviceId = :serviceId, #account = :account, #type = :type, #zone = :zone, #cycles = :cycles, #shard = if_not_exists(#shard, :shard)',
    ConditionExpression: 'attribute_not_exists(pk) OR #account = :account',
    ExpressionAttributeNames: {
      '#serviceId': 'serviceId',
      '#account': 'accountNumber',
      '#type': 'type',
      '#zone': 'timeZone',
      '#cycles': 'cycles',
      '#shard': 'shard',
    },
    ExpressionAttributeValues: {
      ':serviceId': serviceId,
      ':account': accountNumber,
      ':type': type,
      ':zone': timeZone,
      ':cycles': cycles,
      ':shard': shardOf(serviceId, usageShards),
    },
  },
});

/** Where a new service's usage goes; it stays there when the number of shards changes. */
const shardOf = (serviceId: string, usageShards: number) =>
  createHash('sha256').update(serviceId).digest().readUInt32BE() % usageShards;

function holderParts({ profileId, status, change }: Holder, accountNumber: string): Part[] {
  switch (change.kind) {
    case 'stays':
      return [];
    case 'renamed':
      return [{ Update: profileUpdate(profileId, change.person) }];
    case 'invited':
      return [
        {
          Put: {
            Item: { ...keys.profile(profileId), profileId, ...change.person, status },
            ...notThereYet,
          },
        },
        emailPart(change.person.email, profileId),
        membershipPart(profileId, accountNumber),
        ...goesFrom(change.from, accountNumber),
      ];
    case 'added':
      return [
        { ConditionCheck: { Key: keys.email(change.email), ...isOwnedBy(profileId) } },
        { ConditionCheck: { Key: keys.profile(profileId), ...hasStatus(status) } },
        membershipPart(profileId, accountNumber),
        ...goesFrom(change.from, accountNumber),
      ];
  }
}

/** The account is taken from who was invited; a link that went to their address opens it no more. */
const goesFrom = (profileId: string | undefined, accountNumber: string): Part[] =>
  profileId === undefined
    ? []
    : [
        {
          Update: {
            Key: keys.profile(profileId),
            UpdateExpression: 'REMOVE linkHash, linkExpiresAt',
            ...hasStatus('invited'),
          },
        },
        { Delete: { Key: keys.membership(profileId, accountNumber) } },
      ];

const hasStatus = (status: Profile['status']) => ({
  ConditionExpression: '#status = :status',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':status': status },
});

const isOwnedBy = (profileId: string) => ({
  ConditionExpression: 'profileId = :profile',
  ExpressionAttributeValues: { ':profile': profileId },
});

const emailPart = (email: string, profileId: string): Part => ({
  Put: { Item: { ...keys.email(email), email, profileId }, ...notThereYet },
});

const membershipPart = (profileId: string, accountNumber: string): Part => ({
  Put: {
    Item: {
      ...keys.membership(profileId, accountNumber),
      ...{ profileId, accountNumber, role: 'holder', permissions: [...permissions] },
    },
  },
});

type Person = Pick<Profile, 'firstName' | 'lastName' | 'language'>;

/** Only while invited: an active profile is its person's own. */
const profileUpdate = (profileId: string, { firstName, lastName, language }: Person) => ({
  Key: keys.profile(profileId),
  UpdateExpression: 'SET #first = :first, #last = :last, #language = :language',
  ConditionExpression: '#status = :invited',
  ExpressionAttributeNames: {
    '#first': 'firstName',
    '#last': 'lastName',
    '#language': 'language',
    '#status': 'status',
  },
  ExpressionAttributeValues: {
    ':first': firstName,
    ':last': lastName,
    ':language': language,
    ':invited': 'invited',
  } as Record<string, string>,
});

function mailParts({ profileId, mail }: Holder, next: StoredAccount, now: Date): Part[] {
  if (mail === undefined) return [];
  const { accountNumber, version } = next;
  const key = `${accountNumber}#${version}`;
  return [{ Put: { Item: outboxItem({ template: mail, profileId, accountNumber, key }, now) } }];
}
