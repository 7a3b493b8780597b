/** How tokens reach the customer: in the body, or the refresh token in a cookie scripts can't read. */
import { noAccount } from '../../shared/http/caller.ts';
import type { Membership } from '../../shared/profile.ts';
import type { Session } from '../../shared/session.ts';
import type { IssueToken } from './access-token.ts';
import { accessTokenLasts, type Lifetimes } from './lifetimes.ts';

const cookieName = 'guichet_refresh';
const cookieScope = 'Path=/v1/sessions; HttpOnly; Secure; SameSite=Strict';

export const refreshTokenIn = (cookies: Readonly<Record<string, string>>) => cookies[cookieName];

export const cookieRemoval = `${cookieName}=; Max-Age=0; ${cookieScope}`;

/** The access token of a session, and what it is good for. */
export async function accessOf(session: Session, member: Membership, issueToken: IssueToken) {
  const { profileId, sessionId, steppedUpAt } = session;
  const { accountNumber, role, permissions } = member;
  const account = accountNumber === noAccount ? {} : { accountNumber, role };
  const accessToken = await issueToken({
    aud: 'customer',
    sub: profileId,
    sid: sessionId,
    ...(accountNumber === noAccount ? {} : { acc: accountNumber, role }),
    perms: permissions,
    ...(steppedUpAt === undefined ? {} : { stp: Math.floor(steppedUpAt / 1000) }),
  });
  return {
    sessionId,
    accessToken,
    tokenType: 'Bearer' as const,
    expiresIn: accessTokenLasts,
    ...account,
    permissions,
  };
}

/** The same with the refresh token, as the session wants it delivered. */
export async function handOver(
  session: Session,
  member: Membership,
  refreshToken: string,
  { issueToken, lifetimes }: { issueToken: IssueToken; lifetimes: Lifetimes },
) {
  const value = await accessOf(session, member, issueToken);
  return session.delivery === 'cookie'
    ? {
        ok: true as const,
        value,
        cookies: [`${cookieName}=${refreshToken}; Max-Age=${lifetimes.idle}; ${cookieScope}`],
      }
    : { ok: true as const, value: { ...value, refreshToken } };
}
