import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountContract as contract } from '../../functions/account/contract.ts';
import { renamed } from '../../functions/account/renamed.ts';
import type { Permission } from '../../shared/http/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { catalog, internet, sentAccount } from '../operator/fixtures.ts';
import { startOperator } from '../operator/operator.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { itemsWith } from '../support/items.ts';
import { putDelegate, putPerson, signedIn, type Person } from '../support/people.ts';

const mine = '50000000001';
const business = '50000000003';
const sent = sentAccount({
  services: [{ ...internet('inet-1'), label: 'Home' }, internet('gone')],
});

let api: Awaited<ReturnType<typeof startOperator>>;
let house: House;
beforeEach(async () => {
  api = await startOperator();
  house = openHouse(api.table, api.clock, keepingQueue());
  await api.putCatalog(catalog());
  await api.putAccount(mine, sent);
  await api.putAccount(mine, { ...sent, services: sent.services.slice(0, 1) });
  await api.putAccount(
    business,
    sentAccount({
      kind: 'business',
      holder: { firstName: 'Priya', lastName: 'Nair', email: 'priya@example.com' },
      services: [internet('pro-1', 'internet-pro')],
    }),
  );
});
afterEach(() => api.stop());

async function holderOf(accountNumber: string): Promise<Person> {
  const account = await api.item(keys.account(accountNumber));
  return { profileId: String(account?.['holderProfileId']), email: '', accountNumber, link: '' };
}
async function rename(
  label: string | null,
  { serviceId = 'inet-1', accountNumber = mine, query = '' } = {},
) {
  const { token } = await signedIn(api.table, api.clock, await holderOf(accountNumber));
  return house.call(contract.renameService, {
    token,
    params: { serviceId },
    query,
    body: { label },
  });
}
const labels = async () => (await api.listServices(mine)).body.items.map(({ label }) => label);

describe('a service', () => {
  it('gets a name of the customer’s own, and the operator’s back', async () => {
    expect(await rename('Chalet')).toMatchObject({
      status: 200,
      body: { serviceId: 'inet-1', label: 'Chalet', status: 'active', canChange: true },
    });
    expect(await labels()).toEqual(['Chalet', undefined]);
    expect((await rename(null)).body.label).toBe('Home');
    expect(await labels()).toEqual(['Home', undefined]);
  });

  it('keeps it when the operator sends the account again, which changes nothing', async () => {
    await rename('Chalet');
    const again = await api.putAccount(mine, { ...sent, services: sent.services.slice(0, 1) });
    expect(again.body.changed).toBe(false);
    expect(await labels()).toEqual(['Chalet', undefined]);
  });

  it('is named once: the same again writes nothing', async () => {
    await rename('Chalet');
    await rename('Chalet');
    const entries = await itemsWith(api.table, `ACTIVITY#${mine}`);
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['service-renamed', { serviceId: 'inet-1' }],
    ]);
  });

  it('is not named by a dry run, which answers as if', async () => {
    expect((await rename('Chalet', { query: 'dryRun=true' })).body.label).toBe('Chalet');
    expect(await labels()).toEqual(['Home', undefined]);
    expect((await rename('Chalet', { query: 'dryRun=yes' })).status).toBe(400);
  });

  it.each([
    ['that has ended', 'gone'],
    ['of another account', 'pro-1'],
    ['that never was', 'no-such'],
  ])('%s is not there to be named', async (_, serviceId) => {
    expect(await rename('Chalet', { serviceId })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  it('of a business account is read only, and stays readable', async () => {
    expect(await rename('Clinic', { serviceId: 'pro-1', accountNumber: business })).toMatchObject({
      status: 403,
      body: { code: 'business-read-only' },
    });
    expect((await api.listServices(business)).body.items).toMatchObject([{ serviceId: 'pro-1' }]);
  });

  it.each([[''], ['x'.repeat(61)], ['a\nb'], ['\u202eabc']])('is not named %j', async (label) => {
    expect((await rename(label)).status).toBe(400);
  });

  it('is named although the operator changes the account at the same time', async () => {
    const [named] = await Promise.all([
      rename('Chalet'),
      api.putAccount(mine, { ...sent, services: [internet('inet-1', 'internet-60')] }),
    ]);
    expect([200, 409]).toContain(named.status);
    const [service] = (await api.listServices(mine)).body.items;
    expect(service?.plan.planId).toBe('internet-60');
    expect(service?.label).toBe(named.status === 200 ? 'Chalet' : undefined);
  });

  it('is given up after a second race, and nothing is lost', async () => {
    const { client } = api.table;
    let races = 0;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'TransactWriteItemsCommand' && races++ < 2) {
          await client.send(
            new UpdateCommand({
              TableName: api.table.name,
              Key: keys.account(mine),
              UpdateExpression: 'ADD #version :one',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':one': 1 },
            }),
          );
        }
        return next(args);
      },
      { step: 'initialize', name: 'race' },
    );
    expect(await rename('Chalet')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await labels()).toEqual(['Home', undefined]);
  });

  it('is named by a delegate who may change services, on whose behalf the activity tells', async () => {
    const guest = await holderOf(business);
    const named = async (perms: Permission[]) => {
      await putDelegate(api.table, guest, mine, perms);
      const { token } = await signedIn(api.table, api.clock, guest, {
        accountNumber: mine,
        role: 'delegate',
      });
      return house.call(contract.renameService, {
        token,
        params: { serviceId: 'inet-1' },
        body: { label: 'Chalet' },
      });
    };
    expect((await named(['viewUsage'])).body.code).toBe('missing-permission');
    expect((await named(['changeServices'])).status).toBe(200);
    expect(await itemsWith(api.table, `ACTIVITY#${mine}`)).toMatchObject([{ role: 'delegate' }]);
  });
});

