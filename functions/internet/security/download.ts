import { randomUUID } from 'node:crypto';
import { operation } from '../../../shared/http/operation.ts';
import { log } from '../../../shared/log.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import { changeProduct } from './change-product.ts';
import { securityContract } from './contract.ts';
import { downloadLink } from './download-link.ts';
import type { Deps } from './load-page.ts';
import { downloaded, seatsOf } from './security.ts';
import { seatView } from './view.ts';

type DownloadDeps = Deps & { sealingKeys: Secret<SealingKeys>; downloadsUrl: string };

export const download = (deps: DownloadDeps) =>
  operation(
    securityContract.downloadSecurityProduct,
    async ({ params: { serviceId, productId }, body, caller }) => {
      const signingKeys = await deps.sealingKeys();
      const now = deps.clock.now();
      const newId = randomUUID();
      const outcome = await changeProduct(
        deps,
        caller,
        { serviceId, productId },
        ({ security, product }) => {
          const decided = downloaded(security, product, body, { newId, now });
          if (!decided.ok) return decided;
          const { after, seat, isNew, file } = decided.value;
          const details = { serviceId, productId, seatId: seat.seatId };
          return {
            ok: true,
            answer: {
              ...downloadLink(signingKeys, { base: deps.downloadsUrl, file }, now),
              seat: seatView(seat),
              seats: { limit: product.seats, used: seatsOf(after, productId).length },
            },
            after,
            entry: isNew ? { action: 'security-seat-taken', details } : undefined,
          };
        },
      );
      // What is counted for each service in the table is counted for all of them from the log.
      if (outcome.ok) log.info('security-download', { productId, platform: body.platform });
      return outcome;
    },
  );
