/** Usage files and their segments, read for their reports. */
import * as z from 'zod/mini';
import { getItems, pagesUnder } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { queryPage, type Page, type Range } from '../../../shared/table/page.ts';
import { unpack } from '../usage-intake/packed-list.ts';
import { usageFile, type FileSegment, type UsageFile } from './file.ts';

export type FileListStore = {
  /** The newest first. */
  page: (range: Range) => Promise<Page<UsageFile>>;
  /** A file with the segments that its counts tell of, in their order. */
  withSegments: (
    fileId: string,
  ) => Promise<{ file: UsageFile; segments: FileSegment[] } | undefined>;
};

const place = z.object({ fileId: z.string() });
const segment = z.object({
  sk: z.string(),
  batchId: z.string(),
  lines: z.instanceof(Uint8Array),
});
const segmentPrefix = 'SEGMENT#';

export function fileListStore(table: Table): FileListStore {
  return {
    async page(range) {
      const { items, ...next } = await queryPage(
        table,
        { pk: keys.listedFile('', '').pk, first: ' ', last: '~', newestFirst: true },
        range,
      );
      const ids = items.map((item) => z.parse(place, item).fileId);
      const files = (await getItems(table, ids.map(keys.usageFile))).map((item) =>
        z.parse(usageFile, item),
      );
      const found = new Map(files.map((file) => [file.fileId, file]));
      // One that was never uploaded is gone before its place in the list.
      return { items: ids.flatMap((fileId) => found.get(fileId) ?? []), ...next };
    },

    async withSegments(fileId) {
      const { pk, sk } = keys.usageFile(fileId);
      let file: UsageFile | undefined;
      const segments: FileSegment[] = [];
      for await (const items of pagesUnder(table, pk)) {
        for (const item of items) {
          if (item['sk'] === sk) file = z.parse(usageFile, item);
          else segments.push(segmentIn(item));
        }
      }
      if (file === undefined) return undefined;
      const { segments: taken } = file;
      return { file, segments: segments.filter(({ position }) => position < taken) };
    },
  };
}

function segmentIn(item: unknown): FileSegment {
  const { sk, batchId, lines } = z.parse(segment, item);
  let line = 0;
  return {
    position: Number(sk.slice(segmentPrefix.length)),
    batchId,
    lines: z.parse(z.array(z.int()), unpack(lines)).map((step) => (line += step)),
  };
}
