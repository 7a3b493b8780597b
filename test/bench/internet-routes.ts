/** What the Internet tab asks of the table, of a service whose last two years are full of large days. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { internetContract } from '../../functions/internet/contract.ts';
import { daysFrom, periodsBack } from '../../shared/calendar.ts';
import { dayAttribute } from '../../shared/usage-period.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Subject } from './person-routes.ts';

const months = 24;
/** As long as they get below 2^53: 18 GB a day. */
const total = [18_123_456_789, 1_234_567_890, 24, 1740];

export async function internetRows(
  { table, measure }: Pick<Subject, 'table' | 'measure'>,
  { accountNumber, serviceId, token }: { accountNumber: string; serviceId: string; token: string },
) {
  const cycles = [{ from: '0001-01-01', day: 9 }];
  const periods = periodsBack('2026-11-23', cycles, months);
  for (const { start, end } of periods) {
    const days = daysFrom(start, end);
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keys.usagePeriod(accountNumber, serviceId, start),
          ...Object.fromEntries(days.map((day) => [dayAttribute(day), total])),
        },
      }),
    );
  }
  const usage = { token, params: { serviceId } };
  await measure(internetContract.getInternet, usage);
  await measure(internetContract.getUsage, usage);
  await measure(internetContract.listUsagePeriods, usage);
  // An archive of the account is measured later, of an account like any other.
  for (const { start } of periods) {
    const Key = keys.usagePeriod(accountNumber, serviceId, start);
    await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
  }
}
