/**
 * `npm run soak`: usage goes through the whole local stack while intake, dispatcher and folds are
 * killed at random, 200 times in the middle of their work. In the end every total must be exact.
 * `SOAK_KILLS` asks for another number.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { apiClient, ApiProblem, type ApiClient } from '../../shared/http/client.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { openTable, type Table } from '../../shared/table/client.ts';
import { isTerms } from '../../shared/usage-terms.ts';
import { readUsagePeriod } from '../../shared/usage-period.ts';
import { killOne } from './kill.ts';
import { subscribers, timeZone, traffic, type Totals, type UsageRecord } from './traffic.ts';

const wanted = Number(process.env['SOAK_KILLS'] ?? 200);
const ofUsage = /UsageIntake|DispatchRuns|FoldUsage/;

process.env['AWS_ACCESS_KEY_ID'] = process.env['AWS_SECRET_ACCESS_KEY'] = 'soak';
process.env['AWS_REGION'] = 'ca-central-1';
/** Kills that hit a function at work, by its kind: its invocation failed. */
const hits = new Map<string, number>();
const hit = (name: string) => {
  const kind = ofUsage.exec(name)?.[0];
  if (kind !== undefined) hits.set(kind, (hits.get(kind) ?? 0) + 1);
};
const allHits = () => [...hits.values()].reduce((sum, one) => sum + one, 0);

const stack = await startStack({
  seed: 'none',
  schedules: false,
  retrySeconds: 1,
  log: (line) => {
    if (line.includes('Runtime exited with signal SIGKILL')) hit(line);
  },
});
try {
  await soak(stack);
} finally {
  await stack.close();
}

async function soak({ apiUrl, operatorClient, ...stack }: Stack) {
  const api = apiClient(apiUrl);
  const fresh = tokens(() => operatorToken(api, operatorClient));
  await publishCatalog(api, await fresh(), new Date());
  await provision(api, await fresh());

  const totals: Totals = new Map();
  const batchIds: string[] = [];
  let killed = 0;
  const ended = new AbortController();
  const killing = (async () => {
    while (allHits() < wanted) {
      await sleep(randomInt(200, 1500));
      if (killOne(ofUsage) !== undefined) killed++;
    }
  })();
  const running = (async () => {
    while (!ended.signal.aborted) {
      await stack.runSchedule('Aggregate');
      await sleep(randomInt(300, 1500));
    }
  })();

  let rounds = 0;
  while (allHits() < wanted) {
    // Of another kind of traffic each round: an hour later, and other records.
    const sent = traffic(Date.now(), rounds++);
    add(totals, sent.totals);
    for (const batch of sent.batches) {
      batchIds.push(await sendUntilTaken(api, fresh, batch));
    }
    console.log(`round ${rounds}: ${batchIds.length} batches, ${killed} kills, at work:`, hits);
  }
  ended.abort();
  await Promise.all([killing, running]);

  const table = openTable(stack.tableName, stack.dynamoEndpoint);
  await comeToRest(stack, table);
  const wrong = await differences(table, totals);
  const open = await unfolded(api, fresh, batchIds);
  console.log({ rounds, batches: batchIds.length, killed, atWork: Object.fromEntries(hits) });
  if (wrong.length > 0 || open.length > 0) {
    console.error(`${wrong.length} totals are wrong, ${open.length} batches are not folded`);
    console.error(wrong.slice(0, 10), open.slice(0, 10));
    process.exitCode = 1;
  } else console.log(`All ${countOf(totals)} totals are exact.`);
  table.client.destroy();
}

/** A new token well before the old one ends. */
function tokens(next: () => Promise<string>): () => Promise<string> {
  let token: Promise<string> | undefined;
  let until = 0;
  return () => {
    if (token === undefined || Date.now() > until) {
      token = next();
      until = Date.now() + 300_000;
    }
    return token;
  };
}

