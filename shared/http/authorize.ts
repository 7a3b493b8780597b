/** Who may go on to the operation: token, audience, then what the contract asks beyond them. */
import { changesOwnServices } from '../account.ts';
import type { Caller, Customer } from './caller.ts';
import type { Route } from './contract.ts';
import { RequestRefused } from './operation.ts';
import type { Question, ReadStanding } from './standing.store.ts';
import type { VerifyToken } from './verify-token.ts';

/** Seconds for which a step-up is good. */
export const stepUpLasts = 300;

export type Authority = { verifyToken: VerifyToken; standing: ReadStanding; now: () => Date };

export async function authorize(
  route: Route,
  authorization: string | undefined,
  authority: Authority,
): Promise<Caller> {
  if (route.audience === 'public') return { audience: 'public' };

  const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
  const caller = token === undefined ? undefined : await authority.verifyToken(token);
  if (caller === undefined) throw new RequestRefused({ reason: 'unauthenticated' });
  if (caller.audience !== route.audience) throw new RequestRefused({ reason: 'wrong-audience' });

  if (route.audience === 'operator' && caller.audience === 'operator') {
    if (!caller.scopes.includes(route.scope)) {
      throw new RequestRefused({ reason: 'missing-scope', scope: route.scope });
    }
    return caller;
  }
  return authorizeCustomer(route as CustomerRoute, caller as Customer, authority);
}

type CustomerRoute = Extract<Route, { audience: 'customer' }>;

async function authorizeCustomer(
  route: CustomerRoute,
  caller: Customer,
  { standing, now }: Authority,
): Promise<Customer> {
  const question = questionFor(route, caller);
  const asked = question.session || question.membership;
  const found = asked ? await standing(caller, question) : undefined;
  if (found?.state === 'ended') throw new RequestRefused({ reason: 'session-ended' });
  if (found?.state === 'removed') throw new RequestRefused({ reason: 'access-removed' });

  const { role = caller.role, permissions = caller.permissions, kind } = found ?? {};
  if (route.holderOnly && role !== 'holder') throw new RequestRefused({ reason: 'holder-only' });
  const { permission } = route;
  if (permission !== undefined && !permissions.includes(permission)) {
    throw new RequestRefused({ reason: 'missing-permission', permission });
  }
  if (route.changesService && kind !== undefined && !changesOwnServices[kind]) {
    throw new RequestRefused({ reason: 'business-read-only' });
  }
  if (route.stepUp) checkStepUp(caller, now());
  return { ...caller, role, permissions };
}

/** A holder's reading is allowed by the token: it lives for minutes, and costs no round trip. */
function questionFor(route: CustomerRoute, { role }: Customer): Question {
  const matters = route.method !== 'GET' || route.stepUp === true;
  const ofAccount = route.concerns !== 'person';
  return {
    session: matters && !route.afterEnd,
    membership: ofAccount && (matters || role === 'delegate'),
    kind: route.changesService === true,
  };
}

function checkStepUp({ steppedUpAt }: Customer, now: Date) {
  const isFresh = steppedUpAt !== undefined && now.getTime() - steppedUpAt <= stepUpLasts * 1000;
  if (!isFresh) throw new RequestRefused({ reason: 'step-up-required', maxAge: stepUpLasts });
}
