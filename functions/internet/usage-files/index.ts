import * as z from 'zod/mini';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { sealingKeys } from '../../../shared/sealing.ts';
import { openSecrets } from '../../../shared/secret.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { reportStore } from '../usage-intake/report.store.ts';
import { usageFilesConfig } from './config.ts';
import { usageFilesContract } from './contract.ts';
import { filesStore } from './files.store.ts';
import { fileListStore } from './list.store.ts';
import { usageFilesOperations } from './operations.ts';
import { uploadsTo } from './upload.store.ts';

const config = readConfig(usageFilesConfig);
const table = openTable(config.TABLE_NAME);
const bucket = {
  bucket: config.USAGE_BUCKET,
  // The SDK's own variable, which its clients would read.
  endpoint: process.env['AWS_ENDPOINT_URL_S3'],
};

export const handler = feature(
  usageFilesContract,
  usageFilesOperations({
    files: filesStore(table),
    list: fileListStore(table),
    reports: reportStore(table),
    signUpload: uploadsTo(bucket, table),
    clock: systemClock,
    sealingKeys: openSecrets()(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
  }),
  featureSettings(),
);
