/** What is told of a client: never a hash. */
import type { StoredClient } from '../../../shared/operator-client.ts';

const instant = (time: number) => new Date(time).toISOString();

export const clientView = (client: StoredClient) => ({
  clientId: client.clientId,
  name: client.name,
  scopes: client.scopes,
  createdAt: instant(client.createdAt),
  ...(client.endsAt === undefined ? {} : { expiresAt: instant(client.endsAt) }),
  ...(client.revokedAt === undefined ? {} : { revokedAt: instant(client.revokedAt) }),
  secrets: client.secrets.map(({ secretId, createdAt }) => ({
    secretId,
    createdAt: instant(createdAt),
  })),
  version: client.version,
});
