/** What the TV pages and the changes of channels and packages ask of the table: 20 picks, the demo's catalog. */
import { tvContract } from '../../functions/tv/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { channels } from '../../infra/local/demo/channels.ts';
import { emailOwner } from '../../shared/profile.ts';
import { getItem } from '../../shared/table/access.ts';
import { keys } from '../../shared/table/keys.ts';
import { sentAccount } from '../operator/fixtures.ts';
import type { House } from '../support/house.ts';
import { signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

const [accountNumber, serviceId, email] = ['50000000932', 'tv-bench-2', 'tv.bench2@example.com'];

export async function tvRows(
  { table, clock, measure }: Pick<Subject, 'table' | 'clock' | 'measure'>,
  { house, operator }: { house: House; operator: string },
) {
  const regular = channels.filter((one) => one.class === 'regular').map((one) => one.channelId);
  const [held = '', added = ''] = regular.slice(40);
  const picked = regular.slice(0, 20).map((channelId) => ({ channelId, addedOn: '2026-01-01' }));
  await house.call(operatorContract.putAccount, {
    ...{ token: operator, params: { accountNumber } },
    body: sentAccount({
      holder: { firstName: 'TV', lastName: 'Bench', email },
      services: [
        { serviceId, type: 'tv', planId: 'mon-mix-20', picked, addOns: ['super-ecran', held] },
      ],
    }),
  });
  const owner = await getItem(table, emailOwner, keys.email(email));
  const person = { profileId: owner?.profileId ?? '', email, accountNumber, link: '' };
  const { token } = await signedIn(table, clock, person);
  const asked = { token, params: { serviceId } };
  // Warm: announced catalogs are remembered for a minute, as the one in force is.
  await house.call(tvContract.getTv, asked);
  await measure(tvContract.getTv, asked);
  await measure(tvContract.getLineup, asked);
  await measure(tvContract.changeSelection, {
    ...{ ...asked, headers: { 'if-match': '*' } },
    body: { channels: regular.slice(10, 30) },
  });
  const params = { serviceId, channelId: added };
  await measure(tvContract.putChannel, { token, params });
  await measure(tvContract.putPackage, {
    token,
    params: { serviceId, packageId: 'hollywood-suite' },
  });
  // What the operator brought along must not be kept.
  await measure(tvContract.deleteChannel, { token, params: { serviceId, channelId: held } });
  await measure(tvContract.deletePackage, {
    token,
    params: { serviceId, packageId: 'super-ecran' },
  });
}
