/**
 * Everything that must hold before a change goes in. `node test/gates.ts` stops at the first gate
 * that fails, `--all` runs every one and counts, a name (`synth`) runs that one alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const report = join(mkdtempSync(join(tmpdir(), 'guichet-')), 'tests.json');

type Gate = { name: string; commands: readonly string[]; needs?: string };

const gates: readonly Gate[] = [
  { name: 'types', commands: ['tsc'] },
  { name: 'lint', commands: ['eslint . --max-warnings 0'] },
  { name: 'format', commands: ['prettier --check --log-level warn .'] },
  { name: 'dead-code', commands: ['knip'] },
  {
    name: 'tests',
    commands: [`vitest run --reporter=default --reporter=json --outputFile.json=${report}`],
  },
  {
    name: 'openapi',
    commands: ['node infra/build.ts', 'redocly lint dist/reference/openapi.json'],
  },
  { name: 'synth', commands: ['cdk synth --quiet --no-notices --no-lookups'] },
  { name: 'tour', commands: ['node infra/local/tour.ts --start'], needs: 'infra/local/tour.ts' },
];

const environment = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  CDK_DISABLE_CLI_TELEMETRY: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

function passes({ name, commands }: Gate) {
  console.log(`\n▶ ${name}`);
  return commands.every(
    (command) =>
      spawnSync(command, { cwd: root, env: environment, stdio: 'inherit', shell: true }).status ===
      0,
  );
}

/** What vitest counted; nothing when it ended before it could report. */
function testCounts() {
  if (!existsSync(report)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  return { passed: numPassedTests, failed: numFailedTests };
}

const asked = process.argv[2];
const all = asked === '--all';
const chosen = gates
  .filter(({ name }) => asked === undefined || all || name === asked)
  .filter(({ needs }) => needs === undefined || existsSync(join(root, needs)));

const failed: string[] = [];
for (const gate of chosen) {
  if (!passes(gate)) failed.push(gate.name);
  if (failed.length > 0 && !all) break;
}
if (failed.length > 0) console.log(`\n✗ ${failed.join(', ')}`);
if (all) {
  // The last line is what the caller reads.
  const tests = testCounts();
  console.log(
    `${tests.passed + chosen.length - failed.length} passed, ${tests.failed + failed.length} failed`,
  );
}
rmSync(dirname(report), { recursive: true });
process.exitCode = failed.length > 0 || chosen.length === 0 ? 1 : 0;
