/** What may become of an operator client. A rule that changes nothing gives the client it was given. */
import { ok, refuse } from '../../../shared/result.ts';

type Secret = { secretId: string; hash: string; createdAt: number };
type Client = {
  name: string;
  scopes: readonly string[];
  endsAt?: number | undefined;
  revokedAt?: number | undefined;
  secrets: readonly Secret[];
};

/** One in use, and the one that replaces it. */
export const mostSecrets = 2;

type Changes<C extends Client> = {
  name?: C['name'] | undefined;
  scopes?: C['scopes'] | undefined;
  /** Null: without end. */
  endsAt?: number | null | undefined;
};

/** Refuses a revoked client. */
export function withChanges<C extends Client>(client: C, changes: Changes<C>) {
  if (client.revokedAt !== undefined) return refuse({ reason: 'client-revoked' });
  const { name = client.name, scopes = client.scopes } = changes;
  const endsAt = changes.endsAt === undefined ? client.endsAt : (changes.endsAt ?? undefined);
  const isAsBefore =
    name === client.name && endsAt === client.endsAt && isSame(scopes, client.scopes);
  return ok(isAsBefore ? client : { ...client, name, scopes, endsAt });
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((scope, index) => scope === other[index]);

/** Refuses a revoked client, and a third secret. */
export function withSecret<C extends Client>(client: C, secret: Secret) {
  if (client.revokedAt !== undefined) return refuse({ reason: 'client-revoked' });
  // Written already, by a call whose answer was lost.
  if (client.secrets.some(({ secretId }) => secretId === secret.secretId)) return ok(client);
  if (client.secrets.length >= mostSecrets) return refuse({ reason: 'too-many-secrets' });
  return ok({ ...client, secrets: [...client.secrets, secret] });
}

/** Refuses a secret that is not there, and the last one: a client without a secret is a trap. */
export function withoutSecret<C extends Client>(client: C, secretId: string) {
  const secrets = client.secrets.filter((one) => one.secretId !== secretId);
  if (secrets.length === client.secrets.length) return refuse({ reason: 'not-found' });
  if (secrets.length === 0) return refuse({ reason: 'last-secret' });
  return ok({ ...client, secrets });
}

export const revoked = <C extends Client>(client: C, now: number) =>
  ok(client.revokedAt === undefined ? { ...client, revokedAt: now, secrets: [] } : client);
