/** CPU of the common steps around an operation that does nothing, next to a bare handler. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { feature } from '../../shared/http/feature.ts';
import { operation } from '../../shared/http/operation.ts';
import { eventFor } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { customerToken } from '../support/identity.ts';
import { settingsFor } from '../support/settings.ts';
import { median, type Row } from './measure.ts';

const clock = fixedClock('2026-11-23T15:00:00Z');
const contract = defineContract({
  nothing: {
    method: 'POST',
    path: '/v1/nothing/{id}',
    audience: 'customer',
    summary: 'Nothing',
    description: 'For the bench',
    params: z.strictObject({ id: z.string() }),
    body: z.strictObject({ note: z.string(), size: z.int() }),
    success: 'ok',
    answer: z.strictObject({ note: z.string() }),
    problems: [],
  },
});

export async function requestRows(rounds: number, calls = 2000): Promise<Row[]> {
  const event = eventFor(contract.nothing, {
    params: { id: 'x' },
    body: { note: 'x'.repeat(200), size: 1 },
    token: await customerToken(clock),
  });
  const common = feature(
    contract,
    {
      nothing: operation(contract.nothing, ({ body }) =>
        Promise.resolve({ ok: true, value: { note: body.note } }),
      ),
    },
    { ...settingsFor(clock), validateAnswers: false },
  );
  const subjects = [
    {
      name: 'bare handler: JSON in, JSON out',
      run: () => Promise.resolve(JSON.stringify(JSON.parse(event.body ?? ''))),
    },
    {
      name: 'with the common steps and the log line',
      run: () => common(event, { awsRequestId: 'bench' }),
    },
  ];
  const times = subjects.map((): number[] => []);
  const write = console.log;
  console.log = () => undefined;
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [i, { run }] of subjects.entries()) {
        const before = process.cpuUsage();
        for (let n = 0; n < calls; n++) await run();
        const { user, system } = process.cpuUsage(before);
        // The first round warms up.
        if (round > 0) times[i]?.push((user + system) / calls);
      }
    }
  } finally {
    console.log = write;
  }
  return subjects.map(({ name }, i) => ({
    what: name,
    'CPU µs': Number(median(times[i] ?? []).toFixed(1)),
  }));
}
