/**
 * How far a file is taken. Each step names the one it follows, so that of several runs of a file
 * each segment is told of by one.
 */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { ifHeld } from '../../../../shared/table/access.ts';
import type { Table } from '../../../../shared/table/client.ts';
import { keys } from '../../../../shared/table/keys.ts';
import type { Batch } from '../../usage-intake/batch.ts';
import { pack } from '../../usage-intake/packed-list.ts';
import type { FailureReason } from '../failure.ts';
import { usageFile, type FileSegment, type Place, type UsageFile } from '../file.ts';
import { fileExpiry } from '../files.store.ts';

export type Uploaded = { content: string; size: number; receivedAt: number };
type Step = Pick<UsageFile, 'fileId' | 'segments'>;
export type Counts = Pick<Batch, 'accepted' | 'waiting' | 'rejected'>;

export type ProgressStore = {
  /** Undefined when it has been received, or is another content. Its first time of arrival stands. */
  receive: (file: UsageFile, uploaded: Uploaded) => Promise<UsageFile | undefined>;
  putSegment: (file: UsageFile, segment: FileSegment) => Promise<void>;
  /** Here and below: undefined when another run has gone on. */
  advance: (file: Step, next: Place, counts: Counts) => Promise<UsageFile | undefined>;
  finish: (file: Step, now: Date) => Promise<UsageFile | undefined>;
  fail: (file: Step, failure: FailureReason, now: Date) => Promise<UsageFile | undefined>;
};

export function progressStore(table: Table): ProgressStore {
  const { client, name: TableName } = table;

  const update = async (
    fileId: string,
    condition: string,
    expression: string,
    values: Record<string, unknown>,
  ) => {
    const written = await ifHeld(
      client.send(
        new UpdateCommand({
          TableName,
          Key: keys.usageFile(fileId),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: namesIn(condition + expression),
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return written === undefined ? undefined : z.parse(usageFile, written.Attributes);
  };

  const follow = ({ fileId, segments }: Step, sets: string, values: Record<string, unknown>) =>
    update(fileId, '#segments = :segments AND #state = :receiving', `SET ${sets}`, {
      ...values,
      ...{ ':segments': segments, ':receiving': 'receiving' },
    });

  return {
    receive: (file, { content, size, receivedAt }) =>
      update(
        file.fileId,
        'attribute_exists(pk) AND #state <> :received AND (attribute_not_exists(#content) OR #content = :content)',
        'SET #state = :receiving, #content = :content, #size = :size, #receivedAt = if_not_exists(#receivedAt, :at), #expiresAt = :expires REMOVE #failure, #finishedAt, #uploadUntil',
        {
          ...{ ':received': 'received', ':receiving': 'receiving' },
          ...{ ':content': content, ':size': size, ':at': receivedAt },
          ':expires': fileExpiry(file),
        },
      ),

    async putSegment(file, { position, batchId, lines }) {
      const Item = {
        ...keys.fileSegment(file.fileId, position),
        ...{ batchId, lines: pack(stepsOf(lines)), expiresAt: fileExpiry(file) },
      };
      await client.send(new PutCommand({ TableName, Item }));
    },

    advance: (file, next, { accepted, waiting, rejected }) =>
      follow(
        file,
        '#place = :place, #segments = #segments + :one, #accepted = #accepted + :accepted, #waiting = #waiting + :waiting, #rejected = #rejected + :rejected',
        {
          ...{ ':place': next, ':one': 1, ':accepted': accepted },
          ...{ ':waiting': waiting, ':rejected': rejected },
        },
      ),

    finish: (file, now) =>
      follow(file, '#state = :received, #finishedAt = :now', {
        ...{ ':received': 'received', ':now': now.getTime() },
      }),

    fail: (file, failure, now) =>
      follow(file, '#state = :failed, #failure = :failure, #finishedAt = :now', {
        ...{ ':failed': 'failed', ':failure': failure, ':now': now.getTime() },
      }),
  };
}

/** Several of them are reserved words. */
const namesIn = (expressions: string) =>
  Object.fromEntries(
    [...expressions.matchAll(/#\w+/g)].map(([alias]) => [alias, alias.slice(1)] as const),
  );

/** From line to line: mostly the same number again, which compresses to next to nothing. */
const stepsOf = (lines: readonly number[]) => lines.map((line, i) => line - (lines[i - 1] ?? 0));
