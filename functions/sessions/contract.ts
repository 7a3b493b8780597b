import * as z from 'zod/mini';
import { defineContract, permissions, roles, scopes } from '../../shared/http/contract.ts';
import { accountNumber, emailAddress, instant, text } from '../../shared/http/fields.ts';
import { keySet } from '../../shared/jwks/schema.ts';

const refreshToken = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{20,200}$/), z.describe('Opaque; works once'));

const access = {
  sessionId: z.string(),
  accessToken: z.string().check(z.describe('JWT (ES256) for `Authorization: Bearer …`')),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().check(z.describe('Life of the access token in seconds')),
  accountNumber: z.optional(
    accountNumber.check(
      z.describe('The account that the token is for; absent while there is none to come to'),
    ),
  ),
  role: z.optional(z.enum(roles)),
  permissions: z.array(z.enum(permissions)),
};

const session = z.strictObject({
  ...access,
  refreshToken: z.optional(
    refreshToken.check(z.describe('Absent when it was delivered in a cookie. Each works once.')),
  ),
});

const delivery = z
  ._default(z.enum(['body', 'cookie']), 'body')
  .check(
    z.describe(
      'Browsers ask for `cookie`: HttpOnly, Secure, SameSite=Strict, sent to /v1/sessions only',
    ),
  );

const password = z.string().check(z.minLength(1));
const code = z.optional(
  z
    .string()
    .check(
      z.regex(/^[0-9A-Za-z -]{6,40}$/),
      z.describe(
        'Where a second factor is on: the 6 digits of the authenticator app, or a recovery code',
      ),
    ),
);
const ticket = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{20,200}$/),
    z.describe('From POST /v1/passkeys/sign-in; works once, for a minute'),
  );
const device = z.optional(text(60, 'Name of the device for the list of sessions: Kitchen tablet'));

const exampleAccess = {
  sessionId: '0b9f7c1e-6f2d-4d1b-9a55-1f0c9a3e7a10',
  accessToken: 'eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl',
  tokenType: 'Bearer',
  expiresIn: 600,
  accountNumber: '50012345678',
  role: 'holder',
  permissions: [...permissions],
};
const exampleSession = {
  ...exampleAccess,
  refreshToken: 'C5-fHG8tQ2Ky5gqg4sVxVwuffHG8tQ2Ky5gqg4sVxVw',
};

