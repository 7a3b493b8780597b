/** Every route with everybody who may not call it: made from the contracts, each cell asserted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorContract } from '../../functions/operator/contract.ts';
import { referenceContract } from '../../functions/reference/contract.ts';
import { chapters } from '../../infra/contracts.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import type { AccountKind } from '../../shared/account.ts';
import {
  permissions,
  routeKey,
  scopes,
  type Permission,
  type Route,
  type Scope,
} from '../../shared/http/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken, operatorTokenFor, signed } from '../support/identity.ts';
import { removeItem } from '../support/items.ts';
import { putDelegate, putPerson, signedIn } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const accountNumber = '50000000001';
let engine: Engine;
let house: House;
beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
  await house.call(operatorContract.putCatalog, {
    token: await operatorTokenFor(clock),
    body: catalogFrom('2026-03-02'),
  });
});
afterAll(() => engine.stop());

/** The reference's own test has its routes: they are public, and its function knows no table. */
const routes = chapters
  .filter(({ contract }) => contract !== referenceContract)
  .flatMap(({ contract }) => Object.values<Route>(contract))
  .map((route) => [routeKey(route), route] as const);

let people = 0;
/** Anew each time: some routes end sessions, or erase who calls them. */
const newPerson = (about: { accountNumber: string; kind?: AccountKind }) =>
  putPerson(engine.table, { email: `person-${++people}@example.com`, passwordHash: 'x', ...about });
const newHolder = () => newPerson({ accountNumber });

const asHolder = async (steppedUp = true) =>
  (await signedIn(engine.table, clock, await newHolder(), { steppedUp })).token;
/** The right token for a route, whatever it asks for. */
const right = (route: Route) =>
  route.audience === 'operator' ? operatorTokenFor(clock) : asHolder();

/** The delegate on the holder's account, with these permissions; what the token says is outdated. */
async function asDelegate(perms: readonly Permission[]) {
  const { table } = engine;
  const [delegate] = await Promise.all([newPerson({ accountNumber: '50000000002' }), newHolder()]);
  await putDelegate(table, delegate, accountNumber, perms);
  const terms = { accountNumber, role: 'delegate', steppedUp: true } as const;
  const { token } = await signedIn(table, clock, delegate, terms);
  return { token, membership: keys.membership(delegate.profileId, accountNumber) };
}

const altered = async (route: Route) => {
  const [header, payload = '', signature] = (await right(route)).split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const other = { ...claims, acc: '50999999999', scope: Object.keys(scopes).join(' ') };
  return [header, Buffer.from(JSON.stringify(other)).toString('base64url'), signature].join('.');
};

const expired = (route: Route) =>
  signed(
    {
      ...{ aud: route.audience, sub: 'x', sid: 'x', acc: accountNumber, role: 'holder' },
      ...{ perms: [...permissions], scope: Object.keys(scopes).join(' '), exp: 1 },
    },
    clock,
  );

const refusals = {
  unauthenticated: 401,
  'session-ended': 401,
  'step-up-required': 401,
  'wrong-audience': 403,
  'missing-scope': 403,
  'missing-permission': 403,
  'holder-only': 403,
  'business-read-only': 403,
  'access-removed': 403,
} as const;
type Code = keyof typeof refusals;

/** Refused with the code; or, without one, not refused for who is calling. */
async function expectRefusal(route: Route, token: string | undefined, code: Code | undefined) {
  const { status, body } = await house.call(route, { token });
  if (code === undefined) {
    // What the operation itself says of a made-up request is not the point here.
    if (route.audience === 'public') expect(body.code).not.toBe('unauthenticated');
    else expect(Object.keys(refusals)).not.toContain(body.code);
    expect(status).toBeLessThan(500);
  } else {
    expect({ status, code: body.code }).toEqual({ status: refusals[code], code });
  }
}

const onlyFor = (audience: Route['audience'], route: Route, code: Code) =>
  route.audience === audience ? code : undefined;

