import * as z from 'zod/mini';
import { catalogDocument } from '../../shared/catalog/document.ts';
import { jobNames } from '../../shared/jobs.ts';
import { defineContract } from '../../shared/http/contract.ts';
import {
  accountNumber,
  catalogId,
  day,
  emailAddress,
  equipment,
  instant,
  language,
  phoneNumber,
  planId,
  serviceAddress,
  serviceId,
  serviceType,
  standing,
  text,
} from '../../shared/http/fields.ts';

const provisionedService = z.strictObject({
  serviceId,
  type: serviceType,
  planId,
  label: z.optional(text(60, 'Name shown to the customer: Cottage')),
  equipment: z._default(z.array(equipment).check(z.maxLength(20)), []),
  addOns: z._default(
    z
      .array(catalogId('an add-on, channel or package'))
      .check(z.maxLength(100), z.describe('Add-ons, à la carte channels and packages held')),
    [],
  ),
  picked: z
    .optional(
      z
        .array(
          z.strictObject({
            channelId: catalogId('a channel'),
            addedOn: z.optional(
              day.check(z.describe('From when on it is kept; absent: it may go at any time')),
            ),
          }),
        )
        .check(z.maxLength(100)),
    )
    .check(
      z.describe(
        'TV: the whole selection of a pick-your-own plan. Absent: as it is, or what of it fits a new plan',
      ),
    ),
  phoneNumber: z.optional(phoneNumber.check(z.describe('Line of a phone service, E.164'))),
});

/** What the operator's provisioning system says of an account: the whole of it, each time. */
export const accountDocument = z.strictObject({
  kind: z.enum(['residential', 'business']),
  holder: z.strictObject({
    firstName: text(80, 'First name'),
    lastName: text(80, 'Last name'),
    email: emailAddress.check(z.describe('Where the registration link goes')),
    phone: z.optional(phoneNumber),
  }),
  language,
  serviceAddress,
  timeZone: z._default(
    z
      .string()
      .check(
        z.regex(/^[A-Za-z_+-]+(\/[A-Za-z_+-]+){0,2}$/),
        z.describe('IANA time zone; cannot change later'),
      ),
    'America/Toronto',
  ),
  cycleDay: z
    .int()
    .check(
      z.minimum(1),
      z.maximum(31),
      z.describe(
        'First day of a billing period; a month too short uses its last day. A change takes effect when the current period ends.',
      ),
    ),
  pin: z.optional(
    z
      .string()
      .check(
        z.regex(/^\d{4}$/),
        z.describe('4-digit PIN agreed with the customer; stored as a hash. Absent: unchanged'),
      ),
  ),
  services: z.array(provisionedService).check(z.maxLength(20)),
  standing: z.optional(standing.check(z.describe('Balance as the billing system knows it'))),
});

const runId = z.string().check(z.regex(/^[A-Za-z0-9:.-]{1,64}$/));
const job = z
  .enum(jobNames)
  .check(
    z.describe(
      '`aggregate-usage` brings totals up to the records that came; `retire-usage` deletes the records of days that are past their time; `catalog-notices` mails holders of TV what changes for them in the catalogs that are announced, each change once',
    ),
  );

const run = z.strictObject({
  runId,
  job,
  status: z
    .enum(['queued', 'running', 'finished', 'failed'])
    .check(
      z.describe(
        '`failed`: a part was given up after its retries and waits in the dead-letter queue',
      ),
    ),
  trigger: z.enum(['schedule', 'request']),
  startedAt: instant,
  finishedAt: z.optional(instant),
  parts: z.strictObject({
    total: z
      .int()
      .check(
        z.describe(
          'Shard-days that the run found: with new usage, or with records to delete; of `catalog-notices` parts of the accounts',
        ),
      ),
    done: z.int(),
    failed: z.int(),
  }),
  lag: z.optional(
    z
      .strictObject({
        since: instant.check(z.describe('When the oldest usage came in that was not folded yet')),
        seconds: z.int().check(z.nonnegative()),
      })
      .check(
        z.describe(
          'Of `aggregate-usage`: how far behind the totals were when the run handed out its parts; absent when nothing waited',
        ),
      ),
  ),
  totalsWritten: z.int().check(z.describe('Day totals of services that changed')),
  kept: z.optional(
    z.int().check(z.describe('Of `retire-usage`: shard-days that keep their records for now')),
  ),
  notices: z.optional(
    z
      .strictObject({
        accounts: z.int().check(z.describe('Accounts with TV that were looked at')),
        written: z.int().check(z.describe('Mails that were asked for, one for an account')),
        unreachable: z
          .int()
          .check(
            z.describe(
              'Accounts with something to tell whose holder had their profile erased: they have to be told in another way',
            ),
          ),
      })
      .check(z.describe('Of `catalog-notices`')),
  ),
});

const exampleRun = {
  runId: 'aggregate-usage-20261123T150000Z-8d77226c7549',
  job: 'aggregate-usage',
  trigger: 'request',
  startedAt: '2026-11-23T15:00:00.120Z',
  parts: { total: 0, done: 0, failed: 0 },
  totalsWritten: 0,
};

