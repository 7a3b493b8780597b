/** Lets schedules be run now from another terminal; pages of browsers are kept away. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StackFailure } from './failure.ts';
import { answer, listen, type Listener } from './loopback.ts';
import type { Stack } from './stack.ts';

export const startControl = ({ runSchedule }: Pick<Stack, 'runSchedule'>): Promise<Listener> =>
  listen((request, response) => {
    serve(request, response, runSchedule).catch(() => response.destroy());
  });

async function serve(
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  runSchedule: Stack['runSchedule'],
) {
  const [, part] = /^\/schedules(?:\/([\w-]+))?$/.exec(url) ?? [undefined, null];
  if (method !== 'POST' || part === null || headers.origin !== undefined) {
    send(response, 404, { message: 'POST /schedules or /schedules/NAME' });
    return;
  }
  try {
    send(response, 200, { run: await runSchedule(part) });
  } catch (error) {
    if (!(error instanceof StackFailure)) throw error;
    send(response, 404, { message: error.message });
  }
}

const send = (response: ServerResponse, status: number, body: object) => {
  answer(response, status, { 'content-type': 'application/json' }, `${JSON.stringify(body)}\n`);
};
