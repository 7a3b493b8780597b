/** Write units of one subscriber and day: 15-minute records sent and folded every hour. */
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { customersAt } from '../../infra/local/demo/customers.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { meter } from '../support/metered-table.ts';
import type { Row } from './measure.ts';

const subscribers = 400;
const hours = 24;
const day = '2026-11-23';
const localMidnight = Date.parse('2026-11-23T05:00:00Z');

export async function subscriberDayRows(): Promise<Row[]> {
  const clock = fixedClock('2026-11-23T05:00:00Z');
  const engine = await startEngine();
  const house = openHouse(engine.table, clock, keepingQueue());
  const [customer] = customersAt(clock.now());
  const service = customer?.account.services.find(({ type }) => type === 'internet');
  if (customer === undefined || service === undefined)
    throw new Error('The demo has no Internet customer');

  try {
    const operator = () => operatorTokenFor(clock);
    await house.call(operatorContract.putCatalog, {
      token: await operator(),
      body: catalogFrom('2026-01-01'),
    });
    for (let i = 0; i < subscribers; i++) {
      await house.call(operatorContract.putAccount, {
        token: await operator(),
        params: { accountNumber: String(50_700_000_000 + i) },
        body: {
          ...customer.account,
          holder: { ...customer.account.holder, email: `bench${i}@example.com` },
          services: [{ ...service, serviceId: `bench-${i}` }],
        },
      });
    }

    const counted = meter(engine.table);
    let facts = 0;
    let folds = 0;
    const sendAndFold = async (hour: number, batch: string) => {
      const records = Array.from({ length: subscribers * 4 }, (_, n) => {
        const at = localMidnight + hour * 3_600_000 + (n % 4) * 900_000;
        return {
          record_id: `${batch}-${n}`,
          service_id: `bench-${Math.floor(n / 4)}`,
          start: new Date(at).toISOString(),
          end: new Date(at + 900_000).toISOString(),
          bytes_down: 100_000_000 + n * 1013,
          bytes_up: 10_000_000 + n * 101,
        };
      });
      counted.reset();
      const reply = await house.call(usageIntakeContract.receiveUsage, {
        token: await operator(),
        body: records,
      });
      if (reply.body.accepted !== records.length)
        throw new Error(`Not all records were accepted: ${reply.text}`);
      facts += counted.read().writeUnits;
      counted.reset();
      for (let shard = 0; shard < 4; shard++) await house.fold({ shard, day });
      folds += counted.read().writeUnits;
      return counted.read();
    };
    for (let hour = 0; hour < hours; hour++) {
      clock.set(new Date(localMidnight + (hour + 1) * 3_600_000).toISOString());
      await sendAndFold(hour, `r-${hour}`);
    }
    const ofTheDay = { facts, folds };
    clock.set('2026-12-20T05:00:00Z');
    const late = await sendAndFold(0, 'late');
    const per = (units: number) => Number((units / subscribers).toFixed(2));
    return [
      { what: 'floor: one write per subscriber and hour', 'write units': hours, '× floor': 1 },
      {
        what: `facts (${subscribers} subscribers on 4 shards)`,
        'write units': per(ofTheDay.facts),
        '× floor': Number((per(ofTheDay.facts) / hours).toFixed(2)),
      },
      {
        what: 'folds: totals, checkpoints, reports',
        'write units': per(ofTheDay.folds),
        '× floor': Number((per(ofTheDay.folds) / hours).toFixed(2)),
      },
      {
        what: `a fold of late usage of a closed period (and ${per(late.readUnits)} read units)`,
        'write units': per(late.writeUnits),
        '× floor': Number((per(late.writeUnits) / hours).toFixed(2)),
      },
    ];
  } finally {
    await engine.stop();
  }
}
