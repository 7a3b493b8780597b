/** Whose each record of a batch is, and the chunks it goes into; by intake and release alike. */
import { tenureAt } from '../../../shared/modem.ts';
import type { WaitingRecord } from './batch.ts';
import type { CheckedBatch } from './check-batch.ts';
import type { Reading } from './check-reading.ts';
import type { ResolveServices } from './known-services.ts';
import { packBatch, shardDayName, type Arrival, type PackedBatch } from './pack-batch.ts';
import { packReadings, type ResolvedReading } from './pack-readings.ts';
import type { IntakeStore } from './store.ts';
import { waitingDelta } from './waiting-parts.ts';

type Deps = { store: Pick<IntakeStore, 'modems'>; resolve: ResolveServices };

export type PackedRecords = Omit<PackedBatch, 'unknown'> & {
  /** Those whose service, or whose modem's, is not known. */
  waiting: WaitingRecord[];
};

export async function packChecked(
  deps: Deps,
  arrival: Arrival,
  checked: CheckedBatch,
): Promise<PackedRecords> {
  const held = await holders(deps, checked.readings);
  const wanted = new Set(checked.serviceIds);
  for (const { serviceId } of held) if (serviceId !== '') wanted.add(serviceId);
  const serviceIds = [...wanted];
  const resolved = await deps.resolve(serviceIds);
  const services = new Map(serviceIds.map((id, i) => [id, resolved[i]] as const));

  const deltas = packBatch(arrival, checked, resolved);
  const found: ResolvedReading[] = [];
  const waiting = deltas.unknown.map((row) => waitingDelta(checked, row));
  checked.readings.forEach((reading, i) => {
    const { serviceId, since } = held[i] ?? nobody;
    const service = services.get(serviceId);
    if (service !== undefined) found.push({ reading, service, since });
    else waiting.push({ index: reading.index, record: reading.record });
  });
  const readings = packReadings(arrival, found);
  const shardDays = new Map(
    [...deltas.shardDays, ...readings.shardDays].map((one) => [shardDayName(one), one]),
  );
  return {
    chunks: [...deltas.chunks, ...readings.chunks],
    shardDays: [...shardDays.values()],
    accepted: deltas.accepted + readings.accepted,
    rejected: [...deltas.rejected, ...readings.rejected],
    waiting,
  };
}

type Holder = { serviceId: string; since: number };
/** No service has an empty id. */
const nobody: Holder = { serviceId: '', since: 0 };

/** For each reading, who had what it was read from when it was read. */
async function holders({ store }: Deps, readings: readonly Reading[]): Promise<Holder[]> {
  const macs = new Set(readings.map(({ mac }) => mac));
  macs.delete('');
  const histories = await store.modems([...macs]);
  return readings.map(({ serviceId, mac, at }) => {
    if (mac === '') return { serviceId, since: 0 };
    const tenure = tenureAt(histories.get(mac) ?? [], at);
    return tenure === undefined ? nobody : { serviceId: tenure.serviceId, since: tenure.from };
  });
}
