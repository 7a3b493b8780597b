/** Ends a running stack so that what was begun is finished, if it takes no longer than seconds. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lambda } from './lambda.ts';
import type { Listener } from './loopback.ts';
import type { Workers } from './workers.ts';

const graceMs = 5_000;
const lookMs = 20;

export async function shutDown(api: Listener, workers: Workers, lambda: Lambda) {
  api.refuse();
  workers.stop();
  for (let waited = 0; lambda.busy() > 0 && waited < graceMs; waited += lookMs) await sleep(lookMs);
  // The last answers leave, and what is still busy fails: its messages come again.
  await sleep(lookMs);
  await lambda.stop();
  await workers.done;
}
