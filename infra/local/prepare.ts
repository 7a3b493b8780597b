/** Bundles the functions and synthesizes the stacks, as a deployment would. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Closing } from './closing.ts';
import { StackFailure } from './failure.ts';

const infra = dirname(import.meta.dirname);

/** Templates in a folder of their own, which goes with the stack. */
export async function prepare(
  stage: string,
  { bundles }: { bundles: 'new' | 'as-they-are' },
  closing: Closing,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-stacks-'));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  closing.add(() => {
    process.off('exit', remove);
    remove();
  });
  if (bundles === 'new') await bundle();
  await synthesize(folder, stage);
  return folder;
}

/** Into `folder`, from the bundles that are in `dist`. The checks of templates are left to CI. */
export async function synthesize(folder: string, stage: string): Promise<void> {
  const context = JSON.stringify({ stage, 'guichet:validate': 'false' });
  try {
    await promisify(execFile)(process.execPath, [join(infra, 'app.ts')], {
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: context },
    });
  } catch (error) {
    throw new StackFailure(`The stacks cannot be synthesized: ${detail(error)}`);
  }
}

async function bundle(): Promise<void> {
  const { buildFunctions } = await import('../build.ts');
  try {
    await buildFunctions();
  } catch (error) {
    throw new StackFailure(`The functions cannot be bundled: ${detail(error)}`);
  }
}

const detail = (error: unknown) =>
  ((error as { stderr?: string }).stderr ?? (error as Error).message).trim();
