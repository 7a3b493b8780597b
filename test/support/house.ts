/** All features behind their public handlers, in one process, on one table and one clock. */
import { createHash } from 'node:crypto';
import { importJWK } from 'jose';
import { accountContract } from '../../functions/account/contract.ts';
import { accountOperations } from '../../functions/account/operations.ts';
import { accountStore as accountPages } from '../../functions/account/store.ts';
import { activityContract } from '../../functions/activity/contract.ts';
import { activityOperations } from '../../functions/activity/operations.ts';
import { activityStore } from '../../functions/activity/store.ts';
import { delegatesContract } from '../../functions/delegates/contract.ts';
import { delegatesOperations } from '../../functions/delegates/operations.ts';
import { delegateStore } from '../../functions/delegates/store.ts';
import {
  foldShardDay,
  type FoldEnd,
} from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import { foldStore, type ShardDay } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { internetOperations } from '../../functions/internet/operations.ts';
import { dataAddOnsContract } from '../../functions/internet/data-addons/contract.ts';
import { dataAddOnsOperations } from '../../functions/internet/data-addons/operations.ts';
import { dataAddOnStore } from '../../functions/internet/data-addons/store.ts';
import { mailboxesContract } from '../../functions/internet/mailboxes/contract.ts';
import { mailboxesOperations } from '../../functions/internet/mailboxes/operations.ts';
import { mailboxStore } from '../../functions/internet/mailboxes/store.ts';
import { securityContract } from '../../functions/internet/security/contract.ts';
import { securityOperations } from '../../functions/internet/security/operations.ts';
import { securityStore } from '../../functions/internet/security/store.ts';
import { usageStore } from '../../functions/internet/store.ts';
import { planContract } from '../../functions/internet/plan/contract.ts';
import { planOperations } from '../../functions/internet/plan/operations.ts';
import { usageFilesContract } from '../../functions/internet/usage-files/contract.ts';
import { filesStore } from '../../functions/internet/usage-files/files.store.ts';
import { fileListStore } from '../../functions/internet/usage-files/list.store.ts';
import { usageFilesOperations } from '../../functions/internet/usage-files/operations.ts';
import { uploadsTo } from '../../functions/internet/usage-files/upload.store.ts';
import { retentionContract } from '../../functions/internet/retention/contract.ts';
import { listRetention } from '../../functions/internet/retention/list-retention.ts';
import { retentionStore } from '../../functions/internet/retention/store.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { getUsageBatch } from '../../functions/internet/usage-intake/get-usage-batch.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { listWaiting } from '../../functions/internet/usage-intake/list-waiting.ts';
import { queueStore } from '../../functions/internet/usage-intake/queue.store.ts';
import { receiveUsage } from '../../functions/internet/usage-intake/receive-usage.ts';
import { reportStore } from '../../functions/internet/usage-intake/report.store.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { usageTotalsContract } from '../../functions/internet/usage-totals/contract.ts';
import { usageTotalsOperations } from '../../functions/internet/usage-totals/operations.ts';
import { totalsStore } from '../../functions/internet/usage-totals/store.ts';
import { accountStore } from '../../functions/operator/account.store.ts';
import { catalogStore } from '../../functions/operator/catalog.store.ts';
import { operatorClientsContract } from '../../functions/operator/clients/contract.ts';
import { operatorClientsOperations } from '../../functions/operator/clients/operations.ts';
import { clientStore } from '../../functions/operator/clients/store.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { getRun } from '../../functions/operator/get-run.ts';
import { putAccount } from '../../functions/operator/put-account.ts';
import { putCatalog } from '../../functions/operator/put-catalog.ts';
import { runsStore } from '../../functions/operator/runs.store.ts';
import { startRun } from '../../functions/operator/start-run.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { ordersOperations } from '../../functions/orders/operations.ts';
import { ordersStore } from '../../functions/orders/store.ts';
import { profileContract } from '../../functions/profile/contract.ts';
import { factorStore } from '../../functions/profile/factors.store.ts';
import { profileOperations } from '../../functions/profile/operations.ts';
import { profileStore } from '../../functions/profile/store.ts';
import { challengeStore } from '../../functions/passkeys/challenge.store.ts';
import { passkeysContract } from '../../functions/passkeys/contract.ts';
import { passkeysOperations } from '../../functions/passkeys/operations.ts';
import { passkeyStore } from '../../functions/passkeys/store.ts';
import { privacyContract } from '../../functions/privacy/contract.ts';
import { privacyOperations } from '../../functions/privacy/operations.ts';
import { completeRegistration } from '../../functions/registration/complete-registration.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { requestRegistration } from '../../functions/registration/request-registration.ts';
import { returnStore } from '../../functions/registration/return.store.ts';
import { registrationStore } from '../../functions/registration/store.ts';
import { tvContract } from '../../functions/tv/contract.ts';
import { tvOperations } from '../../functions/tv/operations.ts';
import { tvStore } from '../../functions/tv/store.ts';
import { tvHistoryContract } from '../../functions/tv/history/contract.ts';
import { tvHistoryOperations } from '../../functions/tv/history/operations.ts';
import { tvHistoryStore } from '../../functions/tv/history/store.ts';
import { tvPlanContract } from '../../functions/tv/plan/contract.ts';
import { tvPlanOperations } from '../../functions/tv/plan/operations.ts';
import { tokenIssuer } from '../../functions/sessions/access-token.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { sessionsOperations } from '../../functions/sessions/operations.ts';
import { usualLifetimes } from '../../functions/sessions/lifetimes.ts';
import type { Secrets } from '../../functions/sessions/secrets.store.ts';
import { sessionStore } from '../../functions/sessions/store.ts';
import { purchaseIntakeContract } from '../../functions/tv/purchase-intake/contract.ts';
import { purchaseIntakeOperations } from '../../functions/tv/purchase-intake/operations.ts';
import { purchaseIntakeStore } from '../../functions/tv/purchase-intake/store.ts';
import { purchasesContract } from '../../functions/tv/purchases/contract.ts';
import { purchasesOperations } from '../../functions/tv/purchases/operations.ts';
import { purchasesStore } from '../../functions/tv/purchases/store.ts';
import { attemptsIn } from '../../shared/attempts.ts';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import type { Clock } from '../../shared/clock.ts';
import { scopes, type Route, type Scope } from '../../shared/http/contract.ts';
import { feature, type FeatureHandler } from '../../shared/http/feature.ts';
import { idempotencyIn } from '../../shared/idempotency.store.ts';
import { readClient } from '../../shared/operator-client.ts';
import { planStore } from '../../shared/plans/store.ts';
import type { Terms } from '../../shared/plans/upgrades.ts';
import type { Queue } from '../../shared/queue.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Table } from '../../shared/table/client.ts';
import { call, type Reply, type Request } from './call.ts';
import { issuer, privateJwk, publicKeys } from './identity.ts';
import { settingsFor } from './settings.ts';
import { foldDeps } from '../internet/fold-deps.ts';