export const sessionsContract = defineContract({
  signIn: {
    method: 'POST',
    path: '/v1/sessions',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Sign in',
    description:
      'Starts a session, by email and password, or by the ticket of a passkey. With a second factor, the password alone is answered 401 `second-factor-required`: repeat the request with `code`. ' +
      'After 5 wrong tries in a row the sixth and later ones are refused for 15 minutes (429, Retry-After); sessions that are open go on. ' +
      'The session is for the account the person holds, or one they are a delegate of; who has none (any more) still has their profile.',
    headers: { 'User-Agent': 'Shown in the list of sessions' },
    body: z.union([
      z.strictObject({ email: emailAddress, password, code, delivery, device }),
      z.strictObject({ ticket, delivery, device }),
    ]),
    success: 'created',
    answer: session,
    problems: ['invalid-credentials', 'second-factor-required', 'wrong-code', 'too-many-attempts'],
    examples: {
      request: { email: 'marie.tremblay@example.com', password: 'trois petits canards bleus' },
      answer: exampleSession,
    },
  },
  refreshSession: {
    method: 'POST',
    path: '/v1/sessions/refresh',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Exchange the refresh token for new tokens',
    description:
      'The refresh token comes from the body, or from the cookie when the body is `{}`; the cookie is taken from pages of the portal only. It is replaced by a new one each time; ' +
      'the old one is accepted for 10 more seconds, so that a lost answer can be asked for again. Later reuse ends the whole session. Who lost the access to the account goes on with another of theirs.',
    headers: { Cookie: 'guichet_refresh, for sessions that were started with delivery `cookie`' },
    body: z.strictObject({ refreshToken: z.optional(refreshToken) }),
    success: 'ok',
    answer: session,
    problems: ['session-ended', 'wrong-origin'],
    examples: { request: { refreshToken: exampleSession.refreshToken }, answer: exampleSession },
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    audience: 'customer',
    concerns: 'person',
    summary: 'Where you are signed in',
    description: 'Every open session of the signed-in person, the last used first.',
    success: 'ok',
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          sessionId: z.string(),
          current: z.boolean().check(z.describe('The session of this request')),
          device: z.optional(z.string()),
          userAgent: z.optional(z.string().check(z.describe('As the browser or app told'))),
          ipAddress: z.optional(z.string().check(z.describe('Where it was last refreshed from'))),
          startedAt: instant,
          lastUsedAt: instant.check(z.describe('Last sign-in or refresh: 10 minutes exact')),
          endsAt: instant.check(z.describe('When it ends if it is not used')),
        }),
      ),
    }),
    problems: [],
    examples: {
      answer: {
        items: [
          {
            sessionId: exampleSession.sessionId,
            current: true,
            device: 'Kitchen tablet',
            userAgent: 'Mozilla/5.0 (iPad; CPU OS 26_1 like Mac OS X)',
            ipAddress: '203.0.113.7',
            startedAt: '2026-11-20T12:00:00.000Z',
            lastUsedAt: '2026-11-23T15:00:00.000Z',
            endsAt: '2026-12-07T15:00:00.000Z',
          },
        ],
      },
    },
  },
  endSessions: {
    method: 'DELETE',
    path: '/v1/sessions',
    audience: 'customer',
    concerns: 'person',
    summary: 'Sign out everywhere',
    description:
      'Ends every session of the person, or with `keep=current` every other one. Refresh tokens are dead and changes refused at once; reading ends with the access tokens, within 10 minutes.',
    query: z.strictObject({ keep: z.optional(z.enum(['current'])) }),
    success: 'no-content',
    problems: ['conflict'],
  },
  signOut: {
    method: 'DELETE',
    path: '/v1/sessions/current',
    audience: 'customer',
    concerns: 'person',
    afterEnd: true,
    summary: 'Sign out',
    description:
      'Ends the session of the access token; again is done already. Its refresh token is dead at once, and so are changes; reading ends with the access token, within 10 minutes.',
    success: 'no-content',
    problems: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/v1/sessions/{sessionId}',
    audience: 'customer',
    concerns: 'person',
    summary: 'Sign out somewhere else',
    description: 'Ends another session of the signed-in person (GET /v1/sessions lists them).',
    params: z.strictObject({ sessionId: z.uuid() }),
    success: 'no-content',
    problems: ['not-found'],
  },
  switchAccount: {
    method: 'POST',
    path: '/v1/sessions/account',
    audience: 'customer',
    concerns: 'person',
    summary: 'Go on with another account',
    description:
      'Gives an access token for another account of the person (GET /v1/accounts); the session goes on for that account. A first visit accepts the invitation of a delegate.',
    body: z.strictObject({ accountNumber }),
    success: 'ok',
    answer: z.strictObject(access),
    problems: ['not-found', 'session-ended'],
    examples: { request: { accountNumber: '50012345678' }, answer: exampleAccess },
  },
  stepUp: {
    method: 'POST',
    path: '/v1/sessions/step-up',
    audience: 'customer',
    concerns: 'person',
    throttle: 'credentials',
    summary: 'Prove again who you are',
    description:
      'Before what matters most (delegates, email address, password, second factors, payment methods, exports) the password is asked again, with a code where a second factor is on; or a passkey. ' +
      'The new access token is good for these for 5 minutes.',
    body: z.union([z.strictObject({ password, code }), z.strictObject({ ticket })]),
    success: 'ok',
    answer: z.strictObject({
      ...access,
      steppedUpUntil: instant.check(z.describe('Until when it is good for what needs the step-up')),
    }),
    problems: [
      'invalid-credentials',
      'second-factor-required',
      'wrong-code',
      'too-many-attempts',
      'session-ended',
    ],
    examples: {
      request: { password: 'trois petits canards bleus' },
      answer: { ...exampleAccess, steppedUpUntil: '2026-11-23T15:05:00.000Z' },
    },
  },
  operatorToken: {
    method: 'POST',
    path: '/v1/oauth/token',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Get an operator access token (OAuth 2.0 client credentials)',
    description:
      'The client authenticates by HTTP Basic, or by client_id and client_secret in the form. Without `scope` the token carries all scopes of the client. ' +
      'A revoked or expired client, an unknown one and a wrong secret are answered alike. ' +
      'The token lives for 10 minutes: within that time whatever is taken from a client (itself, a scope, a secret) is taken on every route. ' +
      'Problems carry `error` as in RFC 6749.',
    headers: { Authorization: 'Basic client id and secret (or both in the form)' },
    body: z.strictObject({
      grant_type: z.string().check(z.describe('client_credentials')),
      scope: z.optional(
        z.string().check(z.describe(`Space-separated; of ${Object.keys(scopes).join(', ')}`)),
      ),
      client_id: z.optional(z.string()),
      client_secret: z.optional(z.string()),
    }),
    bodyFormat: { type: 'form' },
    success: 'ok',
    answer: z.strictObject({
      access_token: z.string(),
      token_type: z.literal('Bearer'),
      expires_in: z.int(),
      scope: z.string(),
    }),
    problems: ['invalid-client', 'invalid-request', 'too-many-attempts'],
    examples: {
      request: { grant_type: 'client_credentials', scope: 'accounts:write usage:write' },
      answer: {
        access_token: exampleSession.accessToken,
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'accounts:write usage:write',
      },
    },
  },
  verificationKeys: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    audience: 'public',
    summary: 'Public keys that verify our tokens (JWKS)',
    description: 'Two keys may be live, so that they can be rotated. May be cached for 5 minutes.',
    success: 'ok',
    answer: keySet,
    problems: [],
    examples: {
      answer: {
        keys: [
          {
            ...{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: '2026-11-25-3fa94c01' },
            x: 'WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis',
            y: 'y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE',
          },
        ],
      },
    },
  },
});
