/** What `npm start` can be told. */
import { parseArgs } from 'node:util';
import { StackFailure } from './failure.ts';

export type Flags = { seed: 'none' | 'demo'; dataDir: string | undefined; port: number };

export const help = `Runs Guichet on this machine: the routes, functions, table, queues, mails and schedules
that a deployment would create, from the same templates.

  npm start -- [--seed demo|none] [--data DIR]

  --seed demo|none  demo (the default) creates customers to sign in with
  --data DIR        keeps table, queues, files, mails and keys in DIR; without it they end with the process
  PORT=3000         port of the API; 0 takes any that is free
  DYNAMODB_ENDPOINT address of a DynamoDB Local, where the engine of node_modules does not run

While it runs, Enter runs all schedules now, as does POST to the control address that is printed
(…/schedules/NAME runs those with NAME in their name). Ctrl-C stops everything.
The addresses and the operator client are also in .guichet/stack.json.`;

/** `undefined` when help was asked for. */
export function readFlags(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Flags | undefined {
  const { seed, data, help: helpWanted } = parse(args);
  if (helpWanted) return undefined;
  if (seed !== 'none' && seed !== 'demo')
    throw new StackFailure(`--seed takes demo or none, not ${seed}.`);
  return { seed, dataDir: data, port: portIn(environment['PORT']) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: 'demo' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new StackFailure(
      `${(error as Error).message.split('.')[0] ?? ''}: see npm start -- --help.`,
    );
  }
}

function portIn(text = '3000') {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new StackFailure(`PORT is a number up to 65535 (0 takes any that is free), not ${text}.`);
  return port;
}
