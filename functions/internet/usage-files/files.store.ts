/** Usage files, found by their ids and listed by the time they came in. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { getItem, held } from '../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { usageFile, type UsageFile } from './file.ts';

export type FilesStore = {
  find: (fileId: string) => Promise<UsageFile | undefined>;
  /** One that is there already stays as it is. */
  create: (file: UsageFile) => Promise<void>;
};

/** As long as what the folds have told of its records. */
const keptFor = 400 * 86_400_000;
/** Days after which nobody looks for a file any more that was never uploaded. */
const awaitedFor = 30 * 86_400_000;

export const fileExpiry = ({ createdAt }: Pick<UsageFile, 'createdAt'>) =>
  ttlAt(new Date(createdAt + keptFor));

export function filesStore(table: Table): FilesStore {
  const { client, name: TableName } = table;
  return {
    find: (fileId) => getItem(table, usageFile, keys.usageFile(fileId)),

    /** The place in the list comes first: a file is never without one. */
    async create(file) {
      const { fileId, createdAt, state } = file;
      const listed = keys.listedFile(new Date(createdAt).toISOString(), fileId);
      const expiresAt =
        state === 'awaiting-upload' ? ttlAt(new Date(createdAt + awaitedFor)) : fileExpiry(file);
      await client.send(
        new PutCommand({ TableName, Item: { ...listed, fileId, expiresAt: fileExpiry(file) } }),
      );
      await held(
        client.send(
          new PutCommand({
            TableName,
            Item: { ...keys.usageFile(fileId), ...file, expiresAt },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },
  };
}
