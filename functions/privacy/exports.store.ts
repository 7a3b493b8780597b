/** Exports' access patterns: asking for one, and reading what the job has made of it. */
import * as z from 'zod/mini';
import { activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { getItem, itemsUnder } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { exportedUnder, keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import {
  digestOf,
  requestKeptFor,
  storedExport,
  type ReadyExport,
  type RequestedExport,
  type StoredExport,
} from './export.ts';

export type ExportsStore = {
  /** False when the person was erased meanwhile. */
  ask: (caller: Customer, request: RequestedExport, now: Date) => Promise<boolean>;
  find: (profileId: string, exportId: string) => Promise<StoredExport | undefined>;
  /** Compressed; whole and unaltered, or a fault. */
  archive: (ready: ReadyExport) => Promise<Buffer>;
};

const part = z.object({ body: z.instanceof(Uint8Array) });

export function exportsStore(table: Table): ExportsStore {
  return {
    async ask(caller, request, now) {
      const { profileId, exportId } = request;
      const failed = await transact(table, [
        {
          ConditionCheck: {
            Key: keys.profile(profileId),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        {
          Put: {
            Item: {
              ...keys.export(profileId, exportId),
              ...request,
              expiresAt: ttlAt(new Date(now.getTime() + requestKeptFor)),
            },
          },
        },
        activityPart(caller, { action: 'export-asked' }, now),
      ]);
      return failed.length === 0;
    },

    find: (profileId, exportId) => getItem(table, storedExport, keys.export(profileId, exportId)),

    async archive({ profileId, exportId, build, sha256 }) {
      const { pk } = keys.profile(profileId);
      const items = await itemsUnder(table, pk, exportedUnder(exportId, build));
      const bytes = Buffer.concat(items.map((item) => z.parse(part, item).body));
      if (digestOf(bytes) !== sha256) throw new Error('The parts of an archive do not add up');
      return bytes;
    },
  };
}
