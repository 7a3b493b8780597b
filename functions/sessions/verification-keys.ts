import { operation } from '../../shared/http/operation.ts';
import type { KeySet } from '../../shared/jwks/schema.ts';
import { sessionsContract } from './contract.ts';

export const verificationKeys = (keys: KeySet) =>
  operation(sessionsContract.verificationKeys, () =>
    Promise.resolve({
      ok: true as const,
      value: keys,
      headers: { 'cache-control': 'public, max-age=300' },
    }),
  );
