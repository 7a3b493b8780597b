/** What a person, or a script, has to know of the stack that runs. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stack } from './stack.ts';

export function description(stack: Stack, controlUrl: string): string {
  const { clientId, clientSecret } = stack.operatorClient;
  return [
    '',
    `  API        ${stack.apiUrl}`,
    `  Reference  ${stack.docsUrl}`,
    `  Mailbox    ${stack.mailboxUrl}`,
    ...stack.bucketNames.map((name) => `  Bucket     ${stack.s3Endpoint}/${name}  (S3)`),
    `  Control    ${controlUrl}  (POST /schedules runs the scheduled jobs now, as does Enter)`,
    '',
    `  Operator client  ${clientId}`,
    `  Secret           ${clientSecret}`,
    ...signIns(stack),
    '',
    '  Ctrl-C stops it.',
    '',
  ].join('\n');
}

function signIns({ apiUrl, demoSignIns }: Stack): string[] {
  const [first] = demoSignIns;
  if (first === undefined) return [];
  const width = Math.max(...demoSignIns.map(({ email }) => email.length));
  const body = JSON.stringify({ email: first.email, password: first.password });
  return [
    '',
    '  Customers to sign in with',
    ...demoSignIns.map(
      ({ email, password, accountNumber, what }) =>
        `    ${email.padEnd(width)}  ${password}  (${accountNumber}) ${what}`,
    ),
    '',
    `  curl ${apiUrl}/v1/sessions -H 'content-type: application/json' -d '${body}'`,
  ];
}

const file = join(dirname(dirname(import.meta.dirname)), '.guichet', 'stack.json');

/** For scripts. It holds the operator's secret, so only its owner may read it. */
export function writeStackFile(stack: Stack, controlUrl: string) {
  const { apiUrl, docsUrl, mailboxUrl, s3Endpoint, bucketNames } = stack;
  const { operatorClient, demoSignIns } = stack;
  const content = {
    ...{ apiUrl, docsUrl, mailboxUrl, controlUrl, s3Endpoint, bucketNames },
    ...{ operatorClient, demoSignIns },
    pid: process.pid,
  };
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** Another stack may have written its own since. */
export function removeStackFile() {
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number };
    if (pid === process.pid) rmSync(file);
  } catch {
    // Gone already.
  }
}
