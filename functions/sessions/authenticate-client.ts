/** Which operator client somebody is, by its id and secret. */
import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '../../shared/clock.ts';
import type { Scope } from '../../shared/http/contract.ts';
import { operatorClientId } from '../../shared/http/fields.ts';
import { log } from '../../shared/log.ts';
import { secretHash, type StoredClient } from '../../shared/operator-client.ts';
import type { Secrets } from './secrets.store.ts';

export type FindClient = (clientId: string) => Promise<StoredClient | undefined>;

type Deps = { secrets: Secrets; findClient: FindClient; clock: Clock };
type Credentials = { clientId: string; secret: string };
type Client = { clientId: string; scopes: readonly Scope[] };

/**
 * A client of the table is what the table says, and nothing else: revoked there, it is revoked. The
 * parameter holds the first clients of a stage, until one of that id is made in the table. Undefined
 * for whoever it is not, without telling why.
 */
export async function authenticateClient(
  { secrets, findClient, clock }: Deps,
  { clientId, secret }: Credentials,
): Promise<Client | undefined> {
  const now = clock.now().getTime();
  const hash = secretHash(secret);
  const isId = z.safeParse(operatorClientId, clientId).success;
  const stored = isId ? await findClient(clientId) : undefined;
  if (stored !== undefined) {
    const hashes = stored.secrets.map((one) => one.hash);
    const isLive = stored.revokedAt === undefined;
    if (isLive && isGood(hashes, hash, stored.endsAt, now)) return stored;
    logRefused(stored);
    return undefined;
  }
  const all = await secrets.operatorClients();
  const first = all.find((one) => one.clientId === clientId);
  const endsAt = first?.expiresAt === undefined ? undefined : Date.parse(first.expiresAt);
  if (first !== undefined && isGood(first.secretHashes, hash, endsAt, now)) return first;
  logRefused(first);
  return undefined;
}

/** Only ids that exist are logged: what else was sent as an id might be a secret. */
const logRefused = (client: { clientId: string } | undefined) => {
  log.warn('client-refused', { clientId: client?.clientId });
};

const isGood = (hashes: readonly string[], hash: string, endsAt: number | undefined, now: number) =>
  hashes.some((known) => isSame(known, hash)) && (endsAt === undefined || endsAt > now);

function isSame(known: string, given: string) {
  const [one, other] = [Buffer.from(known), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
