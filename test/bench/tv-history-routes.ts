/** What the history of a TV service asks of the table: a full page of selections of 30 channels. */
import { tvHistoryContract } from '../../functions/tv/history/contract.ts';
import { channels } from '../../infra/local/demo/channels.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import { tvHistoryPart } from '../../shared/tv/history.ts';
import { updateItem } from '../support/items.ts';
import { putPerson, signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

const [accountNumber, serviceId, page] = ['50000000941', 'tv-history-bench', 50];

export async function tvHistoryRows({
  table,
  clock,
  measure,
}: Pick<Subject, 'table' | 'clock' | 'measure'>) {
  const email = 'history.bench@example.com';
  const person = await putPerson(table, { email, accountNumber, passwordHash: 'x' });
  const picked = channels
    .filter((one) => one.class === 'regular')
    .slice(0, 30)
    .map(({ channelId }) => [channelId, '2026-01-01'] as const);
  const tv = { picked: Object.fromEntries(picked), heldSince: {} };
  const chosen = { planId: 'mon-mix-30', addOns: ['super-ecran', 'sports'], tv };
  const service = { serviceId, type: 'tv', ...chosen, equipment: [], status: 'active' };
  await updateItem(table, keys.account(accountNumber), { services: [service] });
  const now = clock.now();
  const parts = Array.from({ length: page + 1 }, (_, version) =>
    tvHistoryPart({ accountNumber, serviceId, version }, chosen, { now }),
  );
  await transact(table, parts);

  const { token } = await signedIn(table, clock, person);
  const { body } = await measure(tvHistoryContract.listTvHistory, { token, params: { serviceId } });
  if (body.items.length !== page || body.nextCursor === undefined)
    throw new Error('The page lacks entries');
}
