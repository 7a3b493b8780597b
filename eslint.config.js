import { readdirSync } from 'node:fs';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import imports from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

const features = readdirSync('functions', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Who may import whom. A test lints a file for each of these, to prove that they bite. */
const zones = [
  ...features.map((name) => ({
    target: `./functions/${name}`,
    from: './functions',
    except: [`./${name}`],
    message: 'A feature imports itself and shared; what two features need belongs there.',
  })),
  {
    target: './functions',
    from: ['./infra', './test'],
    message: 'What runs knows nothing of how it is deployed and tested.',
  },
  {
    target: './shared',
    from: ['./functions', './infra', './test'],
    message: 'Shared code serves the features and knows none of them.',
  },
  {
    target: './infra',
    from: './functions/**/!(contract|config).ts',
    message: 'What is deployed follows contracts and config schemas, never the code behind them.',
  },
  {
    target: ['./infra/*.ts', './infra/openapi/*.ts'],
    from: './shared/**/!(contract|problem|schema|config).ts',
    message: 'Infrastructure agrees with the code on names and contracts only.',
  },
  {
    target: './infra/local',
    // The demo and the tour call the API as its users do, and count days as it does.
    from: './shared/**/!(contract|problem|schema|config|client|calendar).ts',
    message: 'The local stack runs what was deployed, and agrees with it on names and contracts.',
  },
  {
    target: './infra/local',
    from: './shared/table/client.ts',
    message: 'The local stack runs what was deployed, and does not open its table.',
  },
  {
    target: ['./functions', './shared', './infra'],
    from: './test',
    message: 'Only tests import tests.',
  },
];

/** Adapters and entries, where AWS packages may be imported. */
const adapters = [
  'functions/**/index.ts',
  '**/store.ts',
  '**/*.store.ts',
  'shared/table/*.ts',
  'shared/queue.ts',
  // Counts in the table, with one command of its own.
  'shared/attempts.ts',
];

const aws = {
  group: ['@aws-sdk/*', '@smithy/*'],
  message: 'AWS packages belong into index.ts, store.ts, *.store.ts, shared/table or shared/queue.',
};

/** The rules of the domain: pure functions over plain data. Rules with another name are listed. */
const rules = [
  'functions/**/rules.ts',
  'functions/**/*-rules.ts',
  'functions/internet/aggregate-usage/{arrival,fold}.ts',
];
const pure = {
  // A neighbor in the feature (no store, no entry), or one of three shared files.
  regex: String.raw`^(?!\.\.?/(?!.*(shared/|\b(store|index)\.ts))|(\.\./)+shared/(result|money|calendar)\.ts$)`,
  message: 'Rules import their neighbors and shared/{result,money,calendar}, nothing else.',
};

const noStatusNumbers = [
  'Property[key.name=/^status(Code)?$/] > Literal[raw=/^[1-5][0-9]{2}$/]',
  'BinaryExpression:has(MemberExpression[property.name=/^status(Code)?$/]) > Literal[raw=/^[1-5][0-9]{2}$/]',
].map((selector) => ({ selector, message: 'Status numbers live in shared/http/problem.ts.' }));

const noHiddenClock = [
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'MemberExpression[object.name="Date"][property.name="now"]',
].map((selector) => ({
  selector,
  message: 'The time comes from shared/clock.ts, as a parameter.',
}));

export default defineConfig(
  globalIgnores(['dist', 'cdk.out', 'coverage', '.guichet']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    plugins: { 'import-x': imports },
    languageOptions: { parserOptions: { projectService: true } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A name that begins with _ says that leaving it out is meant.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Passwords and names are counted in code points, which is what spreading a string gives.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-constant-binary-expression': 'error',
      'no-control-regex': 'error',
      'no-misleading-character-class': 'error',
      'no-unsafe-optional-chaining': 'error',
    },
  },
  {
    files: ['functions/**/*.ts', 'shared/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [aws] }],
      'no-restricted-syntax': ['error', ...noStatusNumbers, ...noHiddenClock],
    },
  },
  {
    files: adapters,
    rules: {
      'no-restricted-imports': 'off',
      // They may let what they hold grow old by the machine's clock.
      'no-restricted-syntax': ['error', ...noStatusNumbers],
    },
  },
  { files: rules, rules: { 'no-restricted-imports': ['error', { patterns: [pure] }] } },
  {
    files: ['shared/http/problem.ts', 'shared/clock.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  // What people or CloudWatch read.
  {
    files: ['shared/log.ts', 'infra/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/properties.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'fast-check', message: 'test/support/properties.ts has it, with its seed.' },
      ],
    },
  },
  // An answer is read as the JSON it is: a member that is not there fails the test.
  {
    files: ['test/**/*.ts'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
  { files: ['*.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
);