export const clientSecret = 'the-secret-of-the-test-client';

const secrets: Secrets = {
  signingKey: async () => ({
    key: await importJWK(privateJwk, 'ES256'),
    keyId: privateJwk.kid ?? '',
  }),
  operatorClients: () =>
    Promise.resolve([
      {
        clientId: 'test-client',
        secretHashes: [createHash('sha256').update(clientSecret).digest('hex')],
        scopes: Object.keys(scopes) as Scope[],
      },
    ]),
};

export const sealingKeys: () => Promise<SealingKeys> = () =>
  Promise.resolve({ keys: [{ id: 'test', key: Buffer.alloc(32, 7).toString('base64url') }] });

export const portalOrigin = 'https://account.example.com';
export const downloadsUrl = 'https://downloads.example.com';
export const mailDomains = ['courriel.example.com', 'mail.example.com'];
export const rpId = 'account.example.com';

export type House = {
  call: <const R extends Route>(route: R, request?: Request) => Promise<Reply<R>>;
  /** Folds a shard-day the way the worker does; the number of totals written. */
  fold: (at: ShardDay) => Promise<FoldEnd>;
};

export const usualTerms: Terms = { fulfilment: 'operator', proration: '30-days' };

export function openHouse(
  table: Table,
  clock: Clock,
  runsQueue: Queue,
  terms: Terms = usualTerms,
  usageShards = 4,
): House {
  const settings = settingsFor(clock, table);
  const attempts = attemptsIn(table, clock);
  const catalogs = catalogIn(table, clock);
  const runs = runsStore(table);
  const intake = intakeStore(table);
  const registration = {
    store: registrationStore(table),
    returns: returnStore(table),
    attempts,
    clock,
    acceptedProof: 'either' as const,
  };
  const sessions = {
    store: sessionStore(table, usualLifetimes),
    attempts,
    clock,
    secrets,
    findClient: (clientId: string) => readClient(table, clientId),
    sealingKeys,
    issueToken: tokenIssuer({ secrets, clock, issuer }),
    lifetimes: usualLifetimes,
    origins: [portalOrigin],
    publicKeys,
  };
  const passkeys = {
    store: passkeyStore(table),
    challenges: challengeStore(table),
    attempts,
    clock,
    party: { id: rpId, origins: [portalOrigin] },
  };
  const account = { store: accountPages(table), catalogs, clock };
  const folds = foldDeps(foldStore(table), clock, table);
  const usage = { store: intake, clock, resolve: knownServices({ store: intake, clock }) };

  const features: [Readonly<Record<string, Route>>, FeatureHandler][] = [
    [
      registrationContract,
      feature(
        registrationContract,
        {
          requestRegistration: requestRegistration(registration),
          completeRegistration: completeRegistration(registration),
        },
        settings,
      ),
    ],
    [sessionsContract, feature(sessionsContract, sessionsOperations(sessions), settings)],
    [passkeysContract, feature(passkeysContract, passkeysOperations(passkeys), settings)],
    [
      profileContract,
      feature(
        profileContract,
        profileOperations({
          store: profileStore(table),
          factors: factorStore(table),
          attempts,
          clock,
          sealingKeys,
        }),
        settings,
      ),
    ],
    [accountContract, feature(accountContract, accountOperations(account), settings)],
    [
      delegatesContract,
      feature(
        delegatesContract,
        delegatesOperations({ store: delegateStore(table), attempts, clock }),
        settings,
      ),
    ],
    [
      activityContract,
      feature(
        activityContract,
        activityOperations({ store: activityStore(table), clock, sealingKeys }),
        settings,
      ),
    ],
    [
      internetContract,
      feature(
        internetContract,
        internetOperations({ store: usageStore(table), catalogs, clock }),
        settings,
      ),
    ],
    [
      planContract,
      feature(
        planContract,
        planOperations({
          ...{ store: planStore(table), catalogs, clock, terms },
          idempotency: idempotencyIn(table, clock),
        }),
        settings,
      ),
    ],
    [
      tvContract,
      feature(
        tvContract,
        tvOperations({ store: tvStore(table), catalogs, clock, terms }),
        settings,
      ),
    ],
    [
      tvHistoryContract,
      feature(
        tvHistoryContract,
        tvHistoryOperations({ store: tvHistoryStore(table), sealingKeys }),
        settings,
      ),
    ],
    [
      tvPlanContract,
      feature(
        tvPlanContract,
        tvPlanOperations({
          ...{ store: planStore(table), catalogs, clock, terms },
          idempotency: idempotencyIn(table, clock),
        }),
        settings,
      ),
    ],
    [
      ordersContract,
      feature(
        ordersContract,
        ordersOperations({ store: ordersStore(table), clock, sealingKeys }),
        settings,
      ),
    ],
    [
      securityContract,
      feature(
        securityContract,
        securityOperations({
          ...{ store: securityStore(table), catalogs, clock, sealingKeys, downloadsUrl },
        }),
        settings,
      ),
    ],
    [
      mailboxesContract,
      feature(
        mailboxesContract,
        mailboxesOperations({
          ...{ store: mailboxStore(table), catalogs, attempts, clock, domains: mailDomains },
        }),
        settings,
      ),
    ],
    [
      dataAddOnsContract,
      feature(
        dataAddOnsContract,
        dataAddOnsOperations({
          ...{ store: dataAddOnStore(table), catalogs, clock, noticeAt: folds.noticeAt },
          idempotency: idempotencyIn(table, clock),
        }),
        settings,
      ),
    ],
    [
      usageIntakeContract,
      feature(
        usageIntakeContract,
        {
          receiveUsage: receiveUsage(usage),
          getUsageBatch: getUsageBatch(usage),
          listWaiting: listWaiting({ queue: queueStore(table) }),
        },
        settings,
      ),
    ],
    [
      usageFilesContract,
      feature(
        usageFilesContract,
        usageFilesOperations({
          ...{ files: filesStore(table), list: fileListStore(table), reports: reportStore(table) },
          ...{ signUpload: uploadsTo({ bucket: 'guichet-test-usage' }, table), clock, sealingKeys },
        }),
        settings,
      ),
    ],
    [
      usageTotalsContract,
      feature(
        usageTotalsContract,
        usageTotalsOperations({
          ...{ store: totalsStore(table), catalogs, clock, sealingKeys },
          closeAfterHours: folds.closeAfterHours,
        }),
        settings,
      ),
    ],
    [
      retentionContract,
      feature(
        retentionContract,
        { listRetention: listRetention({ store: retentionStore(table) }) },
        settings,
      ),
    ],
    [
      purchaseIntakeContract,
      feature(
        purchaseIntakeContract,
        purchaseIntakeOperations({ store: purchaseIntakeStore(table), clock }),
        settings,
      ),
    ],
    [
      purchasesContract,
      feature(
        purchasesContract,
        purchasesOperations({ store: purchasesStore(table), clock }),
        settings,
      ),
    ],
    [
      operatorContract,
      feature(
        operatorContract,
        {
          putAccount: putAccount({ accounts: accountStore(table, usageShards), catalogs, clock }),
          putCatalog: putCatalog({ catalogs: catalogStore(table), clock, noticeDays: 30 }),
          startRun: startRun({ runs, runsQueue, clock }),
          getRun: getRun({ runs }),
        },
        settings,
      ),
    ],
    [
      operatorClientsContract,
      feature(
        operatorClientsContract,
        operatorClientsOperations({ store: clientStore(table), clock }),
        settings,
      ),
    ],
    [privacyContract, feature(privacyContract, privacyOperations(table, clock), settings)],
  ];
  return {
    call: (route, request) => {
      const owner = features.find(([contract]) => Object.values(contract).includes(route));
      if (owner === undefined) throw new Error(`No feature has ${route.path}`);
      return call(owner[1], route, request);
    },
    fold: (at) => foldShardDay(folds, at),
  };
}

/** A queue that keeps what it was sent. */
export function keepingQueue(): Queue & { sent: object[] } {
  const sent: object[] = [];
  return {
    sent,
    send: (messages) => {
      sent.push(...messages);
      return Promise.resolve([]);
    },
  };
}
