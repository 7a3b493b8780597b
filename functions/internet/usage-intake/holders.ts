/** Which service each reading counts for: who had what it was read from, when it was read. */
import { tenureAt, type Tenure } from '../../../shared/modem.ts';
import { macsOf } from './flow-names.ts';
import { numberOfService } from './read-fields.ts';
import type { ReadingColumns } from './record-columns.ts';

export type Held = {
  /** Row → number of its service, or `nobody`. */
  service: Int32Array;
  /** Row → since when the service counts by this modem; epoch ms. */
  since: Float64Array;
};

export const nobody = -1;

type Histories = (macs: readonly string[]) => Promise<ReadonlyMap<string, readonly Tenure[]>>;

export async function holdersOf(readings: ReadingColumns, histories: Histories): Promise<Held> {
  const { count, flow, holders, start, modems, services } = readings;
  const macs = macsOf(modems);
  const known = await histories(macs);
  const history = macs.map((mac) => known.get(mac) ?? []);

  // Nearly all modems have one holder in a batch: who it is, is looked for once.
  const tenures = new Array<Tenure | undefined>(modems.count);
  const numbers = new Int32Array(modems.count).fill(nobody);
  const service = new Int32Array(count);
  const since = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const holder = holders[flow[row] as number] as number;
    if (holder > 0) {
      service[row] = holder - 1;
      continue;
    }
    const modem = -1 - holder;
    const tenure = tenureAt(history[modem] ?? [], start[row] as number);
    if (tenure !== tenures[modem]) {
      tenures[modem] = tenure;
      numbers[modem] = tenure === undefined ? nobody : numberOfService(tenure.serviceId, services);
    }
    service[row] = numbers[modem] as number;
    since[row] = tenure?.from ?? 0;
  }
  return { service, since };
}
