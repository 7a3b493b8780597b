import type { Clock } from '../../shared/clock.ts';
import { operation } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock };

export const listSessions = ({ store, clock }: Deps) =>
  operation(sessionsContract.listSessions, async ({ caller }) => {
    const now = clock.now().getTime();
    const { epoch, sessions } = await store.list(caller.profileId);
    const items = sessions
      .filter((session) => session.endsAt > now && session.epoch === epoch)
      .toSorted((a, b) => b.rotatedAt - a.rotatedAt)
      .map(({ sessionId, device, userAgent, sourceIp, createdAt, rotatedAt, endsAt }) => ({
        sessionId,
        current: sessionId === caller.sessionId,
        ...(device === undefined ? {} : { device }),
        ...(userAgent === undefined ? {} : { userAgent }),
        ...(sourceIp === undefined ? {} : { ipAddress: sourceIp }),
        startedAt: new Date(createdAt).toISOString(),
        lastUsedAt: new Date(rotatedAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
      }));
    return { ok: true, value: { items } };
  });
