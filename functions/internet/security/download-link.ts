/**
 * Links to installers, good for minutes. The download host checks them by itself: it computes the
 * signature of `path\nexpires` (both as they stand in the link) with the key that is derived for it,
 * and serves nothing once `expires` has passed, in epoch seconds.
 */
import { signed, type SealingKeys } from '../../../shared/sealing.ts';

const validForMs = 600_000;

/** What the key is derived for. */
const purpose = 'download links';

export function downloadLink(
  keys: SealingKeys,
  { base, file }: { base: string; file: string },
  now: Date,
) {
  const expires = Math.floor((now.getTime() + validForMs) / 1000);
  const { keyId, signature } = signed(keys, `${file}\n${expires}`, purpose);
  const query = new URLSearchParams({ expires: String(expires), key: keyId, signature });
  return {
    url: `${base}/${file}?${String(query)}`,
    expiresAt: new Date(expires * 1000).toISOString(),
  };
}
