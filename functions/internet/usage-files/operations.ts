/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Clock } from '../../../shared/clock.ts';
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import type { ReportStore } from '../usage-intake/report.store.ts';
import { addUsageFile } from './add-usage-file.ts';
import type { usageFilesContract } from './contract.ts';
import type { FilesStore } from './files.store.ts';
import { getUsageFile } from './get-usage-file.ts';
import { listFileRejections } from './list-file-rejections.ts';
import { listUsageFiles } from './list-usage-files.ts';
import type { FileListStore } from './list.store.ts';
import type { SignUpload } from './upload.store.ts';

export type UsageFilesDeps = {
  files: FilesStore;
  list: FileListStore;
  reports: ReportStore;
  signUpload: SignUpload;
  clock: Clock;
  sealingKeys: Secret<SealingKeys>;
};

export const usageFilesOperations = (
  deps: UsageFilesDeps,
): OperationsOf<typeof usageFilesContract> => ({
  addUsageFile: addUsageFile(deps),
  listUsageFiles: listUsageFiles(deps),
  getUsageFile: getUsageFile(deps),
  listFileRejections: listFileRejections(deps),
});
