/** What moving a TV service up asks of the table: from a full selection to a plan that has most of it. */
import { operatorContract } from '../../functions/operator/contract.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { tvPlanContract } from '../../functions/tv/plan/contract.ts';
import { channels } from '../../infra/local/demo/channels.ts';
import { emailOwner } from '../../shared/profile.ts';
import { getItem } from '../../shared/table/access.ts';
import { keys } from '../../shared/table/keys.ts';
import { sentAccount } from '../operator/fixtures.ts';
import type { House } from '../support/house.ts';
import { signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

const [accountNumber, serviceId, email] = ['50000000931', 'tv-bench', 'tv.bench@example.com'];

export async function tvPlanRows(
  { table, clock, measure }: Pick<Subject, 'table' | 'clock' | 'measure'>,
  { house, operator }: { house: House; operator: string },
) {
  const picked = channels
    .filter((one) => one.class === 'regular')
    .slice(0, 20)
    .map(({ channelId }) => ({ channelId, addedOn: '2026-01-01' }));
  const sold = { planId: 'mon-mix-20', addOns: ['super-ecran', 'sports', 'musique'], picked };
  await house.call(operatorContract.putAccount, {
    ...{ token: operator, params: { accountNumber } },
    body: sentAccount({
      holder: { firstName: 'TV', lastName: 'Bench', email },
      services: [{ serviceId, type: 'tv', ...sold }],
    }),
  });
  const owner = await getItem(table, emailOwner, keys.email(email));
  const person = { profileId: owner?.profileId ?? '', email, accountNumber, link: '' };
  const { token } = await signedIn(table, clock, person);
  const params = { serviceId };
  await measure(tvPlanContract.listTvUpgrades, { token, params });
  const ordered = await measure(tvPlanContract.changeTvPlan, {
    ...{ token, params, headers: { 'idempotency-key': 'first' } },
    body: { planId: 'tv-complete', when: 'now' },
  });
  await measure(ordersContract.receiveOrderEvent, {
    token: operator,
    params: { orderId: ordered.body.order?.orderId ?? '' },
    body: { type: 'completed', at: clock.now().toISOString() },
  });
}
