import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../../../infra/local/stack.ts';
import { writeAssembly } from './fixture/assembly.ts';

const assemblyDir = writeAssembly();
const dataDir = mkdtempSync(join(tmpdir(), 'guichet-data-'));
afterAll(() => {
  for (const folder of [assemblyDir, dataDir]) rmSync(folder, { recursive: true });
});

const post = (url: string, method: string, body?: object) =>
  fetch(url, body === undefined ? { method } : { method, body: JSON.stringify(body) });
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const toolsFor = ({ region, sqsEndpoint, dynamoEndpoint }: Stack) => {
  const own = { region, credentials: { accessKeyId: 'tool', secretAccessKey: 'tool' } };
  return {
    sqs: new SQSClient({ ...own, endpoint: sqsEndpoint }),
    table: new DynamoDBClient({ ...own, endpoint: dynamoEndpoint }),
  };
};

it('keeps table, queues, mails, objects and keys through kill -9, and no process outlives it', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('fixture/run.ts', import.meta.url)), assemblyDir, dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const before = JSON.parse(line) as Stack;
  await post(`${before.apiUrl}/transactions`, 'POST');
  await post(`${before.apiUrl}/mails`, 'POST', { from: 'a@guichet.example', to: ['b@c.example'] });
  const put = await fetch(`${before.s3Endpoint}/app-bucket/in/kept`, {
    method: 'PUT',
    body: 'one',
  });
  const version = put.headers.get('x-amz-version-id') ?? '';
  await fetch(`${before.s3Endpoint}/app-bucket/in/kept`, { method: 'PUT', body: 'two' });
  const { pid } = (await (await fetch(`${before.apiUrl}/echo/x`)).json()) as { pid: number };

  await expect(startStack({ seed: 'none', assemblyDir, dataDir })).rejects.toThrow(
    `is in use by process ${child.pid}`,
  );

  const dead = (stack: Stack) => ({ QueueUrl: stack.queueUrls['app-Dead'], WaitTimeSeconds: 10 });
  const { sqs } = toolsFor(before);
  await sqs.send(new SendMessageCommand({ ...dead(before), MessageBody: 'in hand' }));
  await sqs.send(new ReceiveMessageCommand(dead(before)));

  child.kill('SIGKILL');
  await once(child, 'exit');
  await vi.waitFor(() => {
    expect(isRunning(pid)).toBe(false);
  }, 15_000);

  const after = await startStack({ seed: 'none', assemblyDir, dataDir, schedules: false });
  expect(after.operatorClient).toEqual(before.operatorClient);
  expect(await after.mails()).toMatchObject([{ destination: { to: ['b@c.example'] } }]);
  const tools = toolsFor(after);
  const { Messages } = await tools.sqs.send(new ReceiveMessageCommand(dead(after)));
  expect(Messages).toMatchObject([{ Body: 'in hand' }]);
  const { Items } = await tools.table.send(new ScanCommand({ TableName: after.tableName }));
  expect(Items).toEqual([{ pk: { S: 't' }, sk: { S: 'x' } }]);
  const kept = `${after.s3Endpoint}/app-bucket/in/kept`;
  expect(await (await fetch(kept)).text()).toBe('two');
  expect(await (await fetch(`${kept}?versionId=${version}`)).text()).toBe('one');
  await after.close();
});
