/** The folder that `--data` names: what is in it, and that one stack at a time uses it. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { StackFailure } from './failure.ts';
import { keep, readKept } from './kept-file.ts';

export type DataFolder = {
  /** `undefined` throughout when nothing is to be kept. */
  path: string | undefined;
  file(name: string): string | undefined;
  release: () => void;
};

const lock = z.object({ pid: z.number() });

export function openDataFolder(folder: string | undefined): DataFolder {
  if (folder === undefined)
    return { path: undefined, file: () => undefined, release: () => undefined };
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lockFile = join(path, 'in-use.json');
  const holder = readKept(lockFile, lock)?.pid;
  if (holder !== undefined && holder !== process.pid && isRunning(holder))
    throw new StackFailure(
      `${folder} is in use by process ${holder}: stop it, or give --data another folder.`,
    );
  keep(lockFile, { pid: process.pid });
  return {
    path,
    file: (name) => join(path, name),
    release: () => {
      rmSync(lockFile, { force: true });
    },
  };
}

function isRunning(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
