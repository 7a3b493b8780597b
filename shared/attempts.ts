/**
 * Counts tries of a step by a subject (an address, an account number, a source) and locks that step
 * when there were too many. The subject need not exist: known and unknown are counted alike.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import { hashOf } from './opaque-token.ts';
import { ifHeld } from './table/access.ts';
import { ttlAt, type Table } from './table/client.ts';
import { keys } from './table/keys.ts';

export type Limit = {
  /** Tries that are let through; the next one locks the step. */
  tries: number;
  /** Length of the window that tries are counted in, and of a lock. */
  seconds: number;
};

export type Attempts = {
  /** Counts one try. `retryAfter` seconds when the step is locked, else undefined. */
  count: (step: string, subject: string, limit: Limit) => Promise<number | undefined>;
  /** Forgets the tries after a success. */
  forget: (step: string, subject: string) => Promise<void>;
  /** Takes back the one try that was a success: of a source that many share, only failures count. */
  giveBack: (step: string, subject: string) => Promise<void>;
};

type Counter = { tries: number; endsAt: number };

export function attemptsIn(table: Table, clock: Clock): Attempts {
  const keyOf = (step: string, subject: string) =>
    keys.attempts(step, hashOf(subject.toLowerCase()));

  const update = async (
    step: string,
    subject: string,
    change: object,
  ): Promise<Counter | undefined> => {
    const updated = await ifHeld(
      table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyOf(step, subject),
          ReturnValues: 'ALL_NEW',
          ...change,
        }),
      ),
    );
    return updated?.Attributes as Counter | undefined;
  };

  /** One more in the open window; undefined when no window is open. */
  const countOn = (step: string, subject: string, now: number, ends: number) =>
    update(step, subject, {
      UpdateExpression:
        'SET endsAt = if_not_exists(endsAt, :ends), expiresAt = :ttl ADD tries :one',
      ConditionExpression: 'attribute_not_exists(endsAt) OR endsAt > :now',
      ExpressionAttributeValues: {
        ':ends': ends,
        ':ttl': ttlAt(new Date(ends)) + 86_400,
        ':one': 1,
        ':now': now,
      },
    });

  const startOver = (step: string, subject: string, now: number, ends: number) =>
    update(step, subject, {
      UpdateExpression: 'SET endsAt = :ends, expiresAt = :ttl, tries = :one',
      ConditionExpression: 'endsAt <= :now',
      ExpressionAttributeValues: {
        ':ends': ends,
        ':ttl': ttlAt(new Date(ends)) + 86_400,
        ':one': 1,
        ':now': now,
      },
    });

  const lock = (step: string, subject: string, ends: number) =>
    update(step, subject, {
      UpdateExpression: 'SET endsAt = :ends',
      ExpressionAttributeValues: { ':ends': ends },
    });

  return {
    async count(step, subject, limit) {
      const now = clock.now().getTime();
      const ends = now + limit.seconds * 1000;
      const counter =
        (await countOn(step, subject, now, ends)) ??
        (await startOver(step, subject, now, ends)) ??
        // Another try opened the new window in between.
        (await countOn(step, subject, now, ends));
      if (counter === undefined || counter.tries <= limit.tries) return undefined;
      // The lock lasts its whole time from the try that caused it; later tries don't prolong it.
      const locked = counter.tries === limit.tries + 1 ? await lock(step, subject, ends) : counter;
      return Math.max(1, Math.ceil(((locked ?? counter).endsAt - now) / 1000));
    },

    async giveBack(step, subject) {
      await update(step, subject, {
        UpdateExpression: 'ADD tries :less',
        ConditionExpression: 'tries > :none',
        ExpressionAttributeValues: { ':less': -1, ':none': 0 },
      });
    },

    async forget(step, subject) {
      await update(step, subject, {
        UpdateExpression: 'SET tries = :none',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':none': 0 },
      });
    },
  };
}
