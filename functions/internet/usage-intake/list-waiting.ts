import { operation } from '../../../shared/http/operation.ts';
import { oldest } from './check-record.ts';
import { usageIntakeContract } from './contract.ts';
import type { QueueStore } from './queue.store.ts';

export const listWaiting = ({ queue }: { queue: QueueStore }) =>
  operation(usageIntakeContract.listWaiting, async ({ query }) => {
    const { batches, more } = await queue.page(query.after, query.limit);
    const items = batches.map(({ batchId, receivedAt, count, waitedFor, earliest }) => ({
      ...{ batchId, since: new Date(receivedAt).toISOString(), count },
      rejectedFrom: new Date(earliest + oldest).toISOString(),
      waitsFor: [...waitedFor].sort().slice(0, idsShown),
    }));
    return { ok: true, value: { items, more } };
  });

const idsShown = 100;