async function provision(api: ApiClient, token: string) {
  const accounts = Map.groupBy(subscribers, ({ accountNumber }) => accountNumber);
  for (const [accountNumber, services] of accounts) {
    await api.call(operatorContract.putAccount, {
      token,
      params: { accountNumber },
      body: {
        kind: 'residential',
        holder: { firstName: 'Soak', lastName: 'Test', email: `${accountNumber}@example.com` },
        language: 'en-CA',
        timeZone,
        serviceAddress: {
          ...{ line1: '1 King St', city: 'Toronto', province: 'ON', postalCode: 'M5H 1A1' },
        },
        cycleDay: 1 + (Number(accountNumber) % 28),
        services: services.map(({ serviceId, mac }) => ({
          ...{ serviceId, type: 'internet' as const, planId: 'internet-120' },
          equipment: [
            {
              ...{ kind: 'modem' as const, model: 'CODA-45', ownership: 'rented' as const },
              ...{ serialNumber: mac, mac },
            },
          ],
        })),
      },
    });
  }
}

/** As a mediation system does: the same bytes again until they are taken. */
async function sendUntilTaken(
  api: ApiClient,
  token: () => Promise<string>,
  batch: readonly UsageRecord[],
): Promise<string> {
  for (;;) {
    try {
      const { batchId, accepted, records } = await api.call(usageIntakeContract.receiveUsage, {
        token: await token(),
        body: batch as never,
      });
      if (accepted !== records) throw new Error(`Only ${accepted} of ${records} were accepted`);
      return batchId;
    } catch (fault) {
      // A killed process is the gateway's 500.
      if (!(fault instanceof ApiProblem) || fault.status < 500) throw fault;
      hit('UsageIntake');
      await sleep(50);
    }
  }
}

function add(totals: Totals, more: Totals) {
  for (const [serviceId, days] of more) {
    const all = totals.get(serviceId) ?? new Map<string, { down: bigint; up: bigint }>();
    totals.set(serviceId, all);
    for (const [day, { down, up }] of days) {
      const before = all.get(day) ?? { down: 0n, up: 0n };
      all.set(day, { down: before.down + down, up: before.up + up });
    }
  }
}

function countOf(totals: Totals): number {
  return [...totals.values()].reduce((sum, { size }) => sum + size, 0);
}

async function comeToRest({ runSchedule }: Pick<Stack, 'runSchedule'>, table: Table) {
  for (let tries = 0; tries < 60; tries++) {
    await runSchedule('Aggregate');
    await sleep(2000);
    if ((await itemsUnder(table, 'PENDING', '')).length === 0) return;
  }
  throw new Error('There is still something to fold after two minutes');
}

async function differences(table: Table, totals: Totals): Promise<string[]> {
  const wrong: string[] = [];
  for (const { serviceId, accountNumber } of subscribers) {
    const items = await itemsUnder(table, `ACCOUNT#${accountNumber}`, `USAGE#${serviceId}#2`);
    const found = new Map(
      items.filter((item) => !isTerms(item)).flatMap((item) => [...readUsagePeriod(item).days]),
    );
    for (const [day, { down, up }] of totals.get(serviceId) ?? []) {
      const stored = found.get(day);
      if (stored?.down !== down || stored.up !== up) {
        wrong.push(`${serviceId} ${day}: ${stored?.down}/${stored?.up}, not ${down}/${up}`);
      }
    }
    const days = totals.get(serviceId)?.size ?? 0;
    if (found.size !== days) wrong.push(`${serviceId}: ${found.size} days, not ${days}`);
  }
  return wrong;
}

async function unfolded(
  api: ApiClient,
  token: () => Promise<string>,
  batchIds: readonly string[],
): Promise<string[]> {
  const open: string[] = [];
  for (const batchId of batchIds) {
    const { state } = await api.call(usageIntakeContract.getUsageBatch, {
      token: await token(),
      params: { batchId },
    });
    if (state !== 'folded') open.push(batchId);
  }
  return open;
}
