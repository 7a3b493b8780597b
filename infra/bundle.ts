/** Where the bundle of a function lies; the build and the stacks must agree on it. */
import { dirname, join } from 'node:path';

export const distFolder = join(dirname(import.meta.dirname), 'dist');

/** `functions/internet/usage-intake` → `internet-usage-intake`. */
export const bundleName = (folder: string) => folder.split('/').slice(1).join('-');

export const bundleFolder = (folder: string) => join(distFolder, bundleName(folder));
