/**
 * The tour of the README, step by step: what is sent, what is answered, and whether the usage
 * comes out to the byte. Against the stack that runs, or with `--start` against one of its own.
 */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { accountContract } from '../../functions/account/contract.ts';
import { activityContract } from '../../functions/activity/contract.ts';
import { delegatesContract } from '../../functions/delegates/contract.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { dayOf, periodsBack } from '../../shared/calendar.ts';
import { apiClient, type ApiClient, type AnswerOf } from '../../shared/http/client.ts';
import { awaitRegistrationMail } from './demo/mail.ts';
import { aggregateUsage, operatorToken, operatorZone, publishCatalog } from './demo/seed.ts';
import { dayRecords, measuredUntilYesterday, type MeasuredDay } from './demo/usage.ts';

const stack = z.object({
  apiUrl: z.string(),
  mailboxUrl: z.string(),
  operatorClient: z.object({ clientId: z.string(), clientSecret: z.string() }),
});
type Stack = z.output<typeof stack>;

const say = (text: string) => process.stdout.write(`${text}\n`);
const told = (what: string, answer: unknown) => {
  const json = JSON.stringify(answer);
  say(`${what}\n  → ${json.length > 300 ? `${json.slice(0, 300)}…` : json}`);
};

async function tour({ apiUrl, mailboxUrl, operatorClient }: Stack): Promise<string[]> {
  const api = apiClient(apiUrl);
  const now = new Date();
  say(`The API answers at ${apiUrl}\n`);

  const token = await operatorToken(api, operatorClient);
  told('1. POST /v1/oauth/token: the operator signs in', { access_token: short(token) });
  told(
    '2. PUT /v1/operator/catalog: what there is to subscribe to',
    await publishCatalog(api, token, now),
  );

  const accountNumber = `50${randomInt(0, 1_000_000_000).toString().padStart(9, '0')}`;
  const serviceId = `inet-${accountNumber}`;
  const email = `tour-${accountNumber}@example.com`;
  told(
    `3. PUT /v1/operator/accounts/${accountNumber}: somebody subscribes`,
    await api.call(operatorContract.putAccount, {
      token,
      params: { accountNumber },
      body: {
        kind: 'residential',
        holder: { firstName: 'Camille', lastName: 'Roy', email },
        language: 'fr-CA',
        serviceAddress: {
          line1: '12, rue du Port',
          city: 'Rimouski',
          province: 'QC',
          postalCode: 'G5L 1A1',
        },
        timeZone: operatorZone,
        cycleDay: 9,
        services: [{ serviceId, type: 'internet', planId: 'internet-120' }],
      },
    }),
  );

  const mail = await awaitRegistrationMail(mailboxUrl, email, 30);
  if (mail === undefined) return [`No registration mail came for ${email}`];
  told('4. The mailbox: the link was mailed', {
    subject: mail.subject,
    link: mail.link.replace(mail.token, short(mail.token)),
  });

  const password = 'la marée monte deux fois';
  told(
    '5. POST /v1/registrations/completion: the customer chooses a password',
    await api.call(registrationContract.completeRegistration, {
      body: { token: mail.token, password },
    }),
  );

  const session = await api.call(sessionsContract.signIn, { body: { email, password } });
  told('6. POST /v1/sessions: the customer signs in', {
    ...session,
    accessToken: short(session.accessToken),
    refreshToken: short(session.refreshToken ?? ''),
  });
  const customer = session.accessToken;
  told(
    '7. GET /v1/account: the first page',
    await api.call(accountContract.getAccount, { token: customer }),
  );

  const measured = measuredUntilYesterday(now, operatorZone);
  const { batchId, ...receipt } = await api.call(usageIntakeContract.receiveUsage, {
    token,
    body: dayRecords(serviceId, operatorZone, measured),
  });
  told('8. POST /v1/operator/usage: 30 measured days', { batchId, ...receipt });

  const problems: string[] = [];
  if (receipt.accepted !== measured.length) problems.push(`${receipt.accepted} records accepted`);

  told('9. POST /v1/operator/jobs/aggregate-usage/runs', await aggregateUsage(api, token));
  const batch = await api.call(usageIntakeContract.getUsageBatch, { token, params: { batchId } });
  told(`10. GET /v1/operator/usage/batches/${batchId}`, batch);
  if (batch.counted !== measured.length) problems.push(`${batch.counted} records counted`);

  const periods = await usageOf(api, customer, serviceId, now);
  for (const usage of periods) {
    told(`11. GET /v1/internet/${serviceId}/usage?period=${usage.period.start}`, {
      totals: usage.totals,
      allowance: usage.allowance,
      days: usage.days.length,
    });
  }
  return [
    ...problems,
    ...differences(periods, measured),
    ...(await letIn(api, customer, { password, accountNumber })),
  ];
}

