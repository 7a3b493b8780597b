/** What usage files ask of the table: two of them, one with a segment of a thousand records. */
import { usageFilesContract } from '../../functions/internet/usage-files/contract.ts';
import { beginning, contentOf } from '../../functions/internet/usage-files/file.ts';
import { filesStore } from '../../functions/internet/usage-files/files.store.ts';
import { progressStore } from '../../functions/internet/usage-files/take-file/progress.store.ts';
import { takeFile } from '../../functions/internet/usage-files/take-file/take-file.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import type { Subject } from './person-routes.ts';

export async function usageFileRows(
  { table, clock, measure }: Pick<Subject, 'table' | 'clock' | 'measure'>,
  token: string,
) {
  const asked = await measure(usageFilesContract.addUsageFile, {
    ...{ token, body: { name: 'bench.ndjson', size: 1 } },
  });
  const { fileId } = asked.body;
  const bytes = Buffer.from('{"record_id":"bench"}\n'.repeat(1000));
  const object = {
    ...{ bucket: 'bench', key: `usage/${fileId}/bench.ndjson`, eTag: 'bench', size: bytes.length },
    uploadedAt: clock.now().getTime(),
  };
  const store = intakeStore(table);
  await takeFile(
    {
      ...{ store, clock, resolve: knownServices({ store, clock }) },
      files: { ...filesStore(table), ...progressStore(table) },
      open: (_, { from, to }) => Promise.resolve(once(bytes.subarray(from, to))),
    },
    object,
    () => 60_000,
  );
  await filesStore(table).create({
    ...{ fileId: contentOf({ ...object, key: 'other' }), key: 'usage/other.ndjson' },
    ...{ state: 'receiving', createdAt: object.uploadedAt, place: beginning, segments: 0 },
    ...{ accepted: 0, waiting: 0, rejected: 0 },
  });
  await measure(usageFilesContract.listUsageFiles, { token });
  const one = { token, params: { fileId } };
  await measure(usageFilesContract.getUsageFile, one);
  await measure(usageFilesContract.listFileRejections, one);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
