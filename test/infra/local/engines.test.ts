import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { startQueueEngine } from '../../../infra/local/engines.ts';

const outside = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address;

it.runIf(outside !== undefined)('keeps the queue engine from other machines', async () => {
  const engine = await startQueueEngine('ca-central-1', undefined);
  const { port } = new URL(engine.url);
  expect((await fetch(`${engine.url}/health`)).status).toBe(200);
  await expect(fetch(`http://${outside ?? ''}:${port}/health`)).rejects.toThrow();
  await engine.stop();
});
