import { operation } from '../../../shared/http/operation.ts';
import { paged } from '../../../shared/http/paged.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import { usageFilesContract } from './contract.ts';
import type { FileListStore } from './list.store.ts';
import { fileView } from './view.ts';

type Deps = { list: FileListStore; sealingKeys: Secret<SealingKeys> };

export const listUsageFiles = ({ list, sealingKeys }: Deps) =>
  operation(usageFilesContract.listUsageFiles, ({ query: { limit, cursor } }) =>
    paged(sealingKeys, 'usage files', cursor, async (from) => {
      const { items, ...next } = await list.page({ limit, from });
      return {
        items: items.map((file) => {
          const { state, accepted, waiting, rejected } = file;
          return { ...fileView(file), state, accepted, waiting, rejected };
        }),
        ...next,
      };
    }),
  );
