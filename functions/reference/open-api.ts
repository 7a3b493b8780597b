import { operation } from '../../shared/http/operation.ts';
import { referenceContract } from './contract.ts';

export type OpenApi = { openapi: string };

export const openApi = (document: OpenApi) =>
  operation(referenceContract.openApi, () =>
    Promise.resolve({
      ok: true,
      value: document,
      headers: { 'cache-control': 'public, max-age=300' },
    }),
  );
