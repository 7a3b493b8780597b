/**
 * Every key of the one table.
 *
 * | entity              | pk                    | sk                              | read by (round trips, units)                 |
 * |---------------------|-----------------------|---------------------------------|----------------------------------------------|
 * | account + services  | ACCOUNT#number        | ACCOUNT                         | overview, services: 1 Get, 0.5–1             |
 * | usage header        | ACCOUNT#number        | USAGE#service#HEADER            | usage pages: 1 Query with the last periods   |
 * | usage period        | ACCOUNT#number        | USAGE#service#first day         | written by the fold: 1 Update, 1             |
 * | terms of a period   | ACCOUNT#number        | USAGE#service#first day#TERMS   | usage pages: the same Query; fold: BatchGet  |
 * | usage adjustment    | ACCOUNT#number        | ADJUSTMENT#service#first day#day| the next bill: 1 Query; by the fold: 1 Update|
 * | adjusted for a bill | ACCOUNT#number        | ADJUSTED#service#first day      | usage totals: BatchGet; by the fold: 1 Update|
 * | services by cycle   | CYCLE#day of month    | service#account                 | usage totals: 1 Query a page                 |
 * | accounts with TV    | TVACCOUNTS#part       | account                         | catalog notices: 1 Query a page              |
 * | changes told        | ACCOUNT#number        | CHANGES-TOLD                    | catalog notices: BatchGet; with the mail     |
 * | order               | ACCOUNT#number        | ORDER#order                     | list, newest first: 1 Query; one: 1 Get      |
 * | delegate            | ACCOUNT#number        | DELEGATE#profile                | the holder's list: 1 Query                   |
 * | delegates' count    | ACCOUNT#number        | DELEGATES                       | invitation: condition of its transaction     |
 * | order's owner       | ORDER#order           | ORDER                           | operator's events: 1 Get, then BatchGet      |
 * | open order          | ORDERS#status         | day it is meant for#order       | operator's list, jobs: 1 Query               |
 * | idempotency key     | IDEMPOTENCY#account#… | IDEMPOTENCY                     | claimed: 1 Put; answered with the work       |
 * | security products   | ACCOUNT#number        | SECURITY#service                | page and changes: 1 BatchGet with the account |
 * | mailboxes           | ACCOUNT#number        | MAILBOXES#service               | page and changes: 1 BatchGet with the account |
 * | history of TV       | ACCOUNT#number        | TV#service#instant#version      | newest first: 1 Query with a cursor          |
 * | mailbox's address   | MAILBOX#address       | MAILBOX                         | condition of who takes it; 1 BatchGet        |
 * | TV purchase         | ACCOUNT#number        | PURCHASE#service#instant#id     | page: 1 Query of a period; intake: 1 Put, 1  |
 * | TV purchase's place | PURCHASE#id           | PURCHASE                        | intake: BatchGet of 100, then the purchases  |
 * | service             | SERVICE#service       | SERVICE                         | intake: BatchGet of 100, 0.5 each, cached    |
 * | modem's services    | MODEM#mac             | MODEM                           | intake: BatchGet of 100; provisioning        |
 * | profile             | PROFILE#profile       | PROFILE                         | sign-in, completion, mail, standing          |
 * | membership          | PROFILE#profile       | MEMBER#account                  | sign-in: Query of the profile; standing      |
 * | passkey             | PROFILE#profile       | PASSKEY#credential              | passkey sign-in: 1 Get                       |
 * | session             | PROFILE#profile       | SESSION#session                 | refresh: 1 Update; standing; list: 1 Query   |
 * | export              | PROFILE#profile       | EXPORT#export                   | stream → builder; status: 1 Get              |
 * | export's archive    | PROFILE#profile       | EXPORTED#export#build#part      | download: 1 Query                            |
 * | passkey challenge   | CHALLENGE#hash        | CHALLENGE                       | taken once: 1 Delete                         |
 * | sign-in ticket      | TICKET#hash           | TICKET                          | taken once: 1 Delete                         |
 * | activity            | ACTIVITY#account      | instant#id                      | newest first: 1 Query with a cursor          |
 * | operator client     | CLIENTS               | CLIENT#client                   | token: 1 Get; list: 1 Query                  |
 * | incident            | INCIDENTS             | INCIDENT#incident               | register: 1 Query; one: 1 Get                |
 * | incident's revision | INCIDENT#incident     | REVISION#number                 | history: 1 Query, newest first               |
 * | email → profile     | EMAIL#address         | EMAIL                           | sign-in, provisioning: 1 Get                 |
 * | attempts            | ATTEMPTS#step#subject | ATTEMPTS                        | throttled steps: 1 Update                    |
 * | catalog version     | CATALOG               | EFFECTIVE#day#version           | 1 Query (newest first, limit 1), cached      |
 * | outbox              | OUTBOX#id             | OUTBOX                          | stream → relay; sender: 1 Update             |
 * | usage chunk         | USAGE#shard#day       | CHUNK#batch#part                | fold: Query of the shard-day                 |
 * | chunk of readings   | USAGE#shard#day       | READINGS#batch#part             | fold: Query of the shard-day                 |
 * | shard-day head      | USAGE#shard#day       | HEAD                            | fold: 1 Update takes the fence               |
 * | fold checkpoint     | USAGE#shard#day       | FOLDED#fence                    | fold: 1 Get                                  |
 * | opening of a day    | USAGE#shard#day       | OPENING#version#part            | fold: Query of its parts                     |
 * | day with readings   | READINGS#shard        | day                             | fold: Queries for the one before and after   |
 * | shard-day with facts| FACTS                 | shard#day                       | retirement: Query of each shard's oldest     |
 * | retirement's trace  | RETIREMENTS           | day#shard#round                 | operator: 1 Query with a cursor              |
 * | pending shard-day   | PENDING               | shard#day                       | dispatcher: Query                            |
 * | waiting records     | WAITING               | batch#part                      | dispatcher: Query                            |
 * | batch               | BATCH#batch           | BATCH                           | report: Query with its parts                 |
 * | batch: rejected     | BATCH#batch           | REJECTED#part                   |                                              |
 * | batch: fold outcome | BATCH#batch           | FOLD#shard#day                  | written by the fold                          |
 * | usage file          | FILE#file             | FILE                            | taker: 1 Get, 1 Update a segment; report     |
 * | usage file: segment | FILE#file             | SEGMENT#position                | report: 1 Query with the file                |
 * | listed usage file   | FILES                 | instant#file                    | newest first: 1 Query, then BatchGet         |
 * | run                 | RUN#run               | RUN                             | progress: Query with its parts               |
 * | run part            | RUN#run               | PART#shard#day                  | written by the fold                          |
 *
 * Standing is what is read before a change, and before anything a delegate does: session, profile,
 * membership and, for services, the account in one BatchGet.
 *
 * The customer's pages read their own account's partition only: another customer's service id
 * finds nothing there, whatever a request says.
 */

