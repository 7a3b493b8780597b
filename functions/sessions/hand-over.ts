/** How tokens reach the customer: in the body, or the refresh token in a cookie scripts can't read. */
import { lifetimes, type Session } from './session.ts';
import type { IssueToken } from './access-token.ts';

const cookieName = 'guichet_refresh';
const cookieScope = 'Path=/v1/sessions; HttpOnly; Secure; SameSite=Strict';

export const refreshTokenIn = (cookies: Readonly<Record<string, string>>) => cookies[cookieName];

export const cookieRemoval = `${cookieName}=; Max-Age=0; ${cookieScope}`;

export async function handOver(session: Session, refreshToken: string, issueToken: IssueToken) {
  const accessToken = await issueToken({
    aud: 'customer',
    sub: session.profileId,
    sid: session.sessionId,
    acc: session.accountNumber,
    perms: session.permissions,
  });
  const value = {
    sessionId: session.sessionId,
    accessToken,
    tokenType: 'Bearer' as const,
    expiresIn: lifetimes.accessToken,
    accountNumber: session.accountNumber,
    permissions: session.permissions,
  };
  return session.delivery === 'cookie'
    ? {
        ok: true as const,
        value,
        cookies: [`${cookieName}=${refreshToken}; Max-Age=${lifetimes.idle}; ${cookieScope}`],
      }
    : { ok: true as const, value: { ...value, refreshToken } };
}
