/** Lints a line of code as if it stood in a file, so that a rule that stopped biting is noticed. */
import { dirname } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript-eslint';
import { beforeAll, expect, it } from 'vitest';

const root = dirname(dirname(import.meta.dirname));
let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint({
    cwd: root,
    // The files do not exist, so there are no types to ask for.
    overrideConfig: [
      { files: ['**/*.ts'], ...ts.configs.disableTypeChecked },
      { files: ['**/*.ts'], rules: { '@typescript-eslint/no-unused-vars': 'off' } },
    ],
  });
});

async function rulesBrokenBy(filePath: string, code: string) {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

const imports = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;

it.each([
  ['a feature that imports another', 'functions/account/a.ts', '../operator/contract.ts'],
  ['a feature that imports infrastructure', 'functions/account/a.ts', '../../infra/stages.ts'],
  ['a feature that imports tests', 'functions/account/a.ts', '../../test/gates.ts'],
  ['shared code that imports a feature', 'shared/a.ts', '../functions/account/contract.ts'],
  ['shared code that imports infrastructure', 'shared/a.ts', '../infra/stages.ts'],
  ["infrastructure that imports a feature's code", 'infra/a.ts', '../functions/reference/docs.ts'],
  ['infrastructure that imports an entry', 'infra/a.ts', '../functions/reference/index.ts'],
  ['infrastructure that imports keys', 'infra/a.ts', '../shared/table/keys.ts'],
  ['infrastructure that imports the calendar', 'infra/a.ts', '../shared/calendar.ts'],
  ['the document when it imports code', 'infra/openapi/a.ts', '../../shared/http/answer.ts'],
  ['the local stack when it imports code', 'infra/local/a.ts', '../../shared/table/client.ts'],
])('refuses %s', async (_situation, file, path) => {
  expect(await rulesBrokenBy(file, imports(path))).toContain('import-x/no-restricted-paths');
});

it.each([
  ['its own files', 'functions/account/a.ts', './contract.ts'],
  ['its sub-features', 'functions/internet/a.ts', './usage-intake/contract.ts'],
  ['shared code', 'functions/account/a.ts', '../../shared/result.ts'],
])('lets a feature import %s', async (_situation, file, path) => {
  expect(await rulesBrokenBy(file, imports(path))).toEqual([]);
});

it.each([
  ['contracts', '../functions/account/contract.ts'],
  ['config schemas', '../functions/internet/usage-intake/config.ts'],
  ['the names of the table', '../shared/table/schema.ts'],
  ['the contract type', '../shared/http/contract.ts'],
])('lets infrastructure import %s', async (_situation, path) => {
  expect(await rulesBrokenBy('infra/a.ts', imports(path))).toEqual([]);
});

it.each(['../../shared/http/client.ts', '../../shared/calendar.ts'])(
  'lets the local demo import %s',
  async (path) => {
    expect(await rulesBrokenBy('infra/local/a.ts', imports(path))).toEqual([]);
  },
);

const sdk = imports('@aws-sdk/lib-dynamodb');

it.each(['functions/account/get-account.ts', 'shared/outbox.ts', 'shared/http/feature.ts'])(
  'refuses AWS packages in %s',
  async (file) => {
    expect(await rulesBrokenBy(file, sdk)).toContain('no-restricted-imports');
  },
);

it.each([
  'functions/account/store.ts',
  'functions/account/secrets.store.ts',
  'functions/account/index.ts',
  'shared/table/client.ts',
  'shared/queue.ts',
])('lets the adapter %s import AWS packages', async (file) => {
  expect(await rulesBrokenBy(file, sdk)).toEqual([]);
});

it.each([
  './store.ts',
  '../secrets.store.ts',
  './index.ts',
  '../../shared/clock.ts',
  '../../shared/http/problem.ts',
  'zod/mini',
  'node:crypto',
])('refuses %s in the rules of a feature', async (path) => {
  const file = 'functions/internet/usage-rules.ts';
  expect(await rulesBrokenBy(file, imports(path))).toContain('no-restricted-imports');
});

it.each(['./neighbor.ts', '../neighbor.ts', '../../shared/result.ts', '../../shared/calendar.ts'])(
  'lets the rules of a feature import %s',
  async (path) => {
    const file = 'functions/internet/usage-rules.ts';
    expect(await rulesBrokenBy(file, imports(path))).not.toContain('no-restricted-imports');
  },
);

it.each([
  ['a status number in an answer', 'export const answer = { statusCode: 404 };'],
  [
    'a status number in a comparison',
    'export const f = (r: { status: number }) => r.status === 404;',
  ],
  ['the time taken from the machine', 'export const now = () => new Date();'],
  ['the time taken from the machine as a number', 'export const now = () => Date.now();'],
])('refuses %s', async (_situation, code) => {
  expect(await rulesBrokenBy('functions/account/a.ts', code)).toContain('no-restricted-syntax');
});

it('refuses default exports', async () => {
  const broken = await rulesBrokenBy('shared/a.ts', 'export default 1;\n');
  expect(broken).toContain('import-x/no-default-export');
});
