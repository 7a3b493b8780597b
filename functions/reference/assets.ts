/** The files of the reference page, as the build laid them next to the bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export type Asset = { type: string; content: Buffer };
export type Assets = (name: string) => Asset | undefined;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

/** Only names found in the folder are read, so no name can lead out of it. */
export function assetsIn(folder: string): Assets {
  const names = new Set(readdirSync(folder));
  const read = new Map<string, Asset>();
  return (name) => {
    const type = types[extname(name)];
    if (type === undefined || !names.has(name)) return undefined;
    const asset = read.get(name) ?? { type, content: readFileSync(join(folder, name)) };
    read.set(name, asset);
    return asset;
  };
}
