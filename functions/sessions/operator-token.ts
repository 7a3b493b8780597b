import { createHash, timingSafeEqual } from 'node:crypto';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { scopes, type Scope } from '../../shared/http/contract.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { OAuthError } from '../../shared/http/problem.ts';
import type { IssueToken } from './access-token.ts';
import { sessionsContract } from './contract.ts';
import type { OperatorClientRecord, Secrets } from './secrets.store.ts';
import { accessTokenLasts } from './session.ts';

/** Secrets are 256 random bits, so only failures are counted: jobs may ask for tokens in parallel. */
const failuresPerSource = { tries: 50, seconds: 900 };

type Deps = { secrets: Secrets; attempts: Attempts; clock: Clock; issueToken: IssueToken };

export const operatorToken = (deps: Deps) =>
  operation(sessionsContract.operatorToken, async ({ body, headers, sourceIp }) => {
    if (body.grant_type !== 'client_credentials') {
      return refuse({
        reason: 'invalid-request',
        error: 'unsupported_grant_type' satisfies OAuthError,
      });
    }
    const given = basicCredentials(headers['authorization']) ?? {
      clientId: body.client_id ?? '',
      secret: body.client_secret ?? '',
    };
    const clients = await deps.secrets.operatorClients();
    const client = clients.find(({ clientId }) => clientId === given.clientId);
    if (!isAuthentic(client, given.secret, deps.clock.now())) {
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

const isScope = (scope: string): scope is Scope => scope in scopes;

function basicCredentials(authorization: string | undefined) {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .split(/:(.*)/s, 2);
  return { clientId, secret };
}

function isAuthentic(
  client: OperatorClientRecord | undefined,
  secret: string,
  now: Date,
): client is OperatorClientRecord {
  const hash = createHash('sha256').update(secret).digest();
  const hashes = client?.secretHashes ?? [hash.toString('hex').replace(/./g, '0')];
  const matches = hashes.some((known) => timingSafeEqual(Buffer.from(known, 'hex'), hash));
  const expired = client?.expiresAt !== undefined && Date.parse(client.expiresAt) <= now.getTime();
  return matches && client !== undefined && !expired;
}
