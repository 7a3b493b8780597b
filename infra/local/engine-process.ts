/** A program of its own that must not outlive us, not even when we are killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type EngineProcess = { url: string; stop(): Promise<void> };

/**
 * The shell ends the program when its standard input closes, which the kernel does for us
 * whatever we die of.
 */
const leash = `
exec 3<&0
"$@" </dev/null 3<&- &
engine=$!
{ read -r _ <&3; kill "$engine"; } 2>/dev/null &
wait "$engine"
kill $! 2>/dev/null
`;

/** Starts it on a free port and waits until it answers; another program may take the port first. */
export async function startEngineProcess(
  command: (port: number) => readonly string[],
): Promise<EngineProcess> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawn('/bin/sh', ['-c', leash, 'leash', ...command(port)], {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    child.stdin.on('error', () => undefined);
    const ended = once(child, 'exit');
    const url = `http://127.0.0.1:${port}`;
    const up = await Promise.race([answers(url), ended.then(() => false)]);
    if (up)
      return {
        url,
        stop: async () => {
          child.stdin.end();
          await ended;
        },
      };
    child.stdin.end();
    await ended;
    if (attempt === 3) throw new Error(`${command(port).join(' ')}: ${said.join('')}`);
  }
}

async function answers(url: string) {
  for (let tries = 0; tries < 500; tries++) {
    const status = await fetch(url).then(
      ({ status }) => status,
      () => undefined,
    );
    if (status !== undefined) return true;
    await sleep(10);
  }
  return false;
}

/** Asked of the system, since the program does not tell which port it chose itself. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
