/** Puts a customer on file the way provisioning leaves one behind. */
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { permissions } from '../../shared/http/contract.ts';
import { newToken } from '../../shared/opaque-token.ts';
import { hashPassword } from '../../shared/password.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';

export type Person = { profileId: string; email: string; accountNumber: string; link: string };

export async function putPerson(
  table: Table,
  about: {
    email: string;
    accountNumber: string;
    password?: string;
    pin?: string;
    linkExpiresAt?: number;
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
    serviceAddress: { postalCode: 'H2X 3J6' },
    ...(about.pin === undefined ? {} : { pinHash: await hashPassword(about.pin) }),
  });
  return { profileId, email, accountNumber, link: token };
}
