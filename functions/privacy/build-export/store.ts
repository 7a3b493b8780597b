/** Where an archive goes: parts first, then the word that they are the archive. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { outboxItem } from '../../../shared/outbox.ts';
import { getItem, keysUnder } from '../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../shared/table/client.ts';
import { exportedUnder, keys } from '../../../shared/table/keys.ts';
import { transact } from '../../../shared/table/transactions.ts';
import { storedExport, type ReadyExport, type StoredExport } from '../export.ts';

export type BuildStore = {
  find: (profileId: string, exportId: string) => Promise<StoredExport | undefined>;
  writePart: (ready: ReadyExport, part: number, body: Buffer) => Promise<void>;
  /** Makes the parts the archive and asks for the mail; nothing when somebody was faster, or it is gone. */
  commit: (ready: ReadyExport, now: Date) => Promise<void>;
  /** Deletes every part that is not of the archive. */
  sweep: (profileId: string, exportId: string) => Promise<void>;
};

export function buildStore(table: Table): BuildStore {
  const TableName = table.name;
  const find: BuildStore['find'] = (profileId, exportId) =>
    getItem(table, storedExport, keys.export(profileId, exportId));

  return {
    find,

    async writePart({ profileId, exportId, build, endsAt }, part, body) {
      await table.client.send(
        new PutCommand({
          TableName,
          Item: {
            ...keys.exportPart(profileId, exportId, build, part),
            body,
            expiresAt: ttlAt(new Date(endsAt)),
          },
        }),
      );
    },

    async commit(ready, now) {
      const { profileId, exportId, accountNumber, endsAt } = ready;
      const mail = {
        template: 'export-ready' as const,
        ...{ profileId, accountNumber, details: { exportId }, key: exportId },
      };
      await transact(table, [
        {
          Put: {
            Item: {
              ...keys.export(profileId, exportId),
              ...ready,
              expiresAt: ttlAt(new Date(endsAt)),
            },
            ConditionExpression: '#status = :requested',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':requested': 'requested' },
          },
        },
        { Put: { Item: outboxItem(mail, now) } },
      ]);
    },

    async sweep(profileId, exportId) {
      // Listed before it is read which of them stay: of a build that commits later nothing is listed.
      const parts = await keysUnder(table, keys.profile(profileId).pk, exportedUnder(exportId));
      const stored = await find(profileId, exportId);
      if (stored?.status === 'requested') return;
      const archive = stored && exportedUnder(exportId, stored.build);
      for (const Key of parts) {
        if (archive !== undefined && Key.sk.startsWith(archive)) continue;
        await table.client.send(new DeleteCommand({ TableName, Key }));
      }
    },
  };
}