const exampleAccount = {
  kind: 'residential',
  holder: { firstName: 'Marie', lastName: 'Tremblay', email: 'marie.tremblay@example.com' },
  language: 'fr-CA',
  serviceAddress: {
    line1: '1200 rue Saint-Denis',
    city: 'Montréal',
    province: 'QC',
    postalCode: 'H2X 3J6',
  },
  timeZone: 'America/Toronto',
  cycleDay: 9,
  pin: '4821',
  services: [
    {
      serviceId: 'inet-000123',
      type: 'internet',
      planId: 'internet-120',
      equipment: [
        {
          kind: 'modem',
          model: 'CODA-4582',
          serialNumber: 'SN100123',
          mac: '00:1A:2B:3C:4D:5E',
          ownership: 'rented',
        },
      ],
    },
  ],
};

export const operatorContract = defineContract({
  putAccount: {
    method: 'PUT',
    path: '/v1/operator/accounts/{accountNumber}',
    audience: 'operator',
    scope: 'accounts:write',
    summary: 'Create or update an account',
    description:
      'Send the whole account each time; the same document again changes nothing. The first time (201) the profile is made and the registration link is mailed to the holder. ' +
      'A modem or gateway with a MAC address counts the usage of the Internet service that names it: from now on, or, when no service ever had it, from the beginning. What it counted before stays with the service that had it then. ' +
      'A service that is missing from the document has ended. A document with another plan than before settles an open order of the service: with the plan that was ordered it is completed, today, also before its day; with any other plan, or without the service, it is cancelled. ' +
      'A document with the plan as before leaves it open. ' +
      'Until the holder has completed the registration, a new email address gets a new link. ' +
      'After the holder had their profile erased nobody is invited while the email address stays the same: `profile.status` is `invited` then, and another address gets a link.',
    params: z.strictObject({ accountNumber }),
    body: accountDocument,
    success: 'created',
    alsoSuccess: 'ok',
    answer: z.strictObject({
      accountNumber,
      version: z.int().check(z.describe('Counts the changes of the account')),
      changed: z.boolean(),
      profile: z.strictObject({
        status: z
          .enum(['invited', 'active'])
          .check(z.describe('`invited` until registration is complete')),
      }),
    }),
    problems: [
      'unknown-plan',
      'unknown-add-on',
      'no-catalog',
      'service-of-another-account',
      'time-zone-fixed',
      'conflict',
    ],
    examples: {
      request: exampleAccount,
      answer: {
        accountNumber: '50012345678',
        version: 1,
        changed: true,
        profile: { status: 'invited' },
      },
    },
  },
  putCatalog: {
    method: 'PUT',
    path: '/v1/operator/catalog',
    audience: 'operator',
    scope: 'catalog:write',
    summary: 'Publish a catalog',
    description:
      'The whole catalog, effective from a day on. It is validated as a whole and stored as a new version; an older version is never changed. ' +
      'The same catalog again changes nothing. Reads pick up a catalog within a minute. ' +
      'What becomes worse of TV for those who have it (a higher price, a channel that ends or leaves a package or plan, a regular channel that becomes premium, fewer channels to pick) needs notice: it is refused as `notice-too-short` when it becomes effective before customers can have known it for 30 days, unless `notice` is waived. ' +
      'It counts against the catalog of the day before; a channel that ends counts by its `endsOn`. The job `catalog-notices` tells the holders.',
    query: z.strictObject({
      notice: z.optional(
        z
          .literal('waived')
          .check(
            z.describe(
              'Publishes although holders are not told in time: for what nobody could know earlier. They are told by the next run',
            ),
          ),
      ),
    }),
    body: catalogDocument,
    bodyFormat: { type: 'json', maxBytes: 2_000_000 },
    success: 'created',
    alsoSuccess: 'ok',
    answer: z.strictObject({ version: z.int(), effectiveFrom: day, changed: z.boolean() }),
    problems: ['catalog-invalid', 'effective-in-the-past', 'notice-too-short', 'conflict'],
    examples: {
      request: {
        effectiveFrom: '2026-12-01',
        plans: [
          {
            type: 'internet',
            planId: 'internet-120',
            name: { fr: 'Internet 120', en: 'Internet 120' },
            monthlyPrice: { amount: 6495, currency: 'CAD' },
            rank: 2,
            downloadMbps: 120,
            uploadMbps: 20,
            allowance: 400_000_000_000,
          },
        ],
        channels: [],
        packages: [],
        addOns: [],
      },
      answer: { version: 2, effectiveFrom: '2026-12-01', changed: true },
    },
  },
  startRun: {
    method: 'POST',
    path: '/v1/operator/jobs/{job}/runs',
    audience: 'operator',
    scope: 'jobs:run',
    summary: 'Start a job now',
    description: 'Does what the schedule does. Runs may overlap; they do not disturb each other.',
    params: z.strictObject({ job }),
    success: 'accepted',
    answer: run,
    problems: ['temporarily-unavailable'],
    examples: { answer: { ...exampleRun, status: 'queued' } },
  },
  getRun: {
    method: 'GET',
    path: '/v1/operator/jobs/{job}/runs/{runId}',
    audience: 'operator',
    scope: 'jobs:run',
    summary: 'Progress and result of a run',
    description: 'Ask again until `status` is `finished` or `failed`.',
    params: z.strictObject({ job, runId }),
    success: 'ok',
    answer: run,
    problems: ['not-found'],
    examples: {
      answer: {
        ...exampleRun,
        status: 'finished',
        finishedAt: '2026-11-23T15:00:04.310Z',
        lag: { since: '2026-11-23T14:10:31.090Z', seconds: 2970 },
        parts: { total: 8, done: 8, failed: 0 },
        totalsWritten: 412,
      },
    },
  },
});
