/** HTTP servers on this machine's own interface, where no other machine can reach them. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { StackFailure } from './failure.ts';

export type Listener = {
  url: string;
  port: number;
  /** Takes no more connections; those that are open go on. */
  refuse(): void;
  /** Cuts what is still open. */
  close(): Promise<void>;
};

export async function listen(
  onRequest: http.RequestListener,
  options: http.ServerOptions & { port?: number } = {},
): Promise<Listener> {
  const { port: wanted = 0, ...settings } = options;
  const server = http.createServer(settings, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portTaken(wanted) : error);
    });
    server.listen(wanted, '127.0.0.1', resolve);
  });
  return {
    ...placeOf(server),
    refuse: () => server.close(),
    close: () => closeServer(server),
  };
}

const portTaken = (port: number) =>
  new StackFailure(
    `Port ${port} is in use: stop the program that holds it, or set PORT to another one (0 takes any that is free).`,
  );

export function placeOf(server: http.Server) {
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

export const closeServer = (server: http.Server) =>
  new Promise<void>((resolve) => {
    // Already closed is closed, too.
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

/** The whole body, or `undefined` once it is longer than `limit` bytes; the rest is then dropped. */
export async function readBody(request: http.IncomingMessage, limit = Infinity) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

export function answer(
  response: http.ServerResponse,
  status: number,
  headers: http.OutgoingHttpHeaders,
  body: string | Buffer = '',
) {
  response.writeHead(status, headers);
  response.end(body);
}
