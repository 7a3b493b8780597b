/** `npm start` */
import './require-node.cjs';
import { createInterface } from 'node:readline';
import { description, removeStackFile, writeStackFile } from './announce.ts';
import { startControl } from './control.ts';
import { StackFailure } from './failure.ts';
import { help, readFlags, type Flags } from './flags.ts';
import { startStack } from './stack.ts';

async function run({ seed, dataDir, port }: Flags) {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  // Ctrl-C while it starts: nothing is under way that would have to be finished.
  const giveUp = () => process.exit(130);
  for (const signal of signals) process.on(signal, giveUp);

  say('Bundling the functions, synthesizing the stacks, starting them …');
  let announced = false;
  const stack = await startStack({
    seed,
    port,
    ...(dataDir === undefined ? {} : { dataDir }),
    log: say,
    onFunctionLog: (_, text) => {
      if (announced) process.stdout.write(text);
    },
  });
  const control = await startControl(stack);
  writeStackFile(stack, control.url);
  say(description(stack, control.url));
  announced = true;

  const runSchedules = async () => {
    say(`Ran ${(await stack.runSchedule()).join(', ')}`);
  };
  const keyboard = process.stdin.isTTY ? createInterface({ input: process.stdin }) : undefined;
  keyboard?.on('line', () => void runSchedules());

  const stop = async () => {
    say('Stopping …');
    removeStackFile();
    keyboard?.close();
    await control.close();
    await stack.close();
    process.exit(0);
  };
  for (const signal of signals) {
    process.off(signal, giveUp);
    // A second one does not wait for what is under way.
    process.once(signal, () => {
      process.on(signal, giveUp);
      void stop();
    });
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

try {
  const flags = readFlags(process.argv.slice(2), process.env);
  if (flags === undefined) process.stdout.write(`${help}\n`);
  else await run(flags);
} catch (error) {
  if (!(error instanceof StackFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
