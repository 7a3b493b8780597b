/** What the last committed fold of a shard-day wrote, so that the next one writes changes only. */
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { BatchOutcome, Folded, ServiceTotal } from '../fold.ts';

/** Service or batch → fingerprint of what was written of it. */
export type Checkpoint = { totals: Map<string, string>; outcomes: Map<string, string> };

export const nothingWritten: Checkpoint = { totals: new Map(), outcomes: new Map() };

export const checkpointOf = ({ totals, outcomes }: Folded): Checkpoint => ({
  totals: new Map(totals.map((total) => [total.serviceId, totalMark(total)])),
  outcomes: new Map([...outcomes].map(([batchId, one]) => [batchId, outcomeMark(one)])),
});

/** What has to be written of a fold, after what the checkpoint says was written. */
export const changesSince = (last: Checkpoint, { totals, outcomes }: Folded): Folded => ({
  totals: totals.filter((total) => last.totals.get(total.serviceId) !== totalMark(total)),
  outcomes: new Map(
    [...outcomes].filter(([batchId, one]) => last.outcomes.get(batchId) !== outcomeMark(one)),
  ),
});

const totalMark = ({ periodStart, down, up, lastEnd }: ServiceTotal) =>
  `${periodStart} ${down} ${up} ${lastEnd}`;

const outcomeMark = (outcome: BatchOutcome) =>
  createHash('sha256').update(JSON.stringify(outcome)).digest('base64url').slice(0, 12);

const packed = z.tuple([
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.string()),
]);

/** Columns compress better than rows: ids and totals each resemble their neighbors. */
export const packCheckpoint = ({ totals, outcomes }: Checkpoint): Uint8Array =>
  zstdCompressSync(
    JSON.stringify([
      [...totals.keys()],
      [...totals.values()],
      [...outcomes.keys()],
      [...outcomes.values()],
    ]),
  );

export function unpackCheckpoint(body: Uint8Array): Checkpoint {
  const [services, totals, batches, outcomes] = z.parse(
    packed,
    JSON.parse(zstdDecompressSync(body).toString()),
  );
  const paired = (names: string[], values: string[]) =>
    new Map(names.map((name, i) => [name, values[i] ?? '']));
  return { totals: paired(services, totals), outcomes: paired(batches, outcomes) };
}
