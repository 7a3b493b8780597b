/** A file of a million records through the job's own code, in a process whose memory is watched. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/build.ts';
import { memoryOptions } from '../../functions/internet/usage-files/take-file/config.ts';
import type { Row } from './measure.ts';

const folder = join(import.meta.dirname, '..', '..', '.guichet', 'bench');
const source = join(import.meta.dirname, 'take-file-process.ts');
/** Bundled as the functions are: what strips types would be in its memory, too. */
const job = join(folder, 'take-file', 'index.cjs');
/** MB, of a process from its start to its end: Node.js alone takes some 50. */
export const mostMemory = 256;
const services = 10_000;

export async function fileRows(records = 1_000_000): Promise<Row[]> {
  mkdirSync(folder, { recursive: true });
  const plain = join(folder, 'usage.ndjson');
  const small = join(folder, 'usage-small.ndjson');
  const packed = join(folder, 'usage-packed.ndjson.gz');
  await build({ ...bundleOptions, entryPoints: [source], outfile: job });
  try {
    await writeUsage(plain, records);
    await writeUsage(small, records / 10);
    await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(packed));
    return [
      take('a tenth of it', small, records / 10),
      take('as it is', plain, records),
      take('compressed', packed, records),
    ];
  } finally {
    for (const file of [plain, small, packed]) rmSync(file, { force: true });
  }
}

type Taken = {
  state: string;
  records: number;
  accepted: number;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
};

function take(what: string, path: string, records: number): Row {
  const run = spawnSync(process.execPath, [memoryOptions, job, path], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The file was not taken: ${run.stderr}`);
  const taken = JSON.parse(run.stdout) as Taken;
  if (taken.state !== 'received' || taken.accepted !== records) {
    throw new Error(`Only ${taken.accepted} of ${records} records were accepted`);
  }
  return {
    what,
    records,
    'records/s': Math.round(records / taken.seconds),
    'CPU µs/record': Number(((taken.cpuSeconds * 1e6) / records).toFixed(2)),
    'peak MB': Math.round(taken.peakMegabytes),
    within: taken.peakMegabytes < mostMemory ? 'yes' : 'NO',
  };
}

/** Quarter-hours of yesterday, as a mediation system sends them: by time, then service. */
async function writeUsage(path: string, records: number) {
  const out = createWriteStream(path);
  const start = Math.floor(Date.now() / 86_400_000 - 1) * 86_400_000;
  for (let i = 0; i < records;) {
    let lines = '';
    for (const end = Math.min(records, i + 5000); i < end; i++) {
      const at = start + (Math.floor(i / services) % 96) * 900_000;
      const service = i % services;
      lines += `{"record_id":"svc-${service}-${i}-${(i * 7919).toString(16)}","service_id":"svc-${service}","start":"${new Date(at).toISOString()}","end":"${new Date(at + 900_000).toISOString()}","bytes_down":${(i * 104_729) % 400_000_000},"bytes_up":${(i * 7_919) % 40_000_000}}\n`;
    }
    if (!out.write(lines)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
