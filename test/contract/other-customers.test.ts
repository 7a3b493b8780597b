/**
 * Every customer route that takes an id, with the id of something that is there and is somebody
 * else's: the answer must be the one for an id that never was, to the byte.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planContract } from '../../functions/internet/plan/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { purchaseIntakeContract } from '../../functions/tv/purchase-intake/contract.ts';
import { chapters } from '../../infra/contracts.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { customersAt } from '../../infra/local/demo/customers.ts';
import { routeKey, type Route } from '../../shared/http/contract.ts';
import { emailOwner } from '../../shared/profile.ts';
import { getItem } from '../../shared/table/access.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { putDelegate, putPerson, signedIn, type Person } from '../support/people.ts';
import { recordOf } from '../tv/purchases.ts';

const clock = fixedClock('2026-11-23T15:00:00Z');
let engine: Engine;
let house: House;
let me: Person;
/** What somebody else has, by the name of the parameter it is asked for with. */
const theirs: Record<string, string> = {};
/** Their TV service: what else they have is of the Internet. */
let theirTv = '';

const missing: Record<string, string> = {
  serviceId: 'no-such-service',
  sessionId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1fffff',
  delegateId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1fffff',
  orderId: '019ab3a0-5c00-7d1e-8a53-0d6c6c1fffff',
  exportId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1fffff',
  productId: 'no-such-product',
  seatId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1fffff',
  address: 'nobody@courriel.example.com',
  passkeyId: 'bm8tc3VjaC1wYXNza2V5LW9mLW1pbmU',
  channelId: 'no-such-channel',
  packageId: 'no-such-package',
};

beforeAll(async () => {
  engine = await startEngine();
  const { table } = engine;
  house = openHouse(table, clock, keepingQueue());
  const operator = await operatorTokenFor(clock);
  await house.call(operatorContract.putCatalog, {
    token: operator,
    body: catalogFrom('2026-01-01'),
  });
  const put = (Item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.name, Item }));
  /** Accounts as the operator sends them; the first is mine, the second has everything. */
  const provisioned = async (index: number): Promise<Person> => {
    const customer = customersAt(clock.now())[index];
    if (customer === undefined) throw new Error('The demo has too few customers');
    const { accountNumber, account } = customer;
    await house.call(operatorContract.putAccount, {
      token: operator,
      params: { accountNumber },
      body: account,
    });
    const { email } = account.holder;
    const owner = await getItem(table, emailOwner, keys.email(email));
    theirs['serviceId'] = account.services.find(({ type }) => type === 'internet')?.serviceId ?? '';
    return { profileId: owner?.profileId ?? '', email, accountNumber, link: '' };
  };
  me = await provisioned(0);
  const other = await provisioned(2);
  const guest = await putPerson(table, {
    email: 'guest@example.com',
    accountNumber: '50000000777',
    passwordHash: 'x',
  });
  await putDelegate(table, guest, other.accountNumber);
  theirs['delegateId'] = guest.profileId;
  theirTv = 'tv-500300';
  const bought = await house.call(purchaseIntakeContract.receivePurchases, {
    token: operator,
    body: {
      records: [{ ...recordOf(other.accountNumber), ordered_at: '2026-11-22T00:42:10Z' }],
    },
  });
  expect(bought.body.accepted).toBe(1);
  theirs['sessionId'] = (await signedIn(table, clock, other)).sessionId;
  theirs['exportId'] = '11111111-2b1d-4f67-9a53-0d6c6c1f0001';
  await put({
    ...keys.export(other.profileId, theirs['exportId']),
    ...{ exportId: theirs['exportId'], profileId: other.profileId },
    ...{ accountNumber: other.accountNumber, role: 'holder', status: 'requested' },
    requestedAt: clock.now().getTime(),
  });
  const ordered = await house.call(planContract.changePlan, {
    token: (await signedIn(table, clock, other)).token,
    params: { serviceId: theirs['serviceId'] ?? '' },
    headers: { 'idempotency-key': 'theirs' },
    body: { planId: 'internet-giga', when: 'next-period' },
  });
  theirs['orderId'] = ordered.body.order?.orderId ?? '';
  theirs['productId'] = 'securite-ordinateur';
  theirs['seatId'] = '11111111-2b1d-4f67-9a53-0d6c6c1f0002';
  const { serviceId } = theirs;
  await put({
    ...keys.security(other.accountNumber, serviceId ?? ''),
    ...{ serviceId, version: 1, subscriptions: [], downloads: {} },
    seats: [
      {
        ...{ seatId: theirs['seatId'], productId: theirs['productId'], platform: 'windows' },
        ...{ deviceName: 'Office', takenAt: 1, lastDownloadAt: 1 },
      },
    ],
  });
  theirs['address'] = 'somebody.else@courriel.example.com';
  const mailbox = { mailboxId: theirs['seatId'], address: theirs['address'] };
  await put({
    ...keys.mailbox(theirs['address']),
    ...{ ...mailbox, accountNumber: other.accountNumber, serviceId, passwordHash: 'x' },
  });
  await put({
    ...keys.mailboxes(other.accountNumber, serviceId ?? ''),
    ...{ serviceId, version: 1, mailboxes: [{ ...mailbox, suspended: false, createdAt: 1 }] },
  });
  theirs['channelId'] = 'rds';
  theirs['packageId'] = 'super-ecran';
  theirs['passkeyId'] = 'c29tZWJvZHktZWxzZXMtcGFzc2tleQ';
  await put({
    ...keys.passkey(other.profileId, theirs['passkeyId']),
    ...{ passkeyId: theirs['passkeyId'], profileId: other.profileId, name: 'Phone' },
  });
});
afterAll(() => engine.stop());

const parametersOf = ({ path }: Route) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
const routes = chapters
  .flatMap(({ contract }) => Object.values<Route>(contract))
  .filter((route) => route.audience === 'customer' && parametersOf(route).length > 0)
  .map((route) => [routeKey(route), route] as const);

describe.each(routes)('%s', (_, route) => {
  it("answers somebody else's as one that is not there", async () => {
    const names = parametersOf(route);
    expect(names.filter((name) => !(name in theirs && name in missing))).toEqual([]);
    const ask = async (ids: Record<string, string>) => {
      const { token } = await signedIn(engine.table, clock, me, { steppedUp: true });
      return house.call(route, {
        token,
        params: Object.fromEntries(names.map((name) => [name, ids[name] ?? ''])),
        ...(route.headers?.['Idempotency-Key'] === undefined
          ? {}
          : { headers: { 'idempotency-key': 'k' } }),
        ...(route.body === undefined ? {} : { body: route.examples?.request }),
      });
    };
    const isTv = route.path.startsWith('/v1/tv/');
    const [others, none] = [
      await ask(isTv ? { ...theirs, serviceId: theirTv } : theirs),
      await ask(missing),
    ];
    expect(others).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect([others.status, others.headers, others.text]).toEqual([
      none.status,
      none.headers,
      none.text,
    ]);
  });
});