it.each([
  ['a new name', undefined, 'Chalet', true, 'Chalet'],
  ['the same name', 'Chalet', 'Chalet', false, 'Chalet'],
  ['another name', 'Chalet', 'Cottage', true, 'Cottage'],
  ['no name of one’s own any more', 'Chalet', null, true, undefined],
  ['still no name of one’s own', undefined, null, false, undefined],
])('decides on %s', (_, before, label, changed, after) => {
  const service = {
    ...{ serviceId: 's', type: 'internet' as const, planId: 'p', equipment: [], addOns: [] },
    ...(before === undefined ? {} : { ownLabel: before }),
    status: 'active' as const,
  };
  const change = renamed({ services: [service], version: 7 }, 's', label);
  expect(change).toMatchObject({ version: 7, at: 0, changed });
  expect(change?.service.ownLabel).toBe(after);
});

describe('the accounts of a person', () => {
  it('are those they hold and those they were let into', async () => {
    const guest = await holderOf(business);
    await putDelegate(api.table, guest, mine, ['viewUsage']);
    const { token } = await signedIn(api.table, api.clock, guest);
    expect((await house.call(contract.listAccounts, { token })).body.items).toEqual([
      {
        accountNumber: mine,
        kind: 'residential',
        label: '1200 rue Saint-Denis, Montréal',
        role: 'delegate',
        permissions: ['viewUsage'],
        current: false,
      },
      expect.objectContaining({ accountNumber: business, kind: 'business', current: true }),
    ]);
  });

  it('are all shown, however many they are', async () => {
    const guest = await holderOf(business);
    for (let i = 0; i < 100; i++) {
      const accountNumber = `50000001${String(i).padStart(3, '0')}`;
      const email = `many-${i}@example.com`;
      await putPerson(api.table, { email, accountNumber, passwordHash: 'x' });
      await putDelegate(api.table, guest, accountNumber, ['viewUsage']);
    }
    const { token } = await signedIn(api.table, api.clock, guest);
    const { items } = (await house.call(contract.listAccounts, { token })).body;
    expect(items).toHaveLength(101);
  });
});
