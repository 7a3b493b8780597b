/**
 * The Internet services of each cycle day, as billing asks for them: whose period ended on a day.
 * The list names candidates, and the service's header says whether it is one: an entry too many is
 * passed over, one too few is a service that is not billed.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredAccount } from '../../shared/account.ts';
import { held } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { ttlName } from '../../shared/table/schema.ts';
import type { Part } from '../../shared/table/transactions.ts';

/** Of a service that has ended: longer than totals can be asked for, from the end of its last period. */
const keptFor = 500 * 86_400_000;

type Entry = { serviceId: string; day: number; isEnding: boolean };
type Change = { stored: StoredAccount | undefined; next: StoredAccount };

/** A service stays under the cycle days it has had: its periods of then are asked for later. */
export function cycleEntries({ stored, next }: Change): Entry[] {
  const days = daysOf(next.cycles);
  const before = new Map(stored?.services.map((one) => [one.serviceId, one.status]));
  const had = daysOf(stored?.cycles ?? []);
  return next.services
    .filter(({ type }) => type === 'internet')
    .flatMap(({ serviceId, status }) =>
      days
        .filter((day) => status !== before.get(serviceId) || !had.includes(day))
        .map((day) => ({ serviceId, day, isEnding: status === 'ended' })),
    );
}

const daysOf = (cycles: StoredAccount['cycles']) => [...new Set(cycles.map(({ day }) => day))];

type Writing = { next: StoredAccount; now: Date };

/** What a later version of the account has said stands. */
function entryUpdate({ serviceId, day, isEnding }: Entry, { next, now }: Writing) {
  const { accountNumber, version } = next;
  return {
    Key: keys.cycle(day, serviceId, accountNumber),
    UpdateExpression:
      'SET #service = :service, #account = :account, #version = :version' +
      (isEnding ? ', #end = :end' : ' REMOVE #end'),
    ConditionExpression: 'attribute_not_exists(#version) OR #version <= :version',
    ExpressionAttributeNames: {
      ...{ '#service': 'serviceId', '#account': 'accountNumber' },
      ...{ '#version': 'version', '#end': ttlName },
    },
    ExpressionAttributeValues: {
      ...{ ':service': serviceId, ':account': accountNumber, ':version': version },
      ...(isEnding ? { ':end': ttlAt(new Date(now.getTime() + keptFor)) } : {}),
    },
  };
}

export const cycleParts = (entries: readonly Entry[], writing: Writing): Part[] =>
  entries.map((entry) => ({ Update: entryUpdate(entry, writing) }));

/**
 * For more than a transaction takes: entries are made before it, and given their end after it.
 * Killed in between, an entry is there in vain, or for longer.
 */
export function cycleStore(table: Table) {
  const write = async (entries: readonly Entry[], writing: Writing) => {
    const TableName = table.name;
    await Promise.all(
      entries.map((entry) =>
        held(table.client.send(new UpdateCommand({ TableName, ...entryUpdate(entry, writing) }))),
      ),
    );
  };
  return {
    before: (entries: readonly Entry[], writing: Writing) =>
      write(
        entries.map((entry) => ({ ...entry, isEnding: false })),
        writing,
      ),
    after: (entries: readonly Entry[], writing: Writing) =>
      write(
        entries.filter(({ isEnding }) => isEnding),
        writing,
      ),
  };
}