/** The last step: somebody else is let in, and the account remembers it. */
async function letIn(
  api: ApiClient,
  customer: string,
  { password, accountNumber }: { password: string; accountNumber: string },
): Promise<string[]> {
  const { accessToken: token } = await api.call(sessionsContract.stepUp, {
    token: customer,
    body: { password },
  });
  const delegate = await api.call(delegatesContract.inviteDelegate, {
    token,
    body: {
      ...{ email: `guest-${accountNumber}@example.com`, firstName: 'Luc', lastName: 'Roy' },
      permissions: ['viewUsage'],
    },
  });
  told('12. POST /v1/account/delegates: somebody else is let in', delegate);
  const { items } = await api.call(activityContract.listActivity, { token: customer });
  told(
    '13. GET /v1/account/activity',
    items.map(({ action, actor }) => `${actor.firstName ?? ''}: ${action}`),
  );
  return items[0]?.action === 'delegate-invited' ? [] : ['The activity lacks the invitation'];
}

const short = (secret: string) => `${secret.slice(0, 8)}…`;

type Usage = AnswerOf<typeof internetContract.getUsage>;

/** Thirty days lie in two periods, or in three around February. */
const usageOf = (api: ApiClient, token: string, serviceId: string, now: Date): Promise<Usage[]> =>
  Promise.all(
    periodsBack(dayOf(now.getTime(), operatorZone), [{ from: '0001-01-01', day: 9 }], 2).map(
      ({ start }) =>
        api.call(internetContract.getUsage, {
          token,
          params: { serviceId },
          query: { period: start },
        }),
    ),
  );

/** What the API tells against what the file says, to the byte. */
function differences(periods: readonly Usage[], measured: readonly MeasuredDay[]): string[] {
  const found: string[] = [];
  const expect = (what: string, got: unknown, wanted: bigint | undefined) => {
    const same = wanted !== undefined && BigInt(got as number | string) === wanted;
    if (!same) found.push(`${what}: ${String(got)} bytes instead of ${String(wanted ?? 'none')}`);
  };

  const days = new Map(periods.flatMap((usage) => usage.days.map((day) => [day.day, day])));
  for (const { day, down, up } of measured) {
    expect(`${day} down`, days.get(day)?.download ?? 0, BigInt(down));
    expect(`${day} up`, days.get(day)?.upload ?? 0, BigInt(up));
    expect(`${day} total`, days.get(day)?.total ?? 0, BigInt(down) + BigInt(up));
  }
  const sum = (values: readonly (number | string)[]) =>
    values.reduce((total, value) => total + BigInt(value), 0n);
  const down = sum(measured.map((day) => day.down));
  const up = sum(measured.map((day) => day.up));
  expect('All down', sum(periods.map(({ totals }) => totals.download)).toString(), down);
  expect('All up', sum(periods.map(({ totals }) => totals.upload)).toString(), up);
  expect('All', sum(periods.map(({ totals }) => totals.total)).toString(), down + up);
  if (found.length === 0) say(`\n${down} bytes down and ${up} up, as measured, to the byte.`);
  return found;
}

async function main(): Promise<number> {
  const problems = process.argv.includes('--start') ? await ownStack() : await runningStack();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

async function runningStack(): Promise<string[]> {
  const file = join(import.meta.dirname, '../../.guichet/stack.json');
  if (!existsSync(file)) return ['No stack is running: start one with `npm start`.'];
  return tour(z.parse(stack, JSON.parse(readFileSync(file, 'utf8'))));
}

async function ownStack(): Promise<string[]> {
  const { startStack } = await import('./stack.ts');
  const running = await startStack({ port: 0, seed: 'none' });
  try {
    return await tour(running);
  } finally {
    await running.close();
  }
}

process.exitCode = await main();
