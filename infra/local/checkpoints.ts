/** How far each stream mapping has come, kept so that a restart neither skips nor repeats much. */
import * as z from 'zod';
import { keep, readKept } from './kept-file.ts';

export type Checkpoints = {
  get(mapping: string, shard: string): string | undefined;
  set(mapping: string, shard: string, sequenceNumber: string): void;
};

const kept = z.record(z.string(), z.string());

/** Without a file they last as long as the process. */
export function openCheckpoints(file: string | undefined): Checkpoints {
  const positions = new Map(Object.entries(readKept(file, kept) ?? {}));
  const key = (mapping: string, shard: string) => `${mapping} ${shard}`;
  return {
    get: (mapping, shard) => positions.get(key(mapping, shard)),
    set(mapping, shard, sequenceNumber) {
      positions.set(key(mapping, shard), sequenceNumber);
      keep(file, Object.fromEntries(positions));
    },
  };
}
