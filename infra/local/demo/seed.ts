/** Fills an empty operator with the demo, through the API and nothing else. */
import { usageIntakeContract } from '../../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../../functions/operator/contract.ts';
import { registrationContract } from '../../../functions/registration/contract.ts';
import { sessionsContract } from '../../../functions/sessions/contract.ts';
import { dayOf } from '../../../shared/calendar.ts';
import { apiClient, type ApiClient } from '../../../shared/http/client.ts';
import { catalogFrom } from './catalog.ts';
import { customersAt, demoPassword, measuredServiceId, type DemoCustomer } from './customers.ts';
import { delegateSignIn, inviteDemoDelegate } from './delegate.ts';
import { awaitRegistrationMail, poll } from './mail.ts';
import { purchasesAt, sendPurchases } from './purchases.ts';
import {
  dayRecords,
  generatedUsage,
  measuredUntilYesterday,
  habits,
  type UsageRecord,
} from './usage.ts';

export type DemoSignIn = { email: string; password: string; accountNumber: string; what: string };

export type SeedTarget = {
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  mailboxUrl: string;
};

export const operatorZone = 'America/Toronto';

/**
 * May be called again: what is there already stays as it is. A measured day that was sent for
 * another date before is a conflict then, and the first stands.
 */
export async function seedDemo(target: SeedTarget): Promise<DemoSignIn[]> {
  const api = apiClient(target.apiUrl);
  const token = await operatorToken(api, target);
  const now = new Date();
  await publishCatalog(api, token, now);

  const customers = customersAt(now);
  await Promise.all(customers.map((customer) => addCustomer(api, token, target, customer)));
  await inviteDemoDelegate(api, target.mailboxUrl);

  await sendPurchases(api, token, purchasesAt(now, operatorZone));
  await sendUsage(api, token, [
    ...dayRecords(measuredServiceId, operatorZone, measuredUntilYesterday(now, operatorZone)),
    ...habits.flatMap((habit) => generatedUsage(habit, now)),
  ]);
  await aggregateUsage(api, token);

  const signIns = customers.map(({ accountNumber, what, account }) => ({
    email: account.holder.email,
    password: demoPassword,
    accountNumber,
    what,
  }));
  return [...signIns, delegateSignIn];
}

export async function operatorToken(
  api: ApiClient,
  client: { clientId: string; clientSecret: string },
): Promise<string> {
  const { access_token } = await api.call(sessionsContract.operatorToken, {
    body: {
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    },
  });
  return access_token;
}

export const publishCatalog = (api: ApiClient, token: string, now: Date) =>
  api.call(operatorContract.putCatalog, {
    token,
    body: catalogFrom(dayOf(now.getTime(), operatorZone)),
  });

async function addCustomer(
  api: ApiClient,
  token: string,
  { mailboxUrl }: SeedTarget,
  { accountNumber, account }: DemoCustomer,
) {
  const { profile } = await api.call(operatorContract.putAccount, {
    token,
    params: { accountNumber },
    body: account,
  });
  if (profile.status === 'active') return;

  const { email } = account.holder;
  let mail = await awaitRegistrationMail(mailboxUrl, email, 30);
  if (mail === undefined) {
    // The mailbox forgets when the stack stops; a customer who lost the mail asks for another.
    await api.call(registrationContract.requestRegistration, { body: { email } });
    mail = await awaitRegistrationMail(mailboxUrl, email, 30);
  }
  if (mail === undefined) throw new Error(`No registration mail for ${accountNumber}`);
  await api.call(registrationContract.completeRegistration, {
    body: { token: mail.token, password: demoPassword },
  });
}

/** Keeps a batch below half a megabyte. */
const batchRecords = 2000;

async function sendUsage(api: ApiClient, token: string, records: readonly UsageRecord[]) {
  for (let from = 0; from < records.length; from += batchRecords) {
    const { rejected } = await api.call(usageIntakeContract.receiveUsage, {
      token,
      body: records.slice(from, from + batchRecords),
    });
    if (rejected.length > 0) throw new Error(`Usage was rejected: ${JSON.stringify(rejected[0])}`);
  }
}

/** Starts an aggregation and waits for its end. */
export async function aggregateUsage(api: ApiClient, token: string) {
  const route = operatorContract.getRun;
  const job = 'aggregate-usage' as const;
  const { runId } = await api.call(operatorContract.startRun, { token, params: { job } });
  const run = await poll(
    async () => {
      const state = await api.call(route, { token, params: { job, runId } });
      return state.status === 'finished' || state.status === 'failed' ? state : undefined;
    },
    { seconds: 120, everyMs: 200 },
  );
  if (run?.status !== 'finished') throw new Error(`Run ${runId} did not finish`);
  return run;
}
