/** A page of an account's activity, with the names of who acted as they are now. */
import type { Activity } from '../../shared/activity.ts';
import type { Clock } from '../../shared/clock.ts';
import { openCursor, sealCursor } from '../../shared/http/cursor.ts';
import { refuse } from '../../shared/http/operation.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import type { ActivityStore, Name } from './store.ts';

export type Deps = { store: ActivityStore; clock: Clock; sealingKeys: Secret<SealingKeys> };

type Asked = {
  accountNumber: string;
  /** Only what this person did; undefined: what everybody did. */
  by: string | undefined;
  /** Whose cursor it is. */
  reader: string;
  limit: number;
  cursor?: string | undefined;
};

export async function readPage(deps: Deps, { accountNumber, by, reader, limit, cursor }: Asked) {
  const context = `activity ${accountNumber} ${reader}`;
  const from =
    cursor === undefined ? undefined : openCursor(await deps.sealingKeys(), cursor, context);
  if (cursor !== undefined && from === undefined) {
    const issues = [{ path: 'query.cursor', expected: 'the nextCursor of the page before' }];
    return refuse({ reason: 'invalid-request', issues });
  }
  const { entries, next } = await deps.store.page(accountNumber, {
    ...{ by, limit, from },
    now: deps.clock.now(),
  });
  const names = await deps.store.names(new Set(entries.map(({ profileId }) => profileId)));
  return {
    ok: true as const,
    value: {
      items: entries.map((entry) => view(entry, names.get(entry.profileId))),
      ...(next === undefined
        ? {}
        : { nextCursor: sealCursor(await deps.sealingKeys(), next, context) }),
    },
  };
}

const view = (
  { activityId, at, action, profileId, role, details }: Activity,
  name: Name | undefined,
) => ({
  ...{ activityId, at, action },
  actor: { profileId, role, ...name },
  ...(role === 'delegate' ? { onBehalfOf: 'holder' as const } : {}),
  ...(details === undefined ? {} : { details }),
});
