/** The sender's access patterns. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedMailboxes } from '../../../shared/mailboxes.ts';
import { outboxMail, type OutboxMail } from '../../../shared/outbox.ts';
import { profile, type Profile } from '../../../shared/profile.ts';
import { readUsageTerms } from '../../../shared/usage-terms.ts';
import { getItem } from '../../../shared/table/access.ts';
import type { Key, Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';

/**
 * Longer than one delivery may take (30 s), shorter than until the queue delivers again (180 s): a
 * claim outlives its holder's work, and a dead holder's claim has ended at the next delivery.
 */
const claimMs = 60_000;

export type SkipReason =
  'already-active' | 'too-many' | 'no-profile' | 'nothing-to-tell' | 'outdated';

export type LinkKind = 'registration-link' | 'password-reset' | 'new-email';

/**
 * Where the hash of a link stands in the profile, and when there is something to do by it: only while
 * the address it is mailed to is still the one it is for.
 */
const links: Record<LinkKind, { hash: string; expiresAt: string; onlyIf: string }> = {
  'registration-link': {
    hash: 'linkHash',
    expiresAt: 'linkExpiresAt',
    onlyIf: '#status = :invited AND email = :address',
  },
  'password-reset': {
    hash: 'resetHash',
    expiresAt: 'resetExpiresAt',
    onlyIf: '#status <> :invited AND email = :address',
  },
  'new-email': {
    hash: 'newEmailHash',
    expiresAt: 'newEmailExpiresAt',
    onlyIf: '#status <> :invited AND newEmail = :address',
  },
};

/** `isFirst`: nobody has tried to send it before. */
export type Claim =
  | { state: 'claimed'; mail: OutboxMail; until: number; isFirst: boolean }
  /** Another delivery of the same message is at it. */
  | { state: 'held' }
  /** Sent or skipped, or housekeeping has removed it. */
  | { state: 'settled' };

export type MailStore = {
  claim: (outboxId: string, now: Date) => Promise<Claim>;
  /** Gives the claim back, so that the next delivery need not wait for its end. */
  release: (outboxId: string, until: number) => Promise<void>;
  markSent: (outboxId: string, messageId: string, now: Date) => Promise<void>;
  markSkipped: (outboxId: string, reason: SkipReason, now: Date) => Promise<void>;
  profile: (profileId: string) => Promise<Profile | undefined>;
  /** Undefined when there is no such mailbox any more. */
  mailboxAddress: (of: {
    accountNumber: string;
    serviceId: string;
    mailboxId: string;
  }) => Promise<string | undefined>;
  /** Percent of the latest notice of a period; undefined when there is none. */
  latestNotice: (of: {
    accountNumber: string;
    serviceId: string;
    periodStart: string;
  }) => Promise<number | undefined>;
  /** Voids the older link. False when there is nothing (left) to do by such a link. */
  replaceLink: (
    kind: LinkKind,
    profileId: string,
    link: { hash: string; expiresAt: number; address: string },
  ) => Promise<boolean>;
};

type Change = {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
};

const claimed = z.extend(outboxMail, { tries: z.number() });
/** The item that comes with a failed condition, in DynamoDB's own notation. */
const refused = z.object({ Item: z.object({ status: z.object({ S: z.string() }) }) });

export function mailStore(table: Table): MailStore {
  const TableName = table.name;

  /** The changed item, or the fault that says how the condition failed. */
  const update = async (
    Key: Key,
    change: Change,
  ): Promise<{ item: unknown } | { fault: Error }> => {
    try {
      const { Attributes: item } = await table.client.send(
        new UpdateCommand({
          TableName,
          Key,
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...change,
        }),
      );
      return { item };
    } catch (fault) {
      if (fault instanceof Error && fault.name === 'ConditionalCheckFailedException')
        return { fault };
      throw fault;
    }
  };

  return {
    async claim(outboxId, now) {
      const until = now.getTime() + claimMs;
      const outcome = await update(keys.outbox(outboxId), {
        UpdateExpression: 'SET claimedUntil = :until ADD tries :one',
        ConditionExpression:
          '#status = :pending AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ':until': until,
          ':now': now.getTime(),
          ':one': 1,
        },
      });
      if ('item' in outcome) {
        const { tries, ...mail } = z.parse(claimed, outcome.item);
        return { state: 'claimed', mail, until, isFirst: tries === 1 };
      }
      const status = z.safeParse(refused, outcome.fault).data?.Item.status.S;
      return { state: status === 'pending' ? 'held' : 'settled' };
    },

    async release(outboxId, until) {
      await update(keys.outbox(outboxId), {
        UpdateExpression: 'REMOVE claimedUntil',
        ConditionExpression: 'claimedUntil = :until',
        ExpressionAttributeValues: { ':until': until },
      });
    },

    async markSent(outboxId, messageId, now) {
      await update(keys.outbox(outboxId), {
        UpdateExpression:
          'SET #status = :sent, sentAt = :now, messageId = :messageId REMOVE claimedUntil, address',
        ConditionExpression: '#status = :pending',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ':sent': 'sent',
          ':now': now.getTime(),
          ':messageId': messageId,
        },
      });
    },

    async markSkipped(outboxId, reason, now) {
      await update(keys.outbox(outboxId), {
        UpdateExpression:
          'SET #status = :skipped, skippedAt = :now, reason = :reason REMOVE claimedUntil, address',
        ConditionExpression: '#status = :pending',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ':skipped': 'skipped',
          ':now': now.getTime(),
          ':reason': reason,
        },
      });
    },

    async profile(profileId) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName, Key: keys.profile(profileId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : z.parse(profile, Item);
    },

    async mailboxAddress({ accountNumber, serviceId, mailboxId }) {
      const stored = await getItem(
        table,
        storedMailboxes,
        keys.mailboxes(accountNumber, serviceId),
      );
      return stored?.mailboxes.find((one) => one.mailboxId === mailboxId)?.address;
    },

    async latestNotice({ accountNumber, serviceId, periodStart }) {
      const Key = keys.usageTerms(accountNumber, serviceId, periodStart);
      const { Item } = await table.client.send(
        new GetCommand({ TableName, Key, ConsistentRead: true }),
      );
      return Item && readUsageTerms(Item).notices.at(-1)?.percent;
    },

    async replaceLink(kind, profileId, link) {
      const { hash, expiresAt, onlyIf } = links[kind];
      const outcome = await update(keys.profile(profileId), {
        UpdateExpression: `SET ${hash} = :hash, ${expiresAt} = :expires`,
        ConditionExpression: `attribute_exists(pk) AND ${onlyIf}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':invited': 'invited',
          ':hash': link.hash,
          ':expires': link.expiresAt,
          ':address': link.address,
        },
      });
      return 'item' in outcome;
    },
  };
}
