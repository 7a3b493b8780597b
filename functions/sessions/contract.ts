import * as z from 'zod/mini';
import { defineContract, permissions, scopes } from '../../shared/http/contract.ts';
import { accountNumber, emailAddress } from '../../shared/http/fields.ts';

const refreshToken = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{20,200}$/), z.describe('Opaque; works once'));

const session = z.strictObject({
  sessionId: z.string(),
  accessToken: z.string().check(z.describe('JWT (ES256) for `Authorization: Bearer …`')),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().check(z.describe('Life of the access token in seconds')),
  refreshToken: z.optional(
    refreshToken.check(z.describe('Absent when it was delivered in a cookie. Each works once.')),
  ),
  accountNumber,
  permissions: z.array(z.enum(permissions)),
});

const delivery = z
  ._default(z.enum(['body', 'cookie']), 'body')
  .check(
    z.describe(
      'Browsers ask for `cookie`: HttpOnly, Secure, SameSite=Strict, sent to /v1/sessions only',
    ),
  );

const exampleSession = {
  sessionId: '0b9f7c1e-6f2d-4d1b-9a55-1f0c9a3e7a10',
  accessToken: 'eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl',
  tokenType: 'Bearer',
  expiresIn: 600,
  refreshToken: 'C5-fHG8tQ2Ky5gqg4sVxVwuffHG8tQ2Ky5gqg4sVxVw',
  accountNumber: '50012345678',
  permissions: [...permissions],
};

export const sessionsContract = defineContract({
  signIn: {
    method: 'POST',
    path: '/v1/sessions',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Sign in',
    description:
      'Starts a session. After 5 wrong passwords in a row the sixth try and later ones are refused for 15 minutes (429, Retry-After); ' +
      'sessions that are open go on.',
    body: z.strictObject({
      email: emailAddress,
      password: z.string().check(z.minLength(1)),
      delivery,
    }),
    success: 'created',
    answer: session,
    problems: ['invalid-credentials', 'too-many-attempts'],
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
      'The refresh token comes from the body, or from the cookie when the body is `{}`. It is replaced by a new one each time; ' +
      'the old one is accepted for 10 more seconds, so that a lost answer can be asked for again. Later reuse ends the whole session.',
    headers: { Cookie: 'guichet_refresh, for sessions that were started with delivery `cookie`' },
    body: z.strictObject({ refreshToken: z.optional(refreshToken) }),
    success: 'ok',
    answer: session,
    problems: ['session-ended'],
    examples: { request: { refreshToken: exampleSession.refreshToken }, answer: exampleSession },
  },
  endSession: {
    method: 'DELETE',
    path: '/v1/sessions/{sessionId}',
    audience: 'customer',
    summary: 'Sign out',
    description:
      "Ends the session (`current` for one's own). Its refresh token is dead at once; an access token already given out lives for the rest of its 10 minutes.",
    params: z.strictObject({
      sessionId: z
        .union([z.literal('current'), z.uuid()])
        .check(z.describe('A session of the signed-in person, or `current`')),
    }),
    success: 'no-content',
    problems: ['not-found'],
  },
  operatorToken: {
    method: 'POST',
    path: '/v1/oauth/token',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Get an operator access token (OAuth 2.0 client credentials)',
    description:
      'The client authenticates by HTTP Basic, or by client_id and client_secret in the form. Without `scope` the token carries all scopes of the client. ' +
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
    answer: z.object({
      keys: z.array(
        z.object({ kty: z.string(), kid: z.string(), alg: z.string(), use: z.string() }),
      ),
    }),
    problems: [],
  },
});