describe.each(routes)('%s', (_, route) => {
  const customer = route.audience === 'customer' ? route : undefined;
  const matters = route.method !== 'GET' || customer?.stepUp === true;
  const ofAccount = customer !== undefined && customer.concerns !== 'person';

  it.each([
    ['no token', () => Promise.resolve(undefined)],
    ['garbage', () => Promise.resolve('not.a.token')],
    ['an altered token', altered],
    ['an expired token', expired],
  ])('with %s', async (_situation, token) => {
    const code = route.audience === 'public' ? undefined : 'unauthenticated';
    await expectRefusal(route, await token(route), code);
  });

  it('with the right token', async () => {
    await expectRefusal(route, await right(route), undefined);
  });

  it('with a token of the other audience', async () => {
    await expectRefusal(
      route,
      await operatorTokenFor(clock),
      onlyFor('customer', route, 'wrong-audience'),
    );
    await expectRefusal(route, await asHolder(), onlyFor('operator', route, 'wrong-audience'));
  });

  it('with every scope but its own', async () => {
    const own = route.audience === 'operator' ? route.scope : undefined;
    const others = (Object.keys(scopes) as Scope[]).filter((scope) => scope !== own);
    const code = route.audience === 'customer' ? 'wrong-audience' : undefined;
    await expectRefusal(
      route,
      await operatorTokenFor(clock, others),
      own === undefined ? code : 'missing-scope',
    );
  });

  it('by a delegate with every permission', async () => {
    const { token } = await asDelegate(permissions);
    if (customer === undefined) {
      await expectRefusal(route, token, onlyFor('operator', route, 'wrong-audience'));
    } else {
      await expectRefusal(route, token, customer.holderOnly ? 'holder-only' : undefined);
    }
  });

  it('by a delegate without the permission', async () => {
    const { token } = await asDelegate(permissions.filter((one) => one !== customer?.permission));
    const lacks = customer?.permission === undefined ? undefined : 'missing-permission';
    if (customer === undefined) {
      await expectRefusal(route, token, onlyFor('operator', route, 'wrong-audience'));
    } else {
      await expectRefusal(route, token, customer.holderOnly ? 'holder-only' : lacks);
    }
  });

  it('by a delegate who was removed a moment ago', async () => {
    const { token, membership } = await asDelegate(permissions);
    await removeItem(engine.table, membership);
    const code = ofAccount ? 'access-removed' : onlyFor('operator', route, 'wrong-audience');
    await expectRefusal(route, token, code);
  });

  it('by somebody without any account', async () => {
    const person = await newPerson({ accountNumber });
    await removeItem(engine.table, keys.membership(person.profileId, accountNumber));
    const { sessionId } = await signedIn(engine.table, clock, person);
    const claims = { aud: 'customer', sub: person.profileId, sid: sessionId, perms: [] };
    const token = await signed({ ...claims, stp: clock.now().getTime() / 1000 }, clock);
    const code = ofAccount ? 'access-removed' : onlyFor('operator', route, 'wrong-audience');
    await expectRefusal(route, token, code);
  });

  it('by the holder of a business account', async () => {
    const business = await newPerson({ accountNumber: '50000000003', kind: 'business' });
    const { token } = await signedIn(engine.table, clock, business, { steppedUp: true });
    const code = customer?.changesService ? 'business-read-only' : undefined;
    await expectRefusal(route, token, onlyFor('operator', route, 'wrong-audience') ?? code);
  });

  it('without a step-up', async () => {
    const token = await asHolder(false);
    const code = customer?.stepUp ? 'step-up-required' : undefined;
    await expectRefusal(route, token, onlyFor('operator', route, 'wrong-audience') ?? code);
  });

  it('in a session that has ended', async () => {
    const { profileId } = await newHolder();
    const token = await customerToken(clock, { profileId, accountNumber, steppedUp: true });
    const code = customer && matters && !customer.afterEnd ? 'session-ended' : undefined;
    await expectRefusal(route, token, onlyFor('operator', route, 'wrong-audience') ?? code);
  });

  it('with parameters and bodies that are none of its own', async () => {
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
