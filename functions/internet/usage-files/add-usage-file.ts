import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../shared/clock.ts';
import { operation } from '../../../shared/http/operation.ts';
import { usageFilesContract } from './contract.ts';
import { beginning, keyFor } from './file.ts';
import type { FilesStore } from './files.store.ts';
import type { SignUpload } from './upload.store.ts';

/** Long enough for a script to begin; who has the URL may upload as often as they like. */
const uploadSeconds = 900;

type Deps = { files: FilesStore; signUpload: SignUpload; clock: Clock };

export const addUsageFile = ({ files, signUpload, clock }: Deps) =>
  operation(usageFilesContract.addUsageFile, async ({ body: { name, size } }) => {
    const now = clock.now();
    const fileId = randomBytes(16).toString('base64url');
    const key = keyFor(fileId, name);
    const uploadUntil = now.getTime() + uploadSeconds * 1000;
    await files.create({
      ...{ fileId, key, state: 'awaiting-upload', createdAt: now.getTime(), uploadUntil },
      ...{ place: beginning, segments: 0, accepted: 0, waiting: 0, rejected: 0 },
    });
    const headers: Record<string, string> =
      size === undefined ? {} : { 'content-length': String(size) };
    const url = await signUpload(key, { headers, now, seconds: uploadSeconds });
    const until = new Date(uploadUntil).toISOString();
    const upload = { method: 'PUT' as const, url, headers, until };
    return { ok: true, value: { fileId, upload } };
  });
