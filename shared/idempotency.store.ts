/**
 * Makes a request that is sent again under the same Idempotency-Key the same request. A key belongs
 * to an account and is remembered for 24 hours. Who comes first claims it, does the work, and writes
 * the answer in the work's own transaction: no work without its answer, no answer without its work.
 */
import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Clock } from './clock.ts';
import { hashOf } from './opaque-token.ts';
import { held } from './table/access.ts';
import { ttlAt, type Table } from './table/client.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';

const keptFor = 86_400_000;
/** Longer than any request takes; afterwards its claim is taken for dead. */
const claimMs = 30_000;
/** Seconds after which the first request will have been answered. */
const soon = 2;

export type Claim = {
  /** For the transaction of the work; its condition fails when the claim was lost meanwhile. */
  answeredPart: (answer: unknown) => Part;
  /** Where there is no work. */
  answer: (answer: unknown) => Promise<void>;
  /** Where the request was refused: it may be sent again when the reason is gone. */
  release: () => Promise<void>;
};

export type Begun =
  | { state: 'new'; claim: Claim }
  | { state: 'answered'; answer: unknown }
  /** The key was used for another request. */
  | { state: 'reused' }
  | { state: 'in-flight'; retryAfter: number };

export type Idempotency = {
  /** `request`: everything that makes it this request; plain data. */
  begin: (accountNumber: string, key: string, request: unknown) => Promise<Begun>;
};

/** An item that is in the way, in DynamoDB's own notation. */
const inTheWay = z.object({
  requestHash: z.object({ S: z.string() }),
  answer: z.optional(z.object({ S: z.string() })),
});

export function idempotencyIn(table: Table, clock: Clock): Idempotency {
  const TableName = table.name;
  return {
    async begin(accountNumber, key, request) {
      const Key = keys.idempotency(accountNumber, hashOf(key));
      const now = clock.now().getTime();
      const claim = randomUUID();
      const hash = hashOf(JSON.stringify(request));
      const endsAt = now + keptFor;
      try {
        await table.client.send(
          new PutCommand({
            TableName,
            Item: {
              ...Key,
              ...{ requestHash: hash, claim, claimedUntil: now + claimMs, endsAt },
              expiresAt: ttlAt(new Date(endsAt)),
            },
            // Free, forgotten, or claimed by who died over the same request.
            ConditionExpression:
              'attribute_not_exists(pk) OR endsAt <= :now OR ' +
              '(attribute_not_exists(answer) AND claimedUntil <= :now AND requestHash = :request)',
            ExpressionAttributeValues: { ':now': now, ':request': hash },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { state: 'new', claim: claimOf(Key, claim) };
      } catch (fault) {
        if (!(fault instanceof Error) || fault.name !== 'ConditionalCheckFailedException')
          throw fault;
        const first = z.parse(inTheWay, (fault as { Item?: unknown }).Item);
        if (first.requestHash.S !== hash) return { state: 'reused' };
        if (first.answer === undefined) return { state: 'in-flight', retryAfter: soon };
        return { state: 'answered', answer: JSON.parse(first.answer.S) };
      }
    },
  };

  function claimOf(Key: { pk: string; sk: string }, claim: string): Claim {
    const isOurs = {
      Key,
      ConditionExpression: 'claim = :claim AND attribute_not_exists(answer)',
    };
    const update = (answer: unknown) => ({
      ...isOurs,
      UpdateExpression: 'SET answer = :answer',
      ExpressionAttributeValues: { ':claim': claim, ':answer': JSON.stringify(answer) },
    });
    return {
      answeredPart: (answer) => ({ Update: update(answer) }),
      answer: async (answer) => {
        await held(table.client.send(new UpdateCommand({ TableName, ...update(answer) })));
      },
      release: async () => {
        await held(
          table.client.send(
            new DeleteCommand({
              TableName,
              ...isOurs,
              ExpressionAttributeValues: { ':claim': claim },
            }),
          ),
        );
      },
    };
  }
}
