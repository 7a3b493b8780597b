import type { Clock } from '../../shared/clock.ts';
import { operation } from '../../shared/http/operation.ts';
import { profileContract } from './contract.ts';
import type { FactorStore } from './factors.store.ts';

type Deps = { factors: FactorStore; clock: Clock };

export const removeTotp = ({ factors, clock }: Deps) =>
  operation(profileContract.removeTotp, async ({ caller }) => {
    await factors.turnOffTotp(caller, clock.now());
    return { ok: true, value: undefined };
  });
