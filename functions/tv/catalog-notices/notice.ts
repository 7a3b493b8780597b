/** Which changes an account is to be told of, and the mail that tells. Pure. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { changesOwnServices, type StoredAccount } from '../../../shared/account.ts';
import { addDays, type Day } from '../../../shared/calendar.ts';
import { outboxItem } from '../../../shared/outbox.ts';
import { ttlAt } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { identityOf, isTold } from '../../../shared/tv/catalog-changes.ts';
import type { Upcoming, UpcomingChange } from '../../../shared/tv/upcoming-changes.ts';
import { upcomingView } from '../../../shared/tv/upcoming-view.ts';

/** What an account was told: each change by its mark, with the day it comes. */
export const changesTold = z.object({
  version: z.int(),
  told: z.record(z.string(), z.string()),
  /** The run that told last. */
  runId: z.string(),
});
export type ChangesTold = z.output<typeof changesTold>;

/** Longer than customers may contest a bill: it shows that they were told. */
const keptDays = 400;
/** Nobody reads more; the others are counted, and shown in the account. */
const mostLines = 30;

const markOf = (change: UpcomingChange) =>
  createHash('sha256').update(identityOf(change)).digest('base64url').slice(0, 12);

/** Of all TV services of the account, each change once. */
export function changesFor({ services }: StoredAccount, upcoming: Upcoming): UpcomingChange[] {
  const changes = services
    .filter(({ type, status }) => type === 'tv' && status === 'active')
    .flatMap((service) => upcoming(service));
  return [...new Map(changes.map((change) => [identityOf(change), change])).values()];
}

/** What was not told yet; nothing where it is all for the better. */
export function newChanges(changes: readonly UpcomingChange[], told: ChangesTold | undefined) {
  const fresh = changes.filter((change) => told?.told[markOf(change)] === undefined);
  return fresh.some(isTold) ? fresh : [];
}

type Telling = {
  account: StoredAccount;
  fresh: readonly UpcomingChange[];
  told: ChangesTold | undefined;
  runId: string;
  today: Day;
  now: Date;
};

/** The mail and what is known afterwards to be told: written together, or not at all. */
export function noticeItems({ account, fresh, told, runId, today, now }: Telling) {
  const { accountNumber, holderProfileId: profileId, kind } = account;
  const marks = fresh.map((change) => [markOf(change), change.effectiveFrom] as const);
  const lines = fresh
    // Days in their order, and of a day what matters first.
    .toSorted(
      (one, other) =>
        one.effectiveFrom.localeCompare(other.effectiveFrom) ||
        Number(isTold(other)) - Number(isTold(one)),
    )
    .slice(0, mostLines);
  const key = JSON.stringify([accountNumber, ...marks.map(([mark]) => mark).sort()]);
  const details = {
    changes: JSON.stringify(lines.map(upcomingView)),
    more: String(fresh.length - lines.length),
    changesOwn: String(changesOwnServices[kind]),
  };
  const mail = outboxItem(
    { template: 'catalog-change', profileId, accountNumber, details, key },
    now,
  );

  const oldest = addDays(today, -keptDays);
  const still = Object.entries(told?.told ?? {}).filter(([, day]) => day >= oldest);
  const all = Object.fromEntries([...still, ...marks]);
  const last = Object.values(all).reduce((latest, day) => (day > latest ? day : latest), today);
  const known = {
    ...keys.changesTold(accountNumber),
    ...{ version: (told?.version ?? 0) + 1, told: all, runId },
    expiresAt: ttlAt(new Date(`${addDays(last, keptDays)}T00:00:00Z`)),
  };
  return { mail, known };
}
