/** What the soak's customers use, how it is told, and what it comes to: in big integers, by day. */
import { randomInt } from 'node:crypto';

export const timeZone = 'America/Toronto';
const minute = 60_000;
const days = 4;
/** Of each kind a day and service. */
const readingsADay = 24;

export type Subscriber = { serviceId: string; accountNumber: string; mac: string };
export type UsageRecord = Record<string, string | number>;
/** Service → day → bytes. */
export type Totals = Map<string, Map<string, { down: bigint; up: bigint }>>;

export const subscribers: readonly Subscriber[] = Array.from({ length: 40 }, (_, n) => ({
  serviceId: `soak-${n}`,
  accountNumber: String(50_900_000_000 + Math.floor(n / 4)),
  mac: `02:00:00:00:00:${n.toString(16).padStart(2, '0')}`.toUpperCase(),
}));

/** Up to an hour ago. Each round has records and flows of its own. */
export function traffic(now: number, round: number): { batches: UsageRecord[][]; totals: Totals } {
  const totals: Totals = new Map();
  const end = Math.floor((now - 60 * minute) / (15 * minute)) * 15 * minute;
  const records = subscribers.flatMap((one) => [
    ...intervals(one, { end, round }, totals),
    ...readings(one, { end, round }, totals),
  ]);
  // A fifth of them comes twice; all in any order.
  const sent = shuffled([...records, ...records.filter(() => randomInt(5) === 0)]);
  const batches: UsageRecord[][] = [];
  while (sent.length > 0) batches.push(sent.splice(0, 40 + randomInt(160)));
  return { batches, totals };
}

type When = { end: number; round: number };

function* intervals({ serviceId }: Subscriber, { end, round }: When, totals: Totals) {
  const length = (1440 * minute) / readingsADay;
  for (let at = end - days * 1440 * minute; at < end; at += length) {
    const [down, up] = [amount(), amount()];
    count(totals, serviceId, at, { down, up });
    yield {
      ...{ record_id: `${serviceId}-${round}-${at}`, service_id: serviceId },
      ...{ start: instant(at), end: instant(at + length) },
      ...{ bytes_down: String(down), bytes_up: String(up) },
    };
  }
}

/** Two flows of a modem; what was not told is in the next reading. */
function* readings({ serviceId, mac }: Subscriber, { end, round }: When, totals: Totals) {
  const began = end - days * 1440 * minute;
  for (const direction of ['down', 'up'] as const) {
    let counted = 0n;
    let told = 0n;
    for (let n = 1; n <= days * readingsADay; n++) {
      const at = began + (n * 1440 * minute) / readingsADay;
      counted += amount();
      if (n % 7 === 3) continue;
      const bytes = counted - told;
      told = counted;
      // Read on the hour, it tells of the minutes before.
      const none = { down: 0n, up: 0n };
      count(totals, serviceId, at - 5 * minute, { ...none, [direction]: bytes });
      yield {
        ...{ record_id: `${serviceId}-${direction}-${round}-${n}`, source: 'cmts-1', cm_mac: mac },
        ...{ flow_id: `${round}-${direction}`, service_time_created: instant(began) },
        ...{ sys_uptime: 1_000_000 + Math.floor((at - began) / 10), rec_type: 'interim' },
        ...{ direction, octets: String(counted), observed_at: instant(at) },
      };
    }
  }
}

const instant = (at: number) => new Date(at).toISOString();
const amount = () => BigInt(randomInt(2 ** 40));
const localDay = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });

function count(
  totals: Totals,
  serviceId: string,
  at: number,
  { down, up }: { down: bigint; up: bigint },
) {
  const days = totals.get(serviceId) ?? new Map<string, { down: bigint; up: bigint }>();
  totals.set(serviceId, days);
  const day = localDay.format(at);
  const before = days.get(day) ?? { down: 0n, up: 0n };
  days.set(day, { down: before.down + down, up: before.up + up });
}

const shuffled = <T>(all: T[]): T[] =>
  all
    .map((one) => ({ one, rank: randomInt(2 ** 40) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
