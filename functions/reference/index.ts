import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, nobodyStands } from '../../shared/http/feature.ts';
import { assetsIn } from './assets.ts';
import { referenceConfig } from './config.ts';
import { referenceContract } from './contract.ts';
import { docsAsset } from './docs-asset.ts';
import { docs } from './docs.ts';
import { health } from './health.ts';
import { openApi, type OpenApi } from './open-api.ts';

const config = readConfig(referenceConfig);
const document = JSON.parse(
  readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8'),
) as OpenApi;
const assets = assetsIn(join(import.meta.dirname, 'docs'));

export const handler = feature(
  referenceContract,
  {
    health,
    openApi: openApi(document),
    docs: docs(assets),
    docsAsset: docsAsset(assets),
  },
  {
    // Every route is public: there is no token that would open anything here.
    verifyToken: () => Promise.resolve(undefined),
    standing: nobodyStands,
    now: systemClock.now,
    validateAnswers: config.VALIDATE_ANSWERS === '1',
  },
);
