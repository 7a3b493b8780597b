import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { isScope } from '../../shared/http/contract.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { OAuthError } from '../../shared/http/problem.ts';
import type { IssueToken } from './access-token.ts';
import { authenticateClient, type FindClient } from './authenticate-client.ts';
import { sessionsContract } from './contract.ts';
import type { Secrets } from './secrets.store.ts';
import { accessTokenLasts } from './lifetimes.ts';

/**
 * Secrets are 256 random bits, so only failures are counted: jobs may ask for tokens in parallel. And
 * only by source, never by client: ids are no secret, and anybody could lock a client out by its own.
 * Who tries many clients, or one from many sources, shows in the log.
 */
const failuresPerSource = { tries: 50, seconds: 900 };

type Deps = {
  secrets: Secrets;
  findClient: FindClient;
  attempts: Attempts;
  clock: Clock;
  issueToken: IssueToken;
};

export const operatorToken = (deps: Deps) =>
  operation(sessionsContract.operatorToken, async ({ body, headers, sourceIp }) => {
    if (body.grant_type !== 'client_credentials') {
      return refuse({
        reason: 'invalid-request',
        error: 'unsupported_grant_type' satisfies OAuthError,
        issues: [{ path: 'body.grant_type', expected: 'client_credentials' }],
      });
    }
    const given = basicCredentials(headers['authorization']) ?? {
      clientId: body.client_id ?? '',
      secret: body.client_secret ?? '',
    };
    const client = await authenticateClient(deps, given);
    if (client === undefined) {
      const retryAfter = await deps.attempts.count('client-source', sourceIp, failuresPerSource);
      return retryAfter === undefined
        ? refuse({ reason: 'invalid-client', error: 'invalid_client' satisfies OAuthError })
        : refuse({ reason: 'too-many-attempts', retryAfter });
    }

    const asked = (body.scope ?? client.scopes.join(' ')).split(' ').filter(Boolean);
    const refused = asked.filter((scope) => !isScope(scope) || !client.scopes.includes(scope));
    if (refused.length > 0) {
      return refuse({
        reason: 'invalid-request',
        error: 'invalid_scope' satisfies OAuthError,
        issues: [{ path: 'body.scope', expected: `of ${client.scopes.join(' ')}` }],
        scopes: refused,
      });
    }
    const scope = asked.join(' ');
    const access_token = await deps.issueToken({ aud: 'operator', sub: client.clientId, scope });
    return {
      ok: true,
      value: {
        access_token,
        token_type: 'Bearer' as const,
        expires_in: accessTokenLasts,
        scope,
      },
    };
  });

function basicCredentials(authorization: string | undefined) {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .split(/:(.*)/s, 2);
  return { clientId, secret };
}