import { exportPrefix, openOrdersPrefix } from './schema.ts';

const sharded = (shard: number, day: string) => `${String(shard).padStart(4, '0')}#${day}`;

/** Sort-key prefix of the parts of an export, or of one build of it. */
export const exportedUnder = (exportId: string, build?: string) =>
  `EXPORTED#${exportId}#${build === undefined ? '' : `${build}#`}`;

/** Sort-key prefix of the TV purchases of an account. */
export const purchasesUnder = 'PURCHASE#';
/** Of every TV service of an account, in the account's own partition. */
export const tvHistoryUnder = 'TV#';

export const keys = {
  account: (accountNumber: string) => ({ pk: `ACCOUNT#${accountNumber}`, sk: 'ACCOUNT' }),
  /** Behind all periods, so that a Query reads it and the last of them alone. */
  usageHeader: (accountNumber: string, serviceId: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `USAGE#${serviceId}#HEADER`,
  }),
  usagePeriod: (accountNumber: string, serviceId: string, firstDay: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `USAGE#${serviceId}#${firstDay}`,
  }),
  /** Beside its period: the Query that reads the one reads the other. */
  usageTerms: (accountNumber: string, serviceId: string, firstDay: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `USAGE#${serviceId}#${firstDay}#TERMS`,
  }),
  usageAdjustment: (accountNumber: string, serviceId: string, firstDay: string, day: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `ADJUSTMENT#${serviceId}#${firstDay}#${day}`,
  }),
  /** Which adjustments to look at for the bill of the period that begins then. */
  adjustedFor: (accountNumber: string, serviceId: string, billStart: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `ADJUSTED#${serviceId}#${billStart}`,
  }),
  /** With the account: one that is refused a service of another's must not take its place. */
  cycle: (cycleDay: number, serviceId: string, accountNumber: string) => ({
    pk: `CYCLE#${String(cycleDay).padStart(2, '0')}`,
    sk: `${serviceId}#${accountNumber}`,
  }),
  tvAccount: (partition: number, accountNumber: string) => ({
    pk: `TVACCOUNTS#${String(partition).padStart(2, '0')}`,
    sk: accountNumber,
  }),
  /** Which changes of the catalog the holder was told of. */
  changesTold: (accountNumber: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: 'CHANGES-TOLD',
  }),
  delegate: (accountNumber: string, profileId: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `DELEGATE#${profileId}`,
  }),
  delegateCount: (accountNumber: string) => ({ pk: `ACCOUNT#${accountNumber}`, sk: 'DELEGATES' }),
  /** Ids sort by time, so that the newest is the last. */
  order: (accountNumber: string, orderId: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `ORDER#${orderId}`,
  }),
  orderOwner: (orderId: string) => ({ pk: `ORDER#${orderId}`, sk: 'ORDER' }),
  openOrder: (status: string, effectiveDate: string, orderId: string) => ({
    pk: `${openOrdersPrefix}${status}`,
    sk: `${effectiveDate}#${orderId}`,
  }),
  idempotency: (accountNumber: string, keyHash: string) => ({
    pk: `IDEMPOTENCY#${accountNumber}#${keyHash}`,
    sk: 'IDEMPOTENCY',
  }),
  security: (accountNumber: string, serviceId: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `SECURITY#${serviceId}`,
  }),
  mailboxes: (accountNumber: string, serviceId: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `MAILBOXES#${serviceId}`,
  }),
  tvHistory: (accountNumber: string, serviceId: string, at: string, version: number) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `${tvHistoryUnder}${serviceId}#${at}#${String(version).padStart(8, '0')}`,
  }),
  mailbox: (address: string) => ({ pk: `MAILBOX#${address.toLowerCase()}`, sk: 'MAILBOX' }),
  /** `at`: when it was ordered, or the beginning of such instants. */
  purchase: (accountNumber: string, serviceId: string, at: string, purchaseId: string) => ({
    pk: `ACCOUNT#${accountNumber}`,
    sk: `${purchasesUnder}${serviceId}#${at}#${purchaseId}`,
  }),
  purchasePlace: (purchaseId: string) => ({ pk: `PURCHASE#${purchaseId}`, sk: 'PURCHASE' }),
  service: (serviceId: string) => ({ pk: `SERVICE#${serviceId}`, sk: 'SERVICE' }),

  modem: (mac: string) => ({ pk: `MODEM#${mac}`, sk: 'MODEM' }),
  profile: (profileId: string) => ({ pk: `PROFILE#${profileId}`, sk: 'PROFILE' }),
  membership: (profileId: string, accountNumber: string) => ({
    pk: `PROFILE#${profileId}`,
    sk: `MEMBER#${accountNumber}`,
  }),
  session: (profileId: string, sessionId: string) => ({
    pk: `PROFILE#${profileId}`,
    sk: `SESSION#${sessionId}`,
  }),
  passkey: (profileId: string, credentialId: string) => ({
    pk: `PROFILE#${profileId}`,
    sk: `PASSKEY#${credentialId}`,
  }),
  export: (profileId: string, exportId: string) => ({
    pk: `PROFILE#${profileId}`,
    sk: `${exportPrefix}${exportId}`,
  }),
  /** Each build of an archive has parts of its own: those of two are never mixed. */
  exportPart: (profileId: string, exportId: string, build: string, part: number) => ({
    pk: `PROFILE#${profileId}`,
    sk: `${exportedUnder(exportId, build)}${String(part).padStart(4, '0')}`,
  }),
  challenge: (hash: string) => ({ pk: `CHALLENGE#${hash}`, sk: 'CHALLENGE' }),
  ticket: (hash: string) => ({ pk: `TICKET#${hash}`, sk: 'TICKET' }),
  activity: (accountNumber: string, at: string, id: string) => ({
    pk: `ACTIVITY#${accountNumber}`,
    sk: `${at}#${id}`,
  }),
  client: (clientId: string) => ({ pk: 'CLIENTS', sk: `CLIENT#${clientId}` }),
  incident: (incidentId: string) => ({ pk: 'INCIDENTS', sk: `INCIDENT#${incidentId}` }),
  incidentRevision: (incidentId: string, revision: number) => ({
    pk: `INCIDENT#${incidentId}`,
    sk: `REVISION#${String(revision).padStart(6, '0')}`,
  }),
  email: (address: string) => ({ pk: `EMAIL#${address.toLowerCase()}`, sk: 'EMAIL' }),
  attempts: (step: string, subject: string) => ({
    pk: `ATTEMPTS#${step}#${subject}`,
    sk: 'ATTEMPTS',
  }),

  catalog: (effectiveFrom: string, version: number) => ({
    pk: 'CATALOG',
    sk: `EFFECTIVE#${effectiveFrom}#${String(version).padStart(8, '0')}`,
  }),
  catalogHead: () => ({ pk: 'CATALOG', sk: 'HEAD' }),
  outbox: (id: string) => ({ pk: `OUTBOX#${id}`, sk: 'OUTBOX' }),

  shardDay: (shard: number, day: string) => `USAGE#${sharded(shard, day)}`,
  chunk: (shard: number, day: string, batchId: string, part: string) => ({
    pk: `USAGE#${sharded(shard, day)}`,
    sk: `CHUNK#${batchId}#${part}`,
  }),
  readings: (shard: number, day: string, batchId: string, part: string) => ({
    pk: `USAGE#${sharded(shard, day)}`,
    sk: `READINGS#${batchId}#${part}`,
  }),
  shardDayHead: (shard: number, day: string) => ({
    pk: `USAGE#${sharded(shard, day)}`,
    sk: 'HEAD',
  }),
  opening: (shard: number, day: string, version: string, part: number) => ({
    pk: `USAGE#${sharded(shard, day)}`,
    sk: `OPENING#${version}#${String(part).padStart(4, '0')}`,
  }),
  readingDay: (shard: number, day: string) => ({
    pk: `READINGS#${String(shard).padStart(4, '0')}`,
    sk: day,
  }),
  checkpoint: (shard: number, day: string, fence: number) => ({
    pk: `USAGE#${sharded(shard, day)}`,
    sk: `FOLDED#${fence}`,
  }),
  /** By shard, then day: the oldest of a shard come first. */
  facts: (shard: number, day: string) => ({ pk: 'FACTS', sk: sharded(shard, day) }),
  retirement: (shard: number, day: string, round: number) => ({
    pk: 'RETIREMENTS',
    sk: `${day}#${String(shard).padStart(4, '0')}#${String(round).padStart(4, '0')}`,
  }),
  pending: (shard: number, day: string) => ({ pk: 'PENDING', sk: sharded(shard, day) }),
  waiting: (batchId: string, part: number) => ({ pk: 'WAITING', sk: `${batchId}#${part}` }),

  batch: (batchId: string) => ({ pk: `BATCH#${batchId}`, sk: 'BATCH' }),
  batchRejected: (batchId: string, part: number) => ({
    pk: `BATCH#${batchId}`,
    sk: `REJECTED#${String(part).padStart(4, '0')}`,
  }),
  batchFold: (batchId: string, shard: number, day: string) => ({
    pk: `BATCH#${batchId}`,
    sk: `FOLD#${sharded(shard, day)}`,
  }),

  usageFile: (fileId: string) => ({ pk: `FILE#${fileId}`, sk: 'FILE' }),
  fileSegment: (fileId: string, position: number) => ({
    pk: `FILE#${fileId}`,
    sk: `SEGMENT#${String(position).padStart(7, '0')}`,
  }),
  listedFile: (at: string, fileId: string) => ({ pk: 'FILES', sk: `${at}#${fileId}` }),

  run: (runId: string) => ({ pk: `RUN#${runId}`, sk: 'RUN' }),
  runPart: (runId: string, shard: number, day: string) => ({
    pk: `RUN#${runId}`,
    sk: `PART#${sharded(shard, day)}`,
  }),
};

/** `0007#2026-11-09` of a pending mark, back to what it says. */
export function shardDayOf(sk: string): { shard: number; day: string } {
  const [shard = '', day = ''] = sk.split('#');
  return { shard: Number(shard), day };
}
