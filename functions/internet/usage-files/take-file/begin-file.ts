/** Which file an object is: one that was asked for, one that is being taken already, or a new one. */
import {
  beginning,
  contentOf,
  fileIdIn,
  fileIdOf,
  type UsageFile,
  type UsageObject,
} from '../file.ts';
import type { FilesStore } from '../files.store.ts';
import type { ProgressStore } from './progress.store.ts';

type Store = FilesStore & ProgressStore;

/** Repeating it, at any time, gives the same file. */
export async function beginFile(store: Store, object: UsageObject): Promise<UsageFile> {
  const content = contentOf(object);
  const asked = await askedFor(store, object, content);
  if (asked !== undefined) return asked;
  const fileId = fileIdOf(content);
  if ((await store.find(fileId)) === undefined) {
    await store.create({ fileId, key: object.key, createdAt: object.uploadedAt, ...nothingYet });
  }
  const begun = await begin(store, fileId, object, content);
  if (begun === undefined) throw new Error('A file is not what its id says');
  return begun;
}

const nothingYet = {
  ...{ state: 'receiving' as const, place: beginning, segments: 0 },
  ...{ accepted: 0, waiting: 0, rejected: 0 },
};

/** Another content uploaded to the same key is another file. */
async function askedFor(store: Store, object: UsageObject, content: string) {
  const fileId = fileIdIn(object.key);
  return fileId === undefined ? undefined : begin(store, fileId, object, content);
}

async function begin(store: Store, fileId: string, object: UsageObject, content: string) {
  const file = await store.find(fileId);
  if (file?.key !== object.key || (file.content ?? content) !== content) return undefined;
  if (file.state === 'received') return file;
  const { size, uploadedAt: receivedAt } = object;
  const received = await store.receive(file, { content, size, receivedAt });
  if (received !== undefined) return received;
  const meanwhile = await store.find(fileId);
  return meanwhile?.content === content ? meanwhile : undefined;
}
