import { operation } from '../../shared/http/operation.ts';
import type { Assets } from './assets.ts';
import { referenceContract } from './contract.ts';

/** Nothing from elsewhere, nothing inline. The style sheet carries its icons as `data:` images. */
const pagePolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const docs = (assets: Assets) => {
  const page = assets('index.html')?.content.toString();
  return operation(referenceContract.docs, () =>
    Promise.resolve({
      ok: true,
      value: page,
      headers: {
        'content-security-policy': pagePolicy,
        'cache-control': 'public, max-age=300',
      },
    }),
  );
};
