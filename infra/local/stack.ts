/** Runs the synthesized stacks on this machine: for `npm start`, and for tests of the whole. */
import { readAssembly } from './assembly.ts';
import { startBuckets } from './buckets.ts';
import { makeClosing, type Closing } from './closing.ts';
import { openDataFolder } from './data-folder.ts';
import { demoSignIns } from './demo.ts';
import type { DemoSignIn } from './demo/seed.ts';
import type { Faults } from './faults.ts';
import { readFunctions, withCheckedAnswers } from './functions.ts';
import { openHttpApi } from './http-api.ts';
import { makeResolver } from './intrinsics.ts';
import { makeLambda, type Limits } from './lambda.ts';
import { startMail } from './mail-gate.ts';
import type { Mail } from './mailbox.ts';
import { openSecrets } from './parameter-values.ts';
import { startParameterStore, valueOf } from './parameters.ts';
import { readPermissions, type Permissions } from './permissions.ts';
import { queueUrlAt } from './physical.ts';
import { prepare } from './prepare.ts';
import { readApi } from './routes.ts';
import { startServices } from './services.ts';
import { shutDown } from './shut-down.ts';
import { createTables } from './table.ts';
import { startWorkers } from './workers.ts';

export type { DemoSignIn, Mail };

export type StackOptions = {
  /** Of the API; any free one when 0 or absent. */
  port?: number;
  /** Where data lasts; in memory when absent. */
  dataDir?: string;
  seed: 'none' | 'demo';
  stage?: 'dev';
  /** Templates that are synthesized already; else they are made from the bundles in `dist`. */
  assemblyDir?: string;
  /** Tests take the bundles as they are: made anew, they would change under other tests. */
  bundles?: 'new' | 'as-they-are';
  log?: (line: string) => void;
  onFunctionLog?: (functionName: string, text: string) => void;
  /** False keeps schedules from running by the clock; they still run on demand. */
  schedules?: boolean;
  limits?: Partial<Limits>;
  /** Longest wait before failed messages and records are tried again; 2 when absent. */
  retrySeconds?: number;
};

export type Stack = {
  apiUrl: string;
  docsUrl: string;
  mailboxUrl: string;
  operatorClient: { clientId: string; clientSecret: string };
  demoSignIns: DemoSignIn[];
  region: string;
  dynamoEndpoint: string;
  sqsEndpoint: string;
  s3Endpoint: string;
  tableName: string;
  bucketNames: readonly string[];
  /** By the queues' names, to look into what waits and what was given up. */
  queueUrls: Readonly<Record<string, string>>;
  /** Of the schedules whose name contains `part`, or of all; gives the names that were run. */
  runSchedule(part?: string): Promise<string[]>;
  mails(): Promise<readonly Mail[]>;
  failMail(failing: boolean): void;
  faults: Faults;
  /** Waits for what is under way, a few seconds at most, and ends every process. */
  close(): Promise<void>;
};

export async function startStack(options: StackOptions): Promise<Stack> {
  const closing = makeClosing();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(options: StackOptions, closing: Closing): Promise<Stack> {
  const { stage = 'dev', bundles = 'new', log = () => undefined, retrySeconds = 2 } = options;
  const http = await openHttpApi(options.port ?? 0);
  closing.add(() => http.close());
  const data = openDataFolder(options.dataDir);
  closing.add(data.release);
  const folder = options.assemblyDir ?? (await prepare(stage, { bundles }, closing));
  const assembly = readAssembly(folder, stage);
  const { region } = assembly;
  const secrets = openSecrets(stage, data.file('secrets.json'));

  // Policies name queues and tables, which are known only once their gates are up.
  let granted: Permissions = () => undefined;
  const permissions: Permissions = (caller) => granted(caller);
  const services = await startServices(region, data, permissions, closing);
  const queueUrl = queueUrlAt(services.queueGate.url);
  const resolver = makeResolver(assembly, {
    place: { region, queueUrl, apiUrl: http.url },
    parameter: (name) => valueOf(name, secrets.parameters),
  });
  const api = readApi(assembly, resolver);
  const functions = withCheckedAnswers(readFunctions(assembly, resolver), api.routes);
  granted = readPermissions(assembly, resolver, functions);

  const parameters = await startParameterStore({ values: secrets.parameters, permissions, region });
  closing.add(() => parameters.close());
  const mail = await startMail({ assembly, resolver, services, data, permissions });
  closing.add(() => mail.close());
  const tables = await createTables(assembly, resolver, services.table);
  const buckets = await startBuckets({ assembly, resolver, services, permissions });
  closing.add(() => buckets.close());

  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: services.tableGate.url,
    AWS_ENDPOINT_URL_S3: buckets.url,
    AWS_ENDPOINT_URL_SES: mail.url,
    AWS_ENDPOINT_URL_SQS: services.queueGate.url,
    AWS_ENDPOINT_URL_SSM: parameters.url,
  };
  const onLog = options.onFunctionLog ?? (() => undefined);
  const lambda = makeLambda(functions, { region, endpoints, onLog }, options.limits);
  closing.add(() => lambda.stop());
  const workers = await startWorkers({
    ...{ assembly, resolver, services, tables, lambda, data, retrySeconds, log },
    byTheClock: options.schedules ?? true,
  });
  closing.add(() => shutDown(http, workers, lambda));
  buckets.create();
  http.serve({ ...api, lambda });

  const { operatorClient } = secrets;
  const reach = { apiUrl: http.url, mailboxUrl: mail.url };
  return {
    ...reach,
    docsUrl: `${http.url}/docs`,
    operatorClient,
    demoSignIns:
      options.seed === 'none'
        ? []
        : await demoSignIns({ ...reach, ...operatorClient }, data.file('demo.json')),
    region,
    dynamoEndpoint: services.tableGate.url,
    sqsEndpoint: services.queueGate.url,
    s3Endpoint: buckets.url,
    tableName: tables[0]?.name ?? '',
    bucketNames: buckets.names,
    queueUrls: Object.fromEntries(workers.queueNames.map((name) => [name, queueUrl(name)])),
    runSchedule: workers.schedules.run,
    mails: () => Promise.resolve(mail.mailbox.all()),
    failMail: mail.fail,
    faults: services.faults,
    close: closing.close,
  };
}
