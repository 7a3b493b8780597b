/** Records of months ago are deleted on demand, on the synthesized template; their totals stay. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retentionContract } from '../../functions/internet/retention/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { poll } from '../../infra/local/demo/mail.ts';
import { aggregateUsage, operatorToken } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { addDays, dayOf } from '../../shared/calendar.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';
import type { Table } from '../../shared/table/client.ts';
import { shardOf, type Shard } from '../internet/retirement.ts';
import { fixedClock } from '../support/clock.ts';

const day = addDays(dayOf(Date.now(), 'UTC'), -200);
const clock = fixedClock(`${day}T20:00:00Z`);
const job = 'retire-usage' as const;

let stack: Stack;
let api: ApiClient;
let token: string;
let table: Table;
let world: Shard;
let logs = '';

beforeAll(async () => {
  stack = await startStack({
    seed: 'none',
    schedules: false,
    bundles: 'as-they-are',
    retrySeconds: 1,
    onFunctionLog: (_, text) => (logs += text),
  });
  api = apiClient(stack.apiUrl);
  token = await operatorToken(api, stack.operatorClient);
  const client = new DynamoDBClient({
    endpoint: stack.dynamoEndpoint,
    region: stack.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  table = { name: stack.tableName, client: DynamoDBDocumentClient.from(client) };
  world = shardOf({ table, clock, shard: 3 });
}, 120_000);
afterAll(async () => {
  table.client.destroy();
  await stack.close();
}, 30_000);

/** By the operator, or by the clock. */
async function retire() {
  const { runId } = await api.call(operatorContract.startRun, { token, params: { job } });
  return poll(
    async () => {
      const run = await api.call(operatorContract.getRun, { token, params: { job, runId } });
      return run.status === 'finished' || run.status === 'failed' ? run : undefined;
    },
    { seconds: 30, everyMs: 100 },
  );
}
const told = async () =>
  (await api.call(retentionContract.listRetention, { token, query: { from: day, to: day } })).items;

const delta = {
  ...{ record_id: 'old', service_id: 'inet-3' },
  ...{ start: `${day}T18:00:00Z`, end: `${day}T18:15:00Z`, bytes_down: 1000, bytes_up: 10 },
};
const reading = {
  ...{ acct_unique_id: 'session', status_type: 'interim', event_time: `${day}T18:00:00Z` },
  ...{ session_time: 600, service_id: 'inet-3', input_octets: 5, output_octets: 7 },
};

it('an operator deletes what is folded, when it is folded, and sees the proof', async () => {
  await world.arrive([delta]);
  expect(await retire()).toMatchObject({
    ...{ status: 'finished', kept: 1, parts: { total: 1, done: 1, failed: 0 } },
  });
  expect(await told()).toMatchObject([{ status: 'kept', because: 'not-folded' }]);
  expect(logs).toContain('facts-not-folded');

  await aggregateUsage(api, token);
  stack.faults.inject({ kind: 'throttle', action: 'BatchWriteItem', caller: 'Retire', times: 1 });
  stack.faults.inject({
    kind: 'lost-answer',
    action: 'TransactWriteItems',
    caller: 'Retire',
    times: 1,
  });
  expect(await retire()).toMatchObject({ status: 'finished', kept: 0 });
  expect(stack.faults.pending()).toBe(0);
  expect(await told()).toMatchObject([
    {
      ...{ shard: 3, status: 'deleted', remaining: 0 },
      deleted: { chunks: { items: 1, records: 1 } },
      totals: { services: 1, down: '1000', up: '10' },
    },
  ]);
  expect(await world.facts(day)).toEqual([]);
  expect(await world.totals()).toEqual({ [`inet-3 ${day}`]: { down: 1000n, up: 10n } });
}, 60_000);

it('the clock deletes days with readings, but for the last one that counters go on from', async () => {
  const before = addDays(day, -1);
  const ago = (text: object) => JSON.parse(JSON.stringify(text).replaceAll(day, before)) as object;
  world = shardOf({ table, clock, shard: 4 });
  await world.arrive([ago({ ...reading, service_id: 'inet-4' })]);
  const later = { ...reading, service_id: 'inet-4', session_time: 87_000, output_octets: 17 };
  await world.arrive([later]);
  await aggregateUsage(api, token);
  expect(await stack.runSchedule('RetireUsage')).toHaveLength(1);
  await expect.poll(() => world.listed(), { timeout: 20_000 }).toEqual([day]);
  expect(await world.facts(before)).toEqual([]);
  expect(await world.totals()).toEqual({
    [`inet-4 ${before}`]: { down: 7n, up: 5n },
    [`inet-4 ${day}`]: { down: 10n, up: 0n },
  });
}, 60_000);
