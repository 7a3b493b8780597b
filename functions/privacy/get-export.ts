import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import { hasEnded } from './export.ts';
import type { ExportsStore } from './exports.store.ts';

type Deps = { exports: ExportsStore; clock: Clock };

export const getExport = ({ exports, clock }: Deps) =>
  operation(privacyContract.getExport, async ({ caller, params }) => {
    const stored = await exports.find(caller.profileId, params.exportId);
    if (stored === undefined || hasEnded(stored, clock.now())) {
      return refuse({ reason: 'not-found' });
    }
    const { exportId, status } = stored;
    return {
      ok: true,
      value: {
        exportId,
        status,
        requestedAt: new Date(stored.requestedAt).toISOString(),
        ...(stored.status === 'ready' && {
          readyAt: new Date(stored.readyAt).toISOString(),
          endsAt: new Date(stored.endsAt).toISOString(),
          bytes: stored.bytes,
        }),
      },
    };
  });
