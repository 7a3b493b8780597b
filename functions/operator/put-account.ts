import { randomUUID } from 'node:crypto';
import type { StoredAccount } from '../../shared/account.ts';
import { dayOf, isTimeZone } from '../../shared/calendar.ts';
import type { Catalogs } from '../../shared/catalog/catalog.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse, RequestRefused } from '../../shared/http/operation.ts';
import { hashPassword, verifyPassword } from '../../shared/password.ts';
import type { AccountStore } from './account.store.ts';
import { operatorContract } from './contract.ts';
import { decideHolder } from './holder.ts';
import { settledOrders } from './settled-orders.ts';
import { provision, type AccountDocument, type ProvisionRefusal } from './provision.ts';

/** What was read was changed before it could be written: read again and decide again, so often. */
const tries = 3;

type Deps = { accounts: AccountStore; catalogs: Catalogs; clock: Clock };

export const putAccount = (deps: Deps) =>
  operation(operatorContract.putAccount, async ({ params, body }) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const outcome = await put(deps, params.accountNumber, body);
      if (outcome !== undefined) return outcome;
    }
    return refuse({ reason: 'conflict' });
  });

/** Undefined when the account or its holder was changed at the same time. */
async function put(deps: Deps, accountNumber: string, document: AccountDocument) {
  const stored = await deps.accounts.account(accountNumber);
  const decided = await decide(deps, accountNumber, document, stored);
  if (!decided.ok) {
    const { refusal } = decided;
    if (refusal.reason === 'invalid-request') throw new RequestRefused(refusal);
    return refuse(refusal);
  }

  const { content } = decided.value;
  const pinHash = await hashOfPin(document.pin, stored?.pinHash);
  const changed = decided.value.changed || pinHash !== stored?.pinHash;
  const people = await deps.accounts.people(stored?.holderProfileId, document.holder.email);
  const holder = decideHolder(document, { stored, ...people, newProfileId: randomUUID });
  const profile = { status: holder.status };
  if (stored !== undefined && !changed) {
    const value = { accountNumber, version: stored.version, changed, profile };
    return { ok: true, as: 'ok', value } as const;
  }

  const version = (stored?.version ?? 0) + 1;
  const next: StoredAccount = {
    ...content,
    holderProfileId: holder.profileId,
    ...(holder.erasedAt === undefined ? {} : { holderErasedAt: holder.erasedAt }),
    ...(pinHash === undefined ? {} : { pinHash }),
    version,
  };
  const now = deps.clock.now();
  const orders = await settledOrders(deps.accounts, { stored, next, now });
  if (orders === undefined) return undefined;
  const saved = await deps.accounts.save({ stored, next, holder, orders, now });
  if (saved.outcome === 'outrun') return undefined;
  if (saved.outcome === 'too-much') throw new RequestRefused(tooMuch);
  if (saved.outcome === 'service-taken') {
    return refuse({ reason: 'service-of-another-account', serviceId: saved.serviceId });
  }
  const as = stored === undefined ? 'created' : 'ok';
  return { ok: true, as, value: { accountNumber, version, changed, profile } } as const;
}

const tooMuch = {
  reason: 'invalid-request' as const,
  issues: [{ path: 'body.services', expected: 'fewer changes of services and modems at once' }],
};

async function decide(
  { catalogs, clock }: Deps,
  accountNumber: string,
  document: AccountDocument,
  stored: StoredAccount | undefined,
) {
  // A zone that does not exist is refused by the rules; until then any day will do.
  const zone = isTimeZone(document.timeZone) ? document.timeZone : 'UTC';
  const today = dayOf(clock.now().getTime(), zone);
  const by = (catalog: Awaited<ReturnType<Catalogs['inForce']>>) =>
    provision(document, { accountNumber, stored, catalog: catalog?.document, today });

  const decided = by(await catalogs.inForce(today));
  if (decided.ok || !dependsOnCatalog.has(decided.refusal.reason)) return decided;
  // It may be in a catalog that was published within the minute.
  return by(await catalogs.inForceNow(today));
}

const dependsOnCatalog = new Set<ProvisionRefusal['reason']>([
  'no-catalog',
  'unknown-plan',
  'unknown-add-on',
]);

async function hashOfPin(pin: string | undefined, stored: string | undefined) {
  if (pin === undefined) return stored;
  if (stored !== undefined && (await verifyPassword(pin, stored))) return stored;
  return hashPassword(pin);
}
