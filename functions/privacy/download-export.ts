import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import { hasEnded, maxArchiveBytes } from './export.ts';
import type { ExportsStore } from './exports.store.ts';

const unpack = promisify(gunzip);

/** Most archives are made in less. */
const retryAfter = 10;

type Deps = { exports: ExportsStore; clock: Clock };

export const downloadExport = ({ exports, clock }: Deps) =>
  operation(privacyContract.downloadExport, async ({ caller, params, headers }) => {
    const stored = await exports.find(caller.profileId, params.exportId);
    if (stored === undefined || hasEnded(stored, clock.now())) {
      return refuse({ reason: 'not-found' });
    }
    if (stored.status === 'requested') return refuse({ reason: 'export-not-ready', retryAfter });

    const packed = await exports.archive(stored);
    const download = {
      'content-disposition': `attachment; filename="guichet-${stored.exportId}.json"`,
      vary: 'accept-encoding',
    };
    const plainFits = stored.bytes <= maxArchiveBytes;
    if (plainFits && !takesGzip(headers['accept-encoding'])) {
      return { ok: true, value: await unpack(packed), headers: download };
    }
    return { ok: true, value: packed, headers: { ...download, 'content-encoding': 'gzip' } };
  });

/** `gzip;q=0` is a refusal. */
const takesGzip = (accepted = '') =>
  accepted.split(',').some((one) => /^\s*gzip\s*(;\s*q=(1|0?\.\d*[1-9]\d*|1\.0*))?\s*$/i.test(one));
