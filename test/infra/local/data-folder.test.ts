import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
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

it('keeps table, mails and keys through kill -9, and no process outlives it', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('fixture/run.ts', import.meta.url)), assemblyDir, dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const before = JSON.parse(line) as Stack;
  await post(`${before.apiUrl}/transactions`, 'POST');
  await post(`${before.apiUrl}/mails`, 'POST', { from: 'a@guichet.example', to: ['b@c.example'] });
  const { pid } = (await (await fetch(`${before.apiUrl}/echo/x`)).json()) as { pid: number };

  await expect(startStack({ seed: 'none', assemblyDir, dataDir })).rejects.toThrow(
    `is in use by process ${child.pid}`,
  );

  child.kill('SIGKILL');
  await once(child, 'exit');
  await vi.waitFor(() => {
    expect(isRunning(pid)).toBe(false);
  }, 15_000);

  const after = await startStack({ seed: 'none', assemblyDir, dataDir, schedules: false });
  expect(after.operatorClient).toEqual(before.operatorClient);
  expect(await after.mails()).toMatchObject([{ destination: { to: ['b@c.example'] } }]);
  const tool = new DynamoDBClient({
    endpoint: after.dynamoEndpoint,
    region: after.region,
    credentials: { accessKeyId: 'tool', secretAccessKey: 'tool' },
  });
  const { Items } = await tool.send(new ScanCommand({ TableName: after.tableName }));
  expect(Items).toEqual([{ pk: { S: 't' }, sk: { S: 'x' } }]);
  tool.destroy();
  await after.close();
});
