/** Who may go on to the operation: token, audience, then scope or permission, as the contract says. */
import type { Caller } from './caller.ts';
import type { Route } from './contract.ts';
import { RequestRefused } from './operation.ts';
import type { VerifyToken } from './verify-token.ts';

export async function authorize(
  route: Route,
  authorization: string | undefined,
  verifyToken: VerifyToken,
): Promise<Caller> {
  if (route.audience === 'public') return { audience: 'public' };

  const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
  const caller = token === undefined ? undefined : await verifyToken(token);
  if (caller === undefined) throw new RequestRefused({ reason: 'unauthenticated' });
  if (caller.audience !== route.audience) throw new RequestRefused({ reason: 'wrong-audience' });

  if (route.audience === 'operator' && caller.audience === 'operator') {
    if (!caller.scopes.includes(route.scope)) {
      throw new RequestRefused({ reason: 'missing-scope', scope: route.scope });
    }
  }
  if (route.audience === 'customer' && caller.audience === 'customer') {
    if (route.permission !== undefined && !caller.permissions.includes(route.permission)) {
      throw new RequestRefused({ reason: 'missing-permission', permission: route.permission });
    }
  }
  return caller;
}
