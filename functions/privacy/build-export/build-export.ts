import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../../shared/clock.ts';
import { log } from '../../../shared/log.ts';
import { archiveKeptFor, digestOf, maxArchiveBytes, type ReadyExport } from '../export.ts';
import { archiveOf } from './archive.ts';
import type { Collect } from './collect.store.ts';
import type { BuildStore } from './store.ts';

const pack = promisify(gzip);

/** An item holds 400 kB. */
const partBytes = 350_000;

type Deps = { store: BuildStore; collect: Collect; clock: Clock };
export type BuildExport = (at: { profileId: string; exportId: string }) => Promise<void>;

/**
 * Makes the archive of an export that was asked for. Every try has parts of its own, and the first
 * to say that its are the archive wins; what the others left is swept up, also that of a try that
 * was killed, and all of it when the person was erased meanwhile.
 */
export const buildExport =
  ({ store, collect, clock }: Deps): BuildExport =>
  async ({ profileId, exportId }) => {
    const asked = await store.find(profileId, exportId);
    const found = asked?.status === 'requested' ? await collect(profileId) : undefined;
    if (asked !== undefined && found !== undefined) {
      const now = clock.now();
      const document = archiveOf(found, { exportId, now });
      const json = Buffer.from(JSON.stringify(document, null, 1));
      const packed = await pack(json);
      if (packed.length > maxArchiveBytes) throw new ArchiveTooLarge();

      const ready: ReadyExport = {
        ...asked,
        status: 'ready',
        readyAt: now.getTime(),
        endsAt: now.getTime() + archiveKeptFor,
        build: randomUUID(),
        bytes: json.length,
        sha256: digestOf(packed),
      };
      for (const [part, body] of partsOf(packed).entries())
        await store.writePart(ready, part, body);
      await store.commit(ready, now);
      log.info('export-built', { exportId, bytes: json.length, packed: packed.length });
    }
    await store.sweep(profileId, exportId);
  };

/** Trying again makes it no smaller: it ends in the dead-letter queue, and somebody hands it over. */
class ArchiveTooLarge extends Error {
  override name = 'ArchiveTooLarge';
}

const partsOf = (bytes: Buffer) =>
  Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, part) =>
    bytes.subarray(part * partBytes, (part + 1) * partBytes),
  );
