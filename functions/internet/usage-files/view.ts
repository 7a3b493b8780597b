/** A usage file as its operator sees it. */
import { failures } from './failure.ts';
import { nameOf, type UsageFile } from './file.ts';

export function fileView(file: UsageFile) {
  const { fileId, key, createdAt, size, failure, place } = file;
  return {
    ...{ fileId, name: nameOf(key), key, createdAt: new Date(createdAt).toISOString() },
    ...at('uploadUntil', file.uploadUntil),
    ...(size === undefined ? {} : { size }),
    ...at('receivedAt', file.receivedAt),
    ...at('finishedAt', file.finishedAt),
    records: place.records,
    ...(failure === undefined ? {} : { failure: { reason: failure, detail: failures[failure] } }),
  };
}

const at = <Name extends string>(name: Name, instant: number | undefined) =>
  (instant === undefined ? {} : { [name]: new Date(instant).toISOString() }) as Partial<
    Record<Name, string>
  >;
