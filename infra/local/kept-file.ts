/** Small JSON files of the data folder. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';

/** `undefined` when there is no such file yet, or no folder to keep files in. */
export function readKept<S extends z.ZodType>(
  file: string | undefined,
  schema: S,
): z.output<S> | undefined {
  if (file === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, whenever we are killed; for the owner's eyes, since secrets are among them. */
export function keep(file: string | undefined, value: unknown) {
  if (file === undefined) return;
  writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
