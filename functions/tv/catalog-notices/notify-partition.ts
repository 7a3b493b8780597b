/**
 * Tells the accounts of a partition what changes of the TV they have. It may be killed at any step,
 * repeated, and run several times at once: the mail is written together with what the account was
 * told, on the condition that nobody has told it meanwhile, and the part of the run remembers how far
 * it came, page by page.
 */
import type { StoredAccount } from '../../../shared/account.ts';
import { dayOf, type Day } from '../../../shared/calendar.ts';
import { catalogTimeZone } from '../../../shared/catalog/store.ts';
import type { Clock } from '../../../shared/clock.ts';
import {
  upcomingIn,
  type Upcoming,
  type UpcomingChange,
} from '../../../shared/tv/upcoming-changes.ts';
import { changesFor, newChanges, noticeItems, type ChangesTold } from './notice.ts';
import type { At, Counts, PartsStore } from './parts.store.ts';
import type { NoticeStore } from './store.ts';

export type NoticeDeps = { store: NoticeStore & PartsStore; clock: Clock };

/** Transactions under way in a worker: with two workers some 3,000 write units a second. */
const atOnce = 4;
const tries = 3;

type Run = At & { today: Day; upcoming: Upcoming | undefined };

export async function notifyPartition(deps: NoticeDeps, at: At): Promise<void> {
  const { store, clock } = deps;
  const today = dayOf(clock.now().getTime(), catalogTimeZone);
  const catalogs = await store.catalogs(today);
  const run = { ...at, today, upcoming: upcomingIn(catalogs, today) };
  for (;;) {
    const part = await store.part(at);
    if (part === undefined || part.status === 'done') return;
    const { from } = part;
    const { accountNumbers, next } = await store.page(at.partition, from);
    const counts = await tellPage(deps, run, accountNumbers);
    // Where somebody else was faster, it goes on behind what they have done.
    await store.advance(at, { from, next, counts }, clock.now());
  }
}

async function tellPage(deps: NoticeDeps, run: Run, accountNumbers: readonly string[]) {
  const counts: Counts = { accounts: accountNumbers.length, notices: 0, unreachable: 0 };
  const { upcoming } = run;
  if (upcoming === undefined) return counts;
  const concerned = (await deps.store.accounts(accountNumbers))
    .map((account) => ({ account, changes: changesFor(account, upcoming) }))
    .filter(({ changes }) => newChanges(changes, undefined).length > 0);
  if (concerned.length === 0) return counts;
  const told = await deps.store.toldTo(concerned.map(({ account }) => account.accountNumber));
  const waiting = concerned.values();
  const lane = async () => {
    for (const { account, changes } of waiting) {
      const outcome = await tellAccount(
        deps,
        run,
        { account, changes },
        told.get(account.accountNumber),
      );
      if (outcome === 'told') counts.notices++;
      if (outcome === 'unreachable') counts.unreachable++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return counts;
}

type Concerned = { account: StoredAccount; changes: readonly UpcomingChange[] };

/** `told`: by this run, now or before it was killed. */
async function tellAccount(
  { store, clock }: NoticeDeps,
  { runId, today }: Run,
  { account, changes }: Concerned,
  known: ChangesTold | undefined,
): Promise<'told' | 'unreachable' | 'nothing-new'> {
  let told = known;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const fresh = newChanges(changes, told);
    if (fresh.length === 0) return told?.runId === runId ? 'told' : 'nothing-new';
    // Who had their profile erased has no address here; the operator has other ways.
    if (account.holderErasedAt !== undefined) return 'unreachable';
    const items = noticeItems({ account, fresh, told, runId, today, now: clock.now() });
    if (await store.tell(items, told)) return 'told';
    told = await store.told(account.accountNumber);
  }
  throw new Error('An account is told of changes again and again by somebody else');
}
