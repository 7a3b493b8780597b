import { expect, it } from 'vitest';
import { readFlags } from '../../../infra/local/flags.ts';

it.each([
  ['nothing', [], {}, { seed: 'demo', dataDir: undefined, port: 3000 }],
  [
    'everything',
    ['--seed', 'none', '--data', 'kept'],
    { PORT: '0' },
    { seed: 'none', dataDir: 'kept', port: 0 },
  ],
  ['a call for help', ['--help'], {}, undefined],
])('reads %s', (_, args, environment, expected) => {
  expect(readFlags(args, environment)).toEqual(expected);
});

it.each([
  [['--seed', 'some'], {}, '--seed takes demo or none, not some.'],
  [['--sed'], {}, "Unknown option '--sed': see npm start -- --help."],
  [['--data'], {}, "Option '--data <value>' argument missing: see npm start -- --help."],
  [[], { PORT: 'abc' }, 'PORT is a number up to 65535 (0 takes any that is free), not abc.'],
  [[], { PORT: '70000' }, 'PORT is a number up to 65535 (0 takes any that is free), not 70000.'],
])('refuses %j %j in one sentence', (args, environment, message) => {
  expect(() => readFlags(args, environment)).toThrow(message);
});
