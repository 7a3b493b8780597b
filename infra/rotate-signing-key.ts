/** `node infra/rotate-signing-key.ts <stage> prepare|activate|retire` (README, "Deploy"). */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { keySet } from '../shared/jwks/schema.ts';
import { openFolder, parametersFolder } from './parameter-files.ts';
import { nextKeyFile, rotate, rotationSteps, type RotationStep } from './rotation.ts';
import { privateKey } from './signing-keys.ts';

const publishedFile = 'published-keys.json';
const activatedFile = 'activated.json';
const activated = z.object({ kid: z.string() });

function run() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { keep: { type: 'string' } },
  });
  const [stage = '', name] = positionals;
  const step = rotationSteps.find((one) => one === name);
  if (!/^[a-z][a-z0-9-]*$/.test(stage) || step === undefined) {
    const steps = rotationSteps.join('|');
    throw new Error(`Usage: node infra/rotate-signing-key.ts <stage> ${steps} [--keep <key id>]`);
  }

  const folder = openFolder(stage);
  const published = folder.read(publishedFile);
  if (published === undefined) throw new Error(howToGetThem(stage, step));
  const { signingKey, verificationKeys, signsNow, say } = rotate(step, {
    stage,
    published: keySet.parse(published),
    next: z.optional(privateKey).parse(folder.read(nextKeyFile)),
    signsNow: values.keep ?? z.optional(activated).parse(folder.read(activatedFile))?.kid,
    now: new Date(),
  });

  if (signingKey !== undefined) folder.write(nextKeyFile, JSON.stringify(signingKey), 'new');
  if (verificationKeys !== undefined) {
    folder.write('verification-keys.json', JSON.stringify(verificationKeys), 'replace');
  }
  if (signsNow !== undefined) {
    folder.write(activatedFile, JSON.stringify({ kid: signsNow }), 'replace');
  }
  // The next step decides by what is published then.
  folder.remove(publishedFile);
  process.stdout.write(`${say.join('\n')}\n`);
}

/** What is stored is added to and taken from; what is deployed says that a key may sign. */
function howToGetThem(stage: string, step: RotationStep) {
  const file = join(parametersFolder(stage), publishedFile);
  const command =
    step === 'activate'
      ? `curl -sf <URL of the API>/.well-known/jwks.json > ${file}`
      : `aws ssm get-parameter --name /guichet/${stage}/verification-keys --query Parameter.Value --output text > ${file}`;
  return `${file} has to hold the keys as they are published now. Get them with\n\n${command}\n\nand run this again.`;
}

try {
  run();
} catch (fault) {
  process.stderr.write(`${(fault as Error).message}\n`);
  process.exitCode = 1;
}
