/** Units of the records of a shard-day, from taking to deleting them: every 15 minutes, sent hourly. */
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { addDays } from '../../shared/calendar.ts';
import { keepDays, shardOf } from '../internet/retirement.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { meter } from '../support/metered-table.ts';
import type { Row } from './measure.ts';

const subscribers = 400;
const day = '2026-06-25';
const localMidnight = Date.parse('2026-06-25T04:00:00Z');
const hours = 24;

const recordsOf = (hour: number) =>
  Array.from({ length: subscribers * 4 }, (_, n) => {
    const at = localMidnight + hour * 3_600_000 + (n % 4) * 900_000;
    return {
      record_id: `r-${hour}-${n}`,
      service_id: `bench-${Math.floor(n / 4)}`,
      start: new Date(at).toISOString(),
      end: new Date(at + 900_000).toISOString(),
      bytes_down: 100_000_000 + n * 1013,
      bytes_up: 10_000_000 + n * 101,
    };
  });

export async function retireRows(): Promise<Row[]> {
  const engine = await startEngine();
  const clock = fixedClock(new Date(localMidnight).toISOString());
  const world = shardOf({ table: engine.table, clock, shard: 7 });
  const intake = intakeStore(engine.table);
  const counted = meter(engine.table);
  try {
    let taken = 0;
    for (let hour = 0; hour < hours; hour++) {
      clock.set(new Date(localMidnight + (hour + 1) * 3_600_000).toISOString());
      const records = recordsOf(hour);
      counted.reset();
      const { batchId, accepted } = await world.arrive(records);
      await intake.putBatch({
        ...{ batchId, receivedAt: clock.now().getTime(), records: records.length, accepted },
        ...{ waiting: 0, rejected: 0, shardDays: [`0007#${day}`] },
      });
      taken += counted.read().writeUnits;
      await world.foldAll();
    }
    clock.set(`${addDays(day, keepDays + 1)}T08:40:00Z`);
    counted.reset();
    await world.retire();
    const { readUnits, writeUnits } = counted.read();
    if ((await world.facts(day)).length > 0) throw new Error('The records were not deleted');
    const row = (what: string, writes: number, reads: number | string): Row => ({
      what,
      'write units': Number((writes / subscribers).toFixed(2)),
      'read units': typeof reads === 'string' ? reads : Number((reads / subscribers).toFixed(2)),
    });
    return [
      row(`taken: chunks, marks, batches (${subscribers} subscribers on a shard)`, taken, ''),
      row('retired: inventory, deletion, proof', writeUnits, readUnits),
      row('both', taken + writeUnits, ''),
    ];
  } finally {
    await engine.stop();
  }
}
