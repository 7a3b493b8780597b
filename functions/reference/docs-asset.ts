import { operation, refuse } from '../../shared/http/operation.ts';
import type { Assets } from './assets.ts';
import { referenceContract } from './contract.ts';

export const docsAsset = (assets: Assets) =>
  operation(referenceContract.docsAsset, ({ params }) => {
    const asset = assets(params.asset);
    return Promise.resolve(
      asset === undefined
        ? refuse({ reason: 'not-found' })
        : {
            ok: true,
            value: asset.content,
            headers: { 'content-type': asset.type, 'cache-control': 'public, max-age=3600' },
          },
    );
  });
