/** Bundles every function with one esbuild call: `dist/<folders joined by '-'>/index.cjs`. */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { buildReference } from './build-reference.ts';
import { bundleName, distFolder } from './bundle.ts';

const root = dirname(import.meta.dirname);

/** How every function is bundled; the benchmarks bundle what they compare with the same way. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // As CommonJS a function starts a third faster than as a module: it need not load undici.
  format: 'cjs',
  // The SDK's CommonJS builds cannot be tree-shaken, its modules can.
  mainFields: ['module', 'main'],
  minify: true,
  // For reading a stack afterwards; left out of the deployed bundle, which would only grow.
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'none',
  alias: {
    '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'environment-credentials.ts'),
  },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  // Any other use of import.meta would be empty in CommonJS, and fail in production only.
  logOverride: { 'empty-import-meta': 'error' },
  logLevel: 'warning',
} satisfies BuildOptions;

export async function buildFunctions() {
  const entries = globSync('functions/**/index.ts', { cwd: root });
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      entries.map((entry) => [`${bundleName(dirname(entry))}/index`, entry]),
    ),
    outdir: distFolder,
    outExtension: { '.js': '.cjs' },
    ...bundleOptions,
  });
  await buildReference(join(distFolder, 'reference'));
}

if (import.meta.main) await buildFunctions();
