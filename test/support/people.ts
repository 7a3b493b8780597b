/** Puts a customer on file the way provisioning leaves one behind. */
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AccountKind, StoredAccount } from '../../shared/account.ts';
import type { Clock } from '../../shared/clock.ts';
import { permissions, type Permission, type Role } from '../../shared/http/contract.ts';
import { newToken } from '../../shared/opaque-token.ts';
import { hashPassword } from '../../shared/password.ts';
import type { Session } from '../../shared/session.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { customerToken } from './identity.ts';
import { itemOf } from './items.ts';

export type Person = { profileId: string; email: string; accountNumber: string; link: string };

export async function putPerson(
  table: Table,
  about: {
    email: string;
    accountNumber: string;
    password?: string;
    /** Where nobody signs in by it: hashing a password takes its time. */
    passwordHash?: string;
    pin?: string;
    linkExpiresAt?: number;
    kind?: AccountKind;
  },
): Promise<Person> {
  const { email, accountNumber } = about;
  const passwordHash =
    about.password === undefined ? about.passwordHash : await hashPassword(about.password);
  const profileId = randomUUID();
  const { token, hash } = newToken(profileId);
  const put = (item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: item }));
  await put({
    ...keys.profile(profileId),
    profileId,
    email,
    firstName: 'Marie',
    lastName: 'Tremblay',
    language: 'fr-CA',
    ...(passwordHash === undefined
      ? { status: 'invited', linkHash: hash, linkExpiresAt: about.linkExpiresAt ?? 8e12 }
      : { status: 'active', passwordHash }),
  });
  await put({ ...keys.email(email), email, profileId });
  await put({
    ...keys.membership(profileId, accountNumber),
    profileId,
    accountNumber,
    role: 'holder',
    permissions,
  });
  const pinHash = about.pin === undefined ? undefined : await hashPassword(about.pin);
  await put({ ...keys.account(accountNumber), ...accountOf(profileId, about), pinHash });
  return { profileId, email, accountNumber, link: token };
}

const accountOf = (
  holderProfileId: string,
  {
    email,
    accountNumber,
    kind = 'residential',
  }: { email: string; accountNumber: string; kind?: AccountKind },
): StoredAccount => ({
  accountNumber,
  kind,
  holder: { firstName: 'Marie', lastName: 'Tremblay', email },
  holderProfileId,
  language: 'fr-CA',
  serviceAddress: {
    line1: '1200 rue Saint-Denis',
    city: 'Montréal',
    province: 'QC',
    postalCode: 'H2X 3J6',
  },
  timeZone: 'America/Toronto',
  cycles: [{ from: '0001-01-01', day: 9 }],
  services: [
    {
      serviceId: `inet-${accountNumber}`,
      type: 'internet',
      planId: 'internet-120',
      equipment: [],
      addOns: [],
      status: 'active',
    },
  ],
  version: 1,
});

/** Makes a person a delegate of somebody else's account, as an accepted invitation leaves it behind. */
export async function putDelegate(
  table: Table,
  { profileId, email }: Person,
  accountNumber: string,
  perms: readonly Permission[] = permissions,
) {
  const put = (Item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.name, Item }));
  const member = { profileId, accountNumber, permissions: perms, acceptedAt: 1 };
  await put({ ...keys.membership(profileId, accountNumber), ...member, role: 'delegate' });
  await put({
    ...keys.delegate(accountNumber, profileId),
    ...{ ...member, delegateId: profileId, email, firstName: 'Marie', lastName: 'Tremblay' },
    invitedAt: 1,
  });
}

type Terms = {
  accountNumber?: string;
  role?: Role;
  perms?: readonly Permission[];
  /** As if the password had been asked again just now. */
  steppedUp?: boolean;
};

/** Opens a session as signing in leaves it behind; gives its access token. */
export async function signedIn(table: Table, clock: Clock, person: Person, terms: Terms = {}) {
  const { profileId } = person;
  const { accountNumber = person.accountNumber, ...claims } = terms;
  const sessionId = randomUUID();
  const at = clock.now().getTime();
  const session: Session = {
    ...{ sessionId, profileId, accountNumber, delivery: 'body', current: [], previous: [] },
    ...{ rotatedAt: at, createdAt: at, endsAt: at + 86_400_000 },
    epoch: (await itemOf(table, keys.profile(profileId)))?.['sessionEpoch'] ?? 0,
  };
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...keys.session(profileId, sessionId), ...session },
    }),
  );
  const token = await customerToken(clock, { profileId, sessionId, accountNumber, ...claims });
  return { sessionId, token };
}
