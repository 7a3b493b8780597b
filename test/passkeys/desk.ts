/** A portal with people before it: who signs in and adds passkeys the way a page of it does. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { passkeysContract as contract } from '../../functions/passkeys/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import {
  newAuthenticator,
  type Algorithm,
  type Authenticator,
  type Lie,
} from '../support/authenticator.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse, portalOrigin, rpId } from '../support/house.ts';
import { putPerson, signedIn, type Person } from '../support/people.ts';

export const page = { rpId, origin: portalOrigin };

export async function openDesk() {
  const clock = fixedClock('2026-03-02T15:00:00Z');
  const engine = await startEngine();
  const { table } = engine;
  const house = openHouse(table, clock, keepingQueue());
  let people = 0;

  const steppedUp = async (person: Person) =>
    (await signedIn(table, clock, person, { steppedUp: true })).token;

  const creationOptions = async (token: string) => ({
    ...page,
    ...(await house.call(contract.passkeyOptions, { token })).body,
  });

  const requestOptions = async () => ({
    ...page,
    ...(await house.call(contract.passkeySignInOptions)).body,
  });

  const add = async (token: string, response: object, name = 'Phone') =>
    house.call(contract.addPasskey, { token, body: { name, response } });

  const signIn = (response: unknown, sourceIp?: string) =>
    house.call(contract.passkeySignIn, {
      body: { response },
      ...(sourceIp === undefined ? {} : { sourceIp }),
    });

  return {
    clock,
    table,
    call: house.call,
    stop: engine.stop,
    steppedUp,
    creationOptions,
    requestOptions,
    add,
    signIn,

    /** Somebody who signs in by password so far. */
    person: () => {
      people++;
      return putPerson(table, {
        email: `person-${people}@example.com`,
        accountNumber: `50000${String(people).padStart(6, '0')}`,
        password: 'trois petits canards bleus',
      });
    },

    /** A person's new passkey. */
    async passkeyOf(
      person: Person,
      about: { algorithm?: Algorithm; counts?: boolean; synced?: boolean; name?: string } = {},
    ): Promise<Authenticator> {
      const device = newAuthenticator(about);
      const token = await steppedUp(person);
      const reply = await add(token, device.create(await creationOptions(token)), about.name);
      if (reply.status !== 201) throw new Error(`No passkey: ${reply.text}`);
      return device;
    },

    /** A try to sign in, with fresh options. */
    use: async (device: Authenticator, lie: Lie = {}) =>
      signIn(device.get(await requestOptions(), lie)),

    exchange: (ticket: string) => house.call(sessionsContract.signIn, { body: { ticket } }),

    async items(prefix: string) {
      const { Items = [] } = await table.client.send(
        new ScanCommand({
          TableName: table.name,
          FilterExpression: 'begins_with(pk, :prefix)',
          ExpressionAttributeValues: { ':prefix': prefix },
        }),
      );
      return Items;
    },
  };
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;
