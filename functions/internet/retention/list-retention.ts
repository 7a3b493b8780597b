import { operation, refuse } from '../../../shared/http/operation.ts';
import type { Trace } from '../retire-usage/trace.ts';
import { retentionContract } from './contract.ts';
import type { RetentionStore } from './store.ts';

export const listRetention = ({ store }: { store: RetentionStore }) =>
  operation(retentionContract.listRetention, async ({ query: { from, to, limit, cursor } }) => {
    const after = cursor === undefined ? undefined : positionIn(cursor);
    if (cursor !== undefined && after === undefined) {
      const issues = [{ path: 'query.cursor', expected: 'the nextCursor of the page before' }];
      return refuse({ reason: 'invalid-request', issues });
    }
    const { traces, next } = await store.page({ from, to }, { limit, after });
    return {
      ok: true,
      value: {
        items: traces.map(view),
        ...(next === undefined ? {} : { nextCursor: Buffer.from(next).toString('base64url') }),
      },
    };
  });

/** Day, shard and round, as they are in the list: nothing that its readers may not know. */
function positionIn(cursor: string): string | undefined {
  const position = Buffer.from(cursor, 'base64url').toString();
  return /^\d{4}-\d{2}-\d{2}#\d{4}#\d{4}$/.test(position) ? position : undefined;
}

const instant = (time: number) => new Date(time).toISOString();

function view(trace: Trace) {
  const { day, shard, round, runId } = trace;
  const place = { day, shard, round };
  if (trace.status === 'kept') {
    const { status, because, keptSince, checkedAt } = trace;
    return {
      ...{ ...place, status, because },
      ...{ keptSince: instant(keptSince), checkedAt: instant(checkedAt), runId },
    };
  }
  const { status, deleted, totals, begunAt, provenAt, provenBy } = trace;
  return {
    ...place,
    status: status === 'proven' ? ('deleted' as const) : status,
    deleted,
    ...(totals === undefined ? {} : { totals }),
    ...{ runId, begunAt: instant(begunAt) },
    ...(provenAt === undefined ? {} : { provenAt: instant(provenAt), remaining: 0 as const }),
    ...(provenBy === undefined ? {} : { provenBy }),
  };
}
