import { beginningOfTime } from '../../../shared/calendar.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { paged } from '../../../shared/http/paged.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import type { TvHistoryEntry } from '../../../shared/tv/history.ts';
import { tvHistoryContract, type EntryView } from './contract.ts';
import type { TvHistoryStore } from './store.ts';

export type Deps = { store: TvHistoryStore; sealingKeys: Secret<SealingKeys> };

export const listTvHistory = ({ store, sealingKeys }: Deps) =>
  operation(tvHistoryContract.listTvHistory, async ({ caller, params, query }) => {
    const { accountNumber, profileId } = caller;
    const { serviceId } = params;
    const context = `tv-history ${accountNumber} ${profileId} ${serviceId}`;
    const [hasTv, page] = await Promise.all([
      store.hasTv(accountNumber, serviceId),
      paged(sealingKeys, context, query.cursor, async (from) => {
        const { limit } = query;
        const { items, ...next } = await store.page(accountNumber, serviceId, { limit, from });
        return { items: items.map(entryView), ...next };
      }),
    ]);
    return hasTv ? page : refuse({ reason: 'not-found' });
  });

const entryView = ({ at, planId, picked, addOns, orderId }: TvHistoryEntry): EntryView => ({
  ...{ at: new Date(at).toISOString(), planId },
  // The table keeps them in no order.
  picked: Object.keys(picked)
    .toSorted()
    .map((channelId) => {
      const addedOn = picked[channelId];
      return {
        channelId,
        ...(addedOn === undefined || addedOn === beginningOfTime ? {} : { addedOn }),
      };
    }),
  addOns,
  ...(orderId === undefined ? {} : { orderId }),
});
