import { randomUUID } from 'node:crypto';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import type { RequestedExport } from './export.ts';
import type { ExportsStore } from './exports.store.ts';

const perPerson = { tries: 3, seconds: 86_400 };

type Deps = { exports: ExportsStore; attempts: Attempts; clock: Clock };

export const askExport = ({ exports, attempts, clock }: Deps) =>
  operation(privacyContract.askExport, async ({ caller }) => {
    const { profileId, accountNumber, role } = caller;
    const retryAfter = await attempts.count('export', profileId, perPerson);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const now = clock.now();
    const request: RequestedExport = {
      exportId: randomUUID(),
      status: 'requested',
      requestedAt: now.getTime(),
      ...{ profileId, accountNumber, role },
    };
    if (!(await exports.ask(caller, request, now))) return refuse({ reason: 'session-ended' });
    const { exportId, status } = request;
    return { ok: true, value: { exportId, status, requestedAt: now.toISOString() } };
  });
