/** Every route that needs a token, with every wrong one: made from the contracts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chapters } from '../../infra/contracts.ts';
import {
  permissions,
  routeKey,
  scopes,
  type Route,
  type Scope,
} from '../../shared/http/contract.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken, operatorTokenFor, signed } from '../support/identity.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
let engine: Engine;
let house: House;
beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
});
afterAll(() => engine.stop());

const routes = chapters
  .flatMap(({ contract }) => Object.values<Route>(contract))
  .filter((route) => route.audience !== 'public')
  .map((route) => [routeKey(route), route] as const);

const right = (route: Route) =>
  route.audience === 'customer' ? customerToken(clock) : operatorTokenFor(clock);

const altered = async (route: Route) => {
  const [header, payload = '', signature] = (await right(route)).split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const other = Buffer.from(
    JSON.stringify({ ...claims, acc: '50999999999', scope: Object.keys(scopes).join(' ') }),
  );
  return [header, other.toString('base64url'), signature].join('.');
};

describe.each(routes)('%s', (_, route) => {
  it.each([
    ['no token', () => undefined],
    ['garbage', () => 'not.a.token'],
    ['an altered token', altered],
    [
      'an expired token',
      (one: Route) =>
        signed(
          {
            aud: one.audience,
            sub: 'x',
            sid: 'x',
            acc: '50000000001',
            perms: [...permissions],
            scope: 'jobs:run',
            exp: 1,
          },
          clock,
        ),
    ],
  ])('answers 401 to %s', async (_situation, token) => {
    expect(await house.call(route, { token: await token(route) })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  it('answers 403 to a token of the other audience', async () => {
    const token = await (route.audience === 'customer'
      ? operatorTokenFor(clock)
      : customerToken(clock));
    expect(await house.call(route, { token })).toMatchObject({
      status: 403,
      body: { code: 'wrong-audience' },
    });
  });

  it('answers 403 to a token that lacks what the route needs', async () => {
    if (route.audience === 'operator') {
      const others = (Object.keys(scopes) as Scope[]).filter((scope) => scope !== route.scope);
      expect(
        await house.call(route, { token: await operatorTokenFor(clock, others) }),
      ).toMatchObject({ status: 403, body: { code: 'missing-scope', scope: route.scope } });
    } else if (route.permission !== undefined) {
      const perms = permissions.filter((permission) => permission !== route.permission);
      expect(
        await house.call(route, { token: await customerToken(clock, { perms }) }),
      ).toMatchObject({
        status: 403,
        body: { code: 'missing-permission', permission: route.permission },
      });
    }
  });

  it('answers 4xx to parameters and bodies that are none of its own', async () => {
    const params = Object.fromEntries(
      [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, '\u0000/..']),
    );
    const token = await right(route);
    for (const request of [
      { token, params },
      { token, params, query: 'no=such' },
      { token, params, query: '%zz' },
      { token, params, body: '{' },
    ]) {
      const { status } = await house.call(route, request);
      if (route.params === undefined && route.body === undefined && !('query' in request)) continue;
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});
