/** The part that modems have in the change of an account. */
import * as z from 'zod/mini';
import { modem, type Modem } from '../../shared/modem.ts';
import { getItems } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Part } from '../../shared/table/transactions.ts';
import { changedHistory, type ModemChange } from './modems.ts';

/** Whose each modem is from now on; what changed since it was read makes the whole change fail. */
export async function modemParts(
  table: Table,
  changes: readonly ModemChange[],
  now: Date,
): Promise<Part[]> {
  if (changes.length === 0) return [];
  const items = await getItems(
    table,
    changes.map(({ mac }) => keys.modem(mac)),
  );
  const stored = new Map(
    items.map((item) => z.parse(modem, item)).map((one) => [one.mac, one] as const),
  );
  return changes.flatMap((change) => {
    const before = stored.get(change.mac);
    const history = changedHistory(before?.history ?? [], change, now.getTime());
    return history === before?.history || history.length === 0
      ? []
      : [modemPart(before, { mac: change.mac, history: [...history] })];
  });
}

const modemPart = (
  before: Modem | undefined,
  { mac, history }: Pick<Modem, 'mac' | 'history'>,
): Part => ({
  Put: {
    Item: { ...keys.modem(mac), mac, history, version: (before?.version ?? 0) + 1 },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':read': before.version },
        }),
  },
});
