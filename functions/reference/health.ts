import { operation } from '../../shared/http/operation.ts';
import { referenceContract } from './contract.ts';

export const health = operation(referenceContract.health, () =>
  Promise.resolve({ ok: true, value: { status: 'ok' } }),
);
