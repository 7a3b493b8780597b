/**
 * Unpacks gzip bit by bit. The engine is fed blocks that are cut by position: what comes out before
 * the end of a file that was cut off is then the same whenever it is read, and so are its records.
 */
import { createGunzip } from 'node:zlib';
import { FileRefused } from './segments.ts';

/** Unpacks to 16 MB at the very most, which is what is in memory at a time. */
const blockBytes = 16_384;

export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const engine = createGunzip();
  let unpacked: Uint8Array[] = [];
  const engineIs: { ended: boolean; fault?: unknown } = { ended: false };
  let wake: () => void = () => undefined;
  engine.on('data', (piece: Uint8Array) => unpacked.push(piece));
  engine.on('error', (error) => {
    engineIs.fault = error;
    wake();
  });
  // Also when what follows is no gzip: the engine then never says that it has read it.
  engine.on('end', () => {
    engineIs.ended = true;
    wake();
  });
  const feed = (block?: Uint8Array) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (block === undefined) engine.end();
      else {
        engine.write(block, () => {
          resolve();
        });
      }
    });
  const drain = function* () {
    const pieces = unpacked;
    unpacked = [];
    yield* pieces;
    if (engineIs.fault !== undefined) throw new FileRefused(reasonOf(engineIs.fault));
  };

  try {
    for await (const block of blocks(packed)) {
      await feed(block);
      yield* drain();
      if (engineIs.ended) return;
    }
    await feed();
    yield* drain();
  } finally {
    engine.destroy();
  }
}

const reasonOf = (fault: unknown) =>
  (fault as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'truncated-gzip' : 'malformed-gzip';

async function* blocks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = Buffer.alloc(blockBytes);
  let filled = 0;
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length;) {
      const some = piece.subarray(from, from + blockBytes - filled);
      block.set(some, filled);
      filled += some.length;
      from += some.length;
      if (filled < blockBytes) continue;
      yield block;
      // The engine may still hold the one it was given.
      block = Buffer.alloc(blockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
