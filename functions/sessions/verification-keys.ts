import type { JSONWebKeySet } from 'jose';
import { operation } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';

export const verificationKeys = (keys: JSONWebKeySet) =>
  operation(sessionsContract.verificationKeys, () =>
    Promise.resolve({
      ok: true as const,
      value: keys as never,
      headers: { 'cache-control': 'public, max-age=300' },
    }),
  );
