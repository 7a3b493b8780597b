import * as z from 'zod/mini';
import { defineContract, scopes, type Scope } from '../../../shared/http/contract.ts';
import { instant, operatorClientId as clientId, text } from '../../../shared/http/fields.ts';

const secretId = z.string().check(z.regex(/^[0-9a-f]{12}$/));
const name = text(80, 'What it is, for people: Mediation, night batch');

const scope = z.enum(Object.keys(scopes) as [Scope, ...Scope[]]);
const granted = z.array(scope).check(
  z.minLength(1),
  z.refine((all) => new Set(all).size === all.length, { error: 'each scope once' }),
  z.describe('What it may do; each scope once'),
);
const expiresAt = instant.check(z.describe('From then on it gets no token; in the future'));

const client = {
  clientId,
  name,
  scopes: z.array(scope),
  createdAt: instant,
  expiresAt: z.optional(instant.check(z.describe('From then on it gets no token'))),
  revokedAt: z.optional(instant.check(z.describe('Since then it gets no token, for good'))),
  secrets: z
    .array(z.strictObject({ secretId, createdAt: instant }))
    .check(z.describe('The live ones. What they are is never told again')),
  version: z.int().check(z.describe('Counts its changes; the ETag is the same in quotes')),
};
const secret = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{43}$/),
    z.describe('256 random bits, shown this once: only a hash is kept'),
  );

const ifMatch = {
  'If-Match': 'The ETag of what was read: after another change it is answered 409 `conflict`',
};

const exampleClient = {
  clientId: 'mediation-night',
  name: 'Mediation, night batch',
  scopes: ['usage:write'],
  createdAt: '2026-11-25T15:00:00.000Z',
  secrets: [{ secretId: '5f0c2a9b71de', createdAt: '2026-11-25T15:00:00.000Z' }],
  version: 1,
};
const exampleSecret = 'pZ7f1QmT4r0bWc9Jx2sKfUe6vYh8aLd3nGi5oEtRkC0';

const common = { audience: 'operator', scope: 'clients:admin' } as const;

export const operatorClientsContract = defineContract({
  createClient: {
    ...common,
    method: 'POST',
    path: '/v1/operator/clients',
    summary: 'Create an operator client',
    description:
      'A client for each system of the operator, with the scopes it needs. The answer holds its first secret, which is never shown again: if the answer is lost, add another secret and delete the first. ' +
      'An id is never used again, not even after the client was revoked.',
    body: z.strictObject({
      clientId,
      name,
      scopes: granted,
      expiresAt: z.optional(expiresAt),
    }),
    success: 'created',
    answer: z.strictObject({ ...client, secret }),
    problems: ['client-exists', 'invalid-request'],
    examples: {
      request: {
        clientId: 'mediation-night',
        name: 'Mediation, night batch',
        scopes: ['usage:write'],
      },
      answer: { ...exampleClient, secret: exampleSecret },
    },
  },
  listClients: {
    ...common,
    method: 'GET',
    path: '/v1/operator/clients',
    summary: 'All operator clients',
    description:
      'By id, the revoked ones too. The first clients, which the stage was deployed with, are not among them.',
    success: 'ok',
    answer: z.strictObject({ items: z.array(z.strictObject(client)) }),
    problems: [],
    examples: { answer: { items: [exampleClient] } },
  },
  getClient: {
    ...common,
    method: 'GET',
    path: '/v1/operator/clients/{clientId}',
    summary: 'One operator client',
    description: 'What it may do, until when, and which secrets are live.',
    params: z.strictObject({ clientId }),
    success: 'ok',
    answer: z.strictObject(client),
    problems: ['not-found'],
    examples: { answer: exampleClient },
  },
  changeClient: {
    ...common,
    method: 'PATCH',
    path: '/v1/operator/clients/{clientId}',
    summary: 'Change an operator client',
    description:
      'What is not named stays. `scopes` replaces all of them; `expiresAt: null` lets it live without end. ' +
      'Tokens that were given out keep their scopes until they expire, 10 minutes at most.',
    headers: ifMatch,
    params: z.strictObject({ clientId }),
    body: z
      .strictObject({
        name: z.optional(name),
        scopes: z.optional(granted),
        expiresAt: z.optional(z.nullable(expiresAt)),
      })
      .check(
        z.refine((changes) => Object.keys(changes).length > 0, {
          error: 'at least one of name, scopes, expiresAt',
        }),
      ),
    success: 'ok',
    answer: z.strictObject(client),
    problems: ['not-found', 'conflict', 'client-revoked', 'invalid-request'],
    examples: {
      request: { scopes: ['usage:write', 'jobs:run'], expiresAt: '2027-11-25T00:00:00Z' },
      answer: {
        ...exampleClient,
        scopes: ['usage:write', 'jobs:run'],
        expiresAt: '2027-11-25T00:00:00.000Z',
        version: 2,
      },
    },
  },
  addSecret: {
    ...common,
    method: 'POST',
    path: '/v1/operator/clients/{clientId}/secrets',
    summary: 'Add a second secret',
    description:
      'To replace a secret without an interruption: add one, give it to the system, delete the old one. Both work meanwhile; there are two at most.',
    params: z.strictObject({ clientId }),
    success: 'created',
    answer: z.strictObject({ secretId, secret }),
    problems: ['not-found', 'conflict', 'client-revoked', 'too-many-secrets'],
    examples: { answer: { secretId: '0be4d1c85a37', secret: exampleSecret } },
  },
  deleteSecret: {
    ...common,
    method: 'DELETE',
    path: '/v1/operator/clients/{clientId}/secrets/{secretId}',
    summary: 'Delete a secret',
    description:
      'No token is given for it from now on; those given out live for 10 minutes at most. The last secret stays: revoke the client instead.',
    params: z.strictObject({ clientId, secretId }),
    success: 'no-content',
    problems: ['not-found', 'conflict', 'last-secret'],
  },
  revokeClient: {
    ...common,
    method: 'DELETE',
    path: '/v1/operator/clients/{clientId}',
    summary: 'Revoke an operator client',
    description:
      'For good. No token is given for it from now on; those given out live for 10 minutes at most. It stays listed; revoking it again changes nothing.',
    params: z.strictObject({ clientId }),
    success: 'no-content',
    problems: ['not-found', 'conflict'],
  },
});
