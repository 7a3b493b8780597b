/** A real DynamoDB engine of its own for a test file, in memory, with the table of the schema. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { openTable, type Table } from '../../shared/table/client.ts';
import { keyNames } from '../../shared/table/schema.ts';

export type Engine = { table: Table; endpoint: string; stop: () => Promise<void> };

process.env['AWS_REGION'] ??= 'ca-central-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';

export const engineTable = 'guichet-test';

export async function startEngine(): Promise<Engine> {
  const port = await freePort();
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  const engine = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint);

  const table = openTable(engineTable, endpoint);
  const { partition, sort } = keyNames;
  await table.client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: partition, AttributeType: 'S' },
        { AttributeName: sort, AttributeType: 'S' },
      ],
    }),
  );
  return {
    table,
    endpoint,
    stop: async () => {
      table.client.destroy();
      engine.kill('SIGKILL');
      await new Promise((done) => engine.once('exit', done));
    },
  };
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });

async function answering(endpoint: string) {
  for (let tries = 0; tries < 400; tries++) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(10);
  }
  throw new Error('The DynamoDB engine did not answer within 4 seconds');
}
