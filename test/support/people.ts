/** Puts a customer on file the way provisioning leaves one behind. */
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AccountKind } from '../../shared/account.ts';
import type { Clock } from '../../shared/clock.ts';
import { permissions, type Permission, type Role } from '../../shared/http/contract.ts';
import { newToken } from '../../shared/opaque-token.ts';
import { hashPassword } from '../../shared/password.ts';
import type { Session } from '../../shared/session.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { customerToken } from './identity.ts';

export type Person = { profileId: string; email: string; accountNumber: string; link: string };

export async function putPerson(
  table: Table,
  about: {
    email: string;
    accountNumber: string;
    password?: string;
    pin?: string;
    linkExpiresAt?: number;
    kind?: AccountKind;
  },
): Promise<Person> {
  const { email, accountNumber } = about;
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
    ...(about.password === undefined
      ? { status: 'invited', linkHash: hash, linkExpiresAt: about.linkExpiresAt ?? 8e12 }
      : { status: 'active', passwordHash: await hashPassword(about.password) }),
  });
  await put({ ...keys.email(email), email, profileId });
  await put({
    ...keys.membership(profileId, accountNumber),
    profileId,
    accountNumber,
    role: 'holder',
    permissions,
  });
  await put({
    ...keys.account(accountNumber),
    holderProfileId: profileId,
    kind: about.kind ?? 'residential',
    serviceAddress: { postalCode: 'H2X 3J6' },
    ...(about.pin === undefined ? {} : { pinHash: await hashPassword(about.pin) }),
  });
  return { profileId, email, accountNumber, link: token };
}

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
    ...{ rotatedAt: at, createdAt: at, endsAt: at + 86_400_000, epoch: 0 },
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
