/** The family of the demo at its TV, on the synthesized template. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ordersContract } from '../../functions/orders/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { tvContract } from '../../functions/tv/contract.ts';
import { demoPassword, family } from '../../infra/local/demo/customers.ts';
import { poll } from '../../infra/local/demo/mail.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const { email } = family.account.holder;
const params = { serviceId: 'tv-500300' };

let stack: Stack;
let api: ApiClient;
let token: string;

beforeAll(async () => {
  stack = await startStack({
    ...{ seed: 'demo', schedules: false, bundles: 'as-they-are', retrySeconds: 1 },
    onFunctionLog: () => undefined,
  });
  api = apiClient(stack.apiUrl);
  const signedIn = await api.call(sessionsContract.signIn, {
    body: { email, password: demoPassword },
  });
  token = signedIn.accessToken;
}, 180_000);
afterAll(() => stack.close(), 30_000);

const get = (path: string, headers: Record<string, string>) =>
  fetch(`${stack.apiUrl}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
const mailed = (words: RegExp) =>
  poll(
    async () => {
      const mails = (await stack.mails()).map((mail) => JSON.stringify(mail));
      return mails.find((mail) => mail.includes(email) && words.test(mail));
    },
    { seconds: 30, everyMs: 100 },
  );

it('sees it, picks a channel, buys a package that has one it paid for, and is told', async () => {
  const page = await get('/v1/tv/tv-500300', { 'accept-language': 'fr-CA' });
  const etag = page.headers.get('etag') ?? '';
  const before = await api.call(tvContract.getTv, { token, params });
  expect(before.selection).toMatchObject({ regular: { included: 20, used: 10 } });
  expect(before.alaCarte.map(({ channelId }) => channelId)).toEqual(['nhl-network']);

  const lineup = await get('/v1/tv/tv-500300/lineup', {});
  const same = await get('/v1/tv/tv-500300/lineup', {
    'if-none-match': lineup.headers.get('etag') ?? '',
  });
  expect([lineup.status, same.status, await same.text()]).toEqual([200, 304, '']);

  const channels = [...(before.selection?.channels ?? []).map((one) => one.channelId), 'tsn1'];
  const picked = await api.call(tvContract.changeSelection, {
    ...{ token, params, headers: { 'If-Match': etag }, body: { channels } },
  });
  expect(picked).toMatchObject({ changed: true, monthlyPrice: before.monthlyPrice.total });
  const sports = await api.call(tvContract.putPackage, {
    ...{ token, params: { ...params, packageId: 'sports' } },
  });
  expect(sports.order?.change).toMatchObject({
    added: [{ id: 'sports' }],
    removed: [{ id: 'nhl-network', comesWith: 'sports' }],
  });

  const after = await api.call(tvContract.getTv, { token, params });
  expect(after.alaCarte).toEqual([]);
  expect(after.monthlyPrice.total.amount).toBe(before.monthlyPrice.total.amount + 1600);
  for (const order of [picked.order, sports.order]) {
    const done = await poll(
      async () => {
        const one = await api.call(ordersContract.getOrder, {
          ...{ token, params: { orderId: order?.orderId ?? '' } },
        });
        return one.status === 'completed' ? one : undefined;
      },
      { seconds: 30, everyMs: 100 },
    );
    expect(done?.price).toEqual(order?.price);
  }
  expect(await mailed(/Votre télé a changé.*TSN1/)).toBeDefined();
  expect(await mailed(/Vous avez maintenant.*Sports.*NHL Network/)).toBeDefined();
}, 90_000);
