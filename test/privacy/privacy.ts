/** Customers as provisioning leaves them behind, all features of the house, and the builder of exports. */
import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { buildExport } from '../../functions/privacy/build-export/build-export.ts';
import { collectFrom } from '../../functions/privacy/build-export/collect.store.ts';
import { buildStore } from '../../functions/privacy/build-export/store.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { privacyContract } from '../../functions/privacy/contract.ts';
import { privacyOperations } from '../../functions/privacy/operations.ts';
import { outboxMail, type OutboxMail } from '../../shared/outbox.ts';
import { feature } from '../../shared/http/feature.ts';
import { hashPassword } from '../../shared/password.ts';
import { emailOwner } from '../../shared/profile.ts';
import { getItem, itemsUnder } from '../../shared/table/access.ts';
import type { Key, Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { outboxPrefix } from '../../shared/table/schema.ts';
import { catalog, internet, sentAccount } from '../operator/fixtures.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { signedIn, type Person } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';

export const password = 'trois petits canards bleus';

export type World = Awaited<ReturnType<typeof startPrivacy>>;

export async function startPrivacy() {
  const engine = await startEngine();
  const { table } = engine;
  const clock = fixedClock('2026-11-23T15:00:00Z');
  const house = openHouse(table, clock, keepingQueue());
  const asOperator = async () => ({ token: await operatorTokenFor(clock) });
  await house.call(operatorContract.putCatalog, {
    ...(await asOperator()),
    body: catalog({ effectiveFrom: '2026-12-01' }),
  });
  clock.set('2026-12-02T15:00:00Z');
  let accounts = 0;

  const put = (Item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.name, Item }));
  const items = (pk: string, prefix = '') => itemsUnder(table, pk, prefix);
  const ownerOf = async (email: string) =>
    (await getItem(table, emailOwner, keys.email(email)))?.profileId;

  const putAccount = async (accountNumber: string, email: string, over: object = {}) =>
    house.call(operatorContract.putAccount, {
      ...(await asOperator()),
      params: { accountNumber },
      body: sentAccount({
        holder: { firstName: 'Marie', lastName: 'Tremblay', email },
        services: [internet(`inet-${accountNumber}`)],
        pin: '4821',
        ...over,
      }),
    });

  return {
    ...{ table, clock, house, put, items, ownerOf, putAccount, asOperator },
    stop: () => engine.stop(),

    /** Somebody who holds an account of their own, registered or about to. */
    async customer(given?: { email?: string; registered?: boolean }): Promise<Person> {
      const accountNumber = `50${String(++accounts).padStart(9, '0')}`;
      const email = given?.email ?? `someone-${accounts}@example.com`;
      await putAccount(accountNumber, email);
      const profileId = (await ownerOf(email)) ?? '';
      if (given?.registered !== false) {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.profile(profileId),
            UpdateExpression: 'SET #status = :active, passwordHash = :hash',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':active': 'active',
              ':hash': await hashPassword(password),
            },
          }),
        );
      }
      return { profileId, email, accountNumber, link: '' };
    },

    /** Another account for somebody, without the password being hashed again. */
    async anotherAccount({ email }: Person): Promise<string> {
      const accountNumber = `50${String(++accounts).padStart(9, '0')}`;
      await putAccount(accountNumber, email);
      return accountNumber;
    },

    /** Stepped up, on their own account if nothing else is said. */
    enter: (person: Person, terms: Parameters<typeof signedIn>[3] = {}) =>
      signedIn(table, clock, person, { steppedUp: true, ...terms }),

    exists: async (key: Key) => (await items(key.pk)).some(({ sk }) => sk === key.sk),

    /** What was asked to be told to a person by privacy, or by others where it is named. */
    mails: (
      profileId: string,
      templates: readonly string[] = ['export-ready', 'delegate-removed', 'profile-erased'],
    ) => mailsIn(table, profileId, templates),

    builder: (on: Table = table) =>
      buildExport({ store: buildStore(on), collect: collectFrom(table), clock }),

    /** The feature on a table of its own: to have it die in the middle. */
    featureOn: (on: Table) =>
      feature(privacyContract, privacyOperations(on, clock), settingsFor(clock, table)),

    async askedExport(person: Person) {
      const { token } = await signedIn(table, clock, person, { steppedUp: true });
      const reply = await house.call(privacyContract.askExport, { token });
      return { token, exportId: reply.body.exportId };
    },
  };
}

async function mailsIn(table: Table, profileId: string, templates: readonly string[]) {
  const found: OutboxMail[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({ TableName: table.name, ExclusiveStartKey: from }),
    );
    const mails = (page.Items ?? []).filter(({ pk }) => String(pk).startsWith(outboxPrefix));
    found.push(...mails.map((item) => outboxMail.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found.filter((mail) => mail.profileId === profileId && templates.includes(mail.template));
}

/** Dies at the call after so many: what was asked of the table before is done, nothing after. */
export function dyingTable(table: Table, calls: number): Table {
  let left = calls;
  const client = new Proxy(table.client, {
    get(target, name, receiver) {
      if (name !== 'send') return Reflect.get(target, name, receiver);
      return (command: never) => {
        if (left-- <= 0) return Promise.reject(new Killed());
        return target.send(command);
      };
    },
  });
  return { ...table, client };
}

export class Killed extends Error {
  override name = 'Killed';
}
