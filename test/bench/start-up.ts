/** Start-up of each bundle: CPU in a fresh process, against an empty handler and the SDK alone. */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/build.ts';
import { distFolder } from '../../infra/bundle.ts';
import { publicKeys } from '../support/identity.ts';
import { interleaved, median, type Row } from './measure.ts';

const floors = join(distFolder, '..', '.guichet', 'bench');

/** What a function is compared with: nothing at all, and the one client that all of them need. */
const floorSources = {
  'empty handler': 'export const handler = async () => ({ statusCode: 200 });',
  'SDK client only': `
    import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
    const client = new DynamoDBClient({});
    export const handler = () => client.send(new GetItemCommand({ TableName: 't', Key: {} }));`,
};

/** Enough for every function to start; nothing is called. */
const environment = {
  AWS_REGION: 'ca-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  TABLE_NAME: 'bench',
  ISSUER: 'bench',
  VERIFICATION_KEYS: JSON.stringify(publicKeys),
  REGISTRATION_PROOF: 'either',
  VERIFICATION_KEYS_PARAMETER: 'bench',
  SIGNING_KEY_MAX_AGE: '90',
  SIGNING_KEY_PARAMETER: 'bench',
  OPERATOR_CLIENTS_PARAMETER: 'bench',
  SEALING_KEYS_PARAMETER: 'bench',
  SESSION_IDLE: '1209600',
  SESSION_ABSOLUTE: '7776000',
  PORTAL_ORIGINS: 'https://portal.example',
  RP_ID: 'portal.example',
  RUNS_QUEUE_URL: 'http://127.0.0.1/1/bench',
  FOLD_QUEUE_URL: 'http://127.0.0.1/1/bench',
  RETIRE_QUEUE_URL: 'http://127.0.0.1/1/bench',
  KEEP_FACTS_DAYS: '150',
  KEEP_TRACES_DAYS: '1827',
  FULFIL_QUEUE_URL: 'http://127.0.0.1/1/bench',
  FULFILMENT: 'operator',
  PRORATION: '30-days',
  NOTICES_QUEUE_URL: 'http://127.0.0.1/1/bench',
  NOTICE_DAYS: '30',
  MAIL_QUEUE_URL: 'http://127.0.0.1/1/bench',
  BULK_MAIL_QUEUE_URL: 'http://127.0.0.1/1/bench',
  USAGE_SHARDS: '4',
  PORTAL_URL: 'https://portal.example',
  MAIL_SENDER: 'noreply@example.com',
  MAIL_CONFIGURATION_SET: 'bench',
  MAX_RECEIVES: '5',
  CLOSE_AFTER_HOURS: '72',
  USAGE_BUCKET: 'bench',
  FILES_QUEUE_URL: 'http://127.0.0.1/1/bench',
  NOTICE_AT: '75 90 100',
  REQUESTS_PER_SECOND: '1500',
  DOWNLOADS_URL: 'https://downloads.example',
  MAILBOX_DOMAINS: 'courriel.example',
};

const probe = `
  const before = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String((user + system) / 1000));`;

function startOnce(bundle: string): number {
  const run = spawnSync(process.execPath, ['-e', probe, bundle], {
    env: environment,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${bundle} does not start: ${run.stderr}`);
  return Number(run.stdout);
}

async function buildFloors() {
  mkdirSync(floors, { recursive: true });
  return Promise.all(
    Object.entries(floorSources).map(async ([name, source]) => {
      const folder = join(floors, name.replaceAll(' ', '-'));
      mkdirSync(folder, { recursive: true });
      const entry = join(folder, 'source.mjs');
      writeFileSync(entry, source);
      const outfile = join(folder, 'index.cjs');
      await build({ ...bundleOptions, entryPoints: [entry], outfile });
      return { name, bundle: outfile };
    }),
  );
}

export async function startUpRows(rounds: number): Promise<Row[]> {
  const functions = globSync('*/index.cjs', { cwd: distFolder })
    .sort()
    .map((file) => ({ name: basename(dirname(file)), bundle: join(distFolder, file) }));
  const subjects = [...(await buildFloors()), ...functions];
  const times = interleaved(rounds, subjects, ({ bundle }) => startOnce(bundle));
  const floor = median(times[1] ?? []);
  return subjects.map(({ name, bundle }, i) => {
    const ms = median(times[i] ?? []);
    return {
      what: name,
      kB: Math.round(statSync(bundle).size / 1000),
      'CPU ms': Number(ms.toFixed(1)),
      '× SDK floor': Number((ms / floor).toFixed(2)),
    };
  });
}
