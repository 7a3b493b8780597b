/** What becomes of the mailboxes of a service. Pure: nothing is read or written here. */
import type * as z from 'zod/mini';
import type { Activity } from '../../../shared/activity.ts';
import { freeFrom, isGone, type Mailbox, type StoredMailboxes } from '../../../shared/mailboxes.ts';
import { refuse, type Result } from '../../../shared/result.ts';
import { isLoop } from './address-rules.ts';
import type { mailboxesContract } from './contract.ts';

/** Those that can be seen: not what is past its grace. */
export const present = ({ mailboxes }: StoredMailboxes, now: Date): Mailbox[] =>
  mailboxes.filter((one) => !isGone(one, now));

export const inUse = (mailboxes: readonly Mailbox[]) =>
  mailboxes.filter(({ deletedAt }) => deletedAt === undefined).length;

type TooMany = { reason: 'too-many-mailboxes'; most: number; used: number; deleted: number };

/** A place for one more: of those in use, and for a new one of those kept for their grace, too. */
function placeIn(mailboxes: readonly Mailbox[], most: number, kept: number): Result<true, TooMany> {
  const used = inUse(mailboxes);
  if (used < most && mailboxes.length < kept) return { ok: true, value: true };
  const deleted = mailboxes.length - used;
  return refuse({ reason: 'too-many-mailboxes', most, used, deleted });
}

/** As many as are in use may wait for their end: nobody keeps addresses from others by deleting. */
export const placeForNew = (mailboxes: readonly Mailbox[], most: number) =>
  placeIn(mailboxes, most, most * 2);

export type Forwarding = 'on' | 'off' | 'changed';

type Wanted = Omit<z.output<(typeof mailboxesContract)['changeMailbox']['body']>, 'password'>;

type Entry = Activity['action'];

export type Changed = {
  mailbox: Mailbox;
  isRestored: boolean;
  forwarding: Forwarding | undefined;
  /** What has changed; nothing when all was so already. */
  entries: Entry[];
};

type ChangeRefusal =
  TooMany | { reason: 'mailbox-deleted'; restorableUntil: string } | { reason: 'forwarding-loop' };

export function changed(
  mailbox: Mailbox,
  wanted: Wanted,
  { mailboxes, most }: { mailboxes: readonly Mailbox[]; most: number },
): Result<Changed, ChangeRefusal> {
  const { deletedAt, forwardTo: before, ...rest } = mailbox;
  if (deletedAt !== undefined) {
    if (wanted.deleted === undefined) {
      const restorableUntil = new Date(freeFrom(deletedAt)).toISOString();
      return refuse({ reason: 'mailbox-deleted', restorableUntil });
    }
    const place = placeIn(mailboxes, most, Infinity);
    if (!place.ok) return place;
  }
  const after = wanted.forwardTo === undefined ? before : (wanted.forwardTo ?? undefined);
  if (typeof wanted.forwardTo === 'string' && isLoop(rest.address, wanted.forwardTo, mailboxes)) {
    return refuse({ reason: 'forwarding-loop' });
  }
  const suspended = wanted.suspended ?? rest.suspended;
  const forwarding = forwardingChange(before, after);
  const suspension = suspended ? 'mailbox-suspended' : 'mailbox-resumed';
  return {
    ok: true,
    value: {
      mailbox: { ...rest, suspended, ...(after === undefined ? {} : { forwardTo: after }) },
      isRestored: deletedAt !== undefined,
      forwarding,
      entries: [
        ...(deletedAt === undefined ? [] : ['mailbox-restored' as const]),
        ...(forwarding === undefined ? [] : ['mailbox-forwarding-changed' as const]),
        ...(suspended === rest.suspended ? [] : [suspension as Entry]),
      ],
    },
  };
}

function forwardingChange(
  before: string | undefined,
  after: string | undefined,
): Forwarding | undefined {
  if (before === after) return undefined;
  if (before === undefined) return 'on';
  return after === undefined ? 'off' : 'changed';
}

export const mailboxView = ({ address, mailboxId, ...one }: Mailbox) => ({
  ...{ address, mailboxId },
  state:
    one.deletedAt !== undefined
      ? ('deleted' as const)
      : one.suspended
        ? ('suspended' as const)
        : ('active' as const),
  ...(one.forwardTo === undefined ? {} : { forwardTo: one.forwardTo }),
  createdAt: new Date(one.createdAt).toISOString(),
  ...(one.deletedAt === undefined
    ? {}
    : { restorableUntil: new Date(freeFrom(one.deletedAt)).toISOString() }),
});
