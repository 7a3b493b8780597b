/** Several items or none. Conflicts with another transaction pass; they are tried again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { cancellationCodes, isTransient } from './transient.ts';

type RawPart = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
/** One part of a transaction, without the table's name. */
export type Part = {
  [K in keyof RawPart]: Omit<NonNullable<RawPart[K]>, 'TableName'>;
};

const tries = 5;
const backoffMs = 25;

/**
 * Writes all parts. Gives the indexes of the parts whose condition failed: none means it is done.
 */
export async function transact(table: Table, parts: readonly Part[]): Promise<number[]> {
  const TransactItems = parts.map((part) =>
    Object.fromEntries(
      Object.entries(part).map(([kind, one]) => [kind, { TableName: table.name, ...one }]),
    ),
  ) as RawPart[];
  for (let attempt = 1; ; attempt++) {
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems }));
      return [];
    } catch (fault) {
      const failed = cancellationCodes(fault).flatMap((code, index) =>
        code === 'ConditionalCheckFailed' ? [index] : [],
      );
      if (failed.length > 0) return failed;
      if (!isTransient(fault) || attempt === tries) throw fault;
      await sleep(backoffMs * 2 ** attempt * Math.random());
    }
  }
}
