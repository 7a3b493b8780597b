/** The engines, each behind its gate, and the addresses that functions and tests reach them by. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startAccessGate } from './access-gate.ts';
import type { Closing } from './closing.ts';
import type { DataFolder } from './data-folder.ts';
import { startMailEngine, startQueueEngine, startTableEngine } from './engines.ts';
import { makeFaults } from './faults.ts';
import type { Permissions } from './permissions.ts';
import { queueFault, queueNeeds } from './queue-access.ts';
import { tableFault, tableNeeds } from './table-access.ts';

export type Services = Awaited<ReturnType<typeof startServices>>;

export async function startServices(
  region: string,
  data: DataFolder,
  permissions: Permissions,
  closing: Closing,
) {
  const started = async <T extends { stop(): Promise<void> }>(engine: Promise<T>): Promise<T> => {
    const running = await engine;
    closing.add(() => running.stop());
    return running;
  };
  // One after the other: what starts while another fails would be left running.
  const tables = await started(startTableEngine(data.path));
  const queues = await started(startQueueEngine(region, data.path));
  const mail = await started(startMailEngine());

  const faults = makeFaults();
  const gate = { permissions, faults };
  const tableGate = await startAccessGate({
    ...gate,
    engine: tables.url,
    needs: tableNeeds(region),
    faultAnswer: tableFault,
  });
  closing.add(() => tableGate.close());
  const queueGate = await startAccessGate({
    ...gate,
    engine: queues.url,
    needs: queueNeeds(region),
    faultAnswer: queueFault,
  });
  closing.add(() => queueGate.close());

  // Past the gates: what stands for AWS itself needs no grant and suffers no injected fault.
  const own = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const clients = {
    table: new DynamoDBClient({ ...own, endpoint: tables.url }),
    streams: new DynamoDBStreamsClient({ ...own, endpoint: tables.url }),
    sqs: new SQSClient({ ...own, endpoint: queues.url }),
  };
  closing.add(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { queues, mailEngineUrl: mail.url, faults, tableGate, queueGate, ...clients };
}
