/** The OpenAPI 3.1 document of the whole API, made from the contracts alone. */
import project from '../package.json' with { type: 'json' };
import { scopes } from '../shared/http/contract.ts';
import { chapters } from './contracts.ts';
import { operation, schemasOf } from './openapi/operation.ts';
import { problemExamples, problemSchema, throttledSchema } from './openapi/problems.ts';
import type { Json } from './openapi/schemas.ts';

const description = `
Self-service accounts of a TV, Internet and phone operator.

**Customers** sign in with \`POST /v1/sessions\`, after registering from the link they were mailed, and
call \`/v1/…\` with the access token. The account is the one in the token.

**Operator systems** get a token with \`POST /v1/oauth/token\` (OAuth 2.0 client credentials) and call
\`/v1/operator/…\` with the scopes they were granted.

Amounts are integers in minor units of the currency. Instants are RFC 3339 in UTC; days are calendar
days in the account's time zone. Billing periods are named by their first day. A refusal is a problem
(RFC 9457) whose \`code\` is part of the contract; quote its \`requestId\` to support.
`.trim();

export function openApiDocument(): Json {
  const routes = chapters.flatMap(({ name, contract }) =>
    Object.entries(contract).map(([id, route]) => ({ id, tag: name, route })),
  );
  const paths: Record<string, Record<string, Json>> = {};
  const schemas: Record<string, unknown> = { Problem: problemSchema, Throttled: throttledSchema };
  for (const { id, tag, route } of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(id, tag, route);
    Object.assign(schemas, schemasOf(id, route));
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Guichet',
      version: project.version,
      summary: project.description,
      description,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'Where this document was read' }],
    tags: chapters.map(({ name, description: text }) => ({ name, description: text })),
    paths,
    components: {
      schemas,
      examples: problemExamples,
      headers: {
        RetryAfter: { description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 } },
      },
      securitySchemes: {
        customerToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of POST /v1/sessions. It lives for 10 minutes.',
        },
        operatorToken: {
          type: 'oauth2',
          description: 'For systems of the operator.',
          flows: { clientCredentials: { tokenUrl: '/v1/oauth/token', scopes } },
        },
      },
    },
  };
}

if (import.meta.main) console.log(JSON.stringify(openApiDocument(), null, 2));
