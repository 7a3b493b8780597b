/** What differs between the stages. Names and addresses under example.com are to be replaced. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { leastKeptDays, mostKeptDays } from '../functions/internet/retire-usage/config.ts';

const origin = z.string().check(z.regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/));
const perSecond = z.strictObject({
  rate: z.int().check(z.positive(), z.describe('Requests per second, sustained')),
  burst: z.int().check(z.positive()),
});

const days = z.int().check(z.minimum(1), z.maximum(365));

const isWithin = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

const usageFiles = z.strictObject({
  /** Days after which a file is deleted, read or not. */
  keepDays: z._default(days, 30),
  /** The same of a version that another one has replaced. */
  keepReplacedDays: z._default(days, 7),
  /** Files that are read at once; each keeps a CPU and the table busy. */
  concurrency: z._default(z.int().check(z.minimum(2), z.maximum(100)), 2),
  /** ARNs of roles and users, of any account, that may put files into the bucket without asking. */
  depositors: z._default(z.array(z.string().check(z.regex(/^arn:aws[\w-]*:iam::\d{12}:.+$/))), []),
});

const notices = z.strictObject({
  /**
   * Days that customers know of a change of the catalog before it comes, where they are worse off: the
   * Television Service Provider Code asks for 30.
   */
  days: z._default(z.int().check(z.minimum(0), z.maximum(365)), 30),
  /** How many of their mails are sent side by side: two send some 500,000 a day. */
  concurrency: z._default(z.int().check(z.minimum(2), z.maximum(100)), 2),
  /** When they are told by mail what was announced since; each day, or notices are late. */
  schedule: z._default(z.string().check(z.regex(/^cron\(.+ \* \* \? \*\)$/)), 'cron(20 6 * * ? *)'),
});

const settings = z
  .strictObject({
    /** Base of the links in mails. */
    portalUrl: z.url({ protocol: /^https$/ }),
    /** Pages that may call the API from a browser, with credentials. */
    corsOrigins: z.array(origin).check(z.minLength(1)),
    /**
     * The API's own name. It must share its site with the portal, or browsers withhold the refresh
     * cookie (SameSite=Strict). Without one the API answers on the name API Gateway gives it.
     */
    apiDomain: z.optional(z.hostname()),
    /** In which schedules are read; an account has its own. */
    timeZone: z.string().check(z.regex(/^[A-Z][A-Za-z_]+\/[A-Z][A-Za-z_]+$/)),
    mail: z.strictObject({
      /** Domain that SES signs for; its DKIM records have to be published. */
      domain: z.hostname(),
      sender: z.string().check(z.regex(/^[^<>\r\n]+ <[^<>\s]+>$/)),
      /** Mails under way at once; keeps below the sending rate of the SES account. */
      concurrency: z.int().check(z.minimum(2), z.maximum(100)),
    }),
    registrationProof: z.enum(['pin', 'postal-code', 'either']),
    /** Days without use, and days in all, after which a customer signs in again. */
    session: z.strictObject({ idleDays: days, absoluteDays: days }),
    /**
     * The domain that passkeys are bound to, for good: with another one nobody's passkey works any
     * more. Browsers give it to pages of that domain and of names below it only.
     */
    passkeys: z.strictObject({ rpId: z.hostname() }),
    usage: z.strictObject({
      shards: z.int().check(z.minimum(1), z.maximum(9999)),
      schedule: z.string().check(z.regex(/^cron\(.+\)$/)),
      /** Alarms when no run has started for so long. */
      overdueAfterHours: z.int().check(z.minimum(1), z.maximum(24)),
      foldConcurrency: z.int().check(z.minimum(2), z.maximum(1000)),
      /**
       * What all folds together ask of the table in a second: below what it takes without throttling.
       * A table on demand takes 4,000 writes at first, and twice its former peak after half an hour.
       */
      tableRequestsPerSecond: z._default(z.int().check(z.minimum(10), z.maximum(500_000)), 3000),
      /**
       * So long after the end of a billing period late usage still counts in it; afterwards it
       * adjusts the next bill. No longer than it takes to issue the bills.
       */
      closeAfterHours: z._default(z.int().check(z.minimum(0), z.maximum(480)), 72),
      /** Percents of the allowance at which customers are told; the Internet Code asks for these. */
      noticeAt: z
        ._default(z.array(z.int().check(z.minimum(1), z.maximum(200))), [75, 90, 100])
        .check(
          z.refine((all) => all.every((one, i) => i === 0 || one > (all[i - 1] ?? 0)), {
            error: 'ascending, each once',
          }),
        ),
      files: z._default(usageFiles, usageFiles.parse({})),
      /**
       * Whole days that usage records are kept after their own; totals stay. Not less than records of a
       * day may still come in and be counted, nor than customers see their usage by day and may contest
       * it; not so long that what is derived from them expires first. Days whose last readings counters
       * may have to go on from stay longer by themselves, up to 133 days.
       */
      keepFactsDays: z._default(
        z.int().check(z.minimum(leastKeptDays), z.maximum(mostKeptDays)),
        150,
      ),
      /**
       * Days for which it can be shown what was deleted: five years, as the register of incidents. By
       * then what customers could claim about the usage is barred.
       */
      keepTracesDays: z._default(z.int().check(z.minimum(365), z.maximum(3660)), 1827),
    }),
    notices: z._default(notices, notices.parse({})),
    orders: z.strictObject({
      /** Who carries orders out: the operator's systems tell of it by events, or it is done at once. */
      fulfilment: z.enum(['operator', 'automatic']),
      /** What a month is divided by when a plan changes within it. */
      proration: z.enum(['30-days', 'days-in-period']),
    }),
    internet: z.strictObject({
      /** Where the installers of security products are; their host checks the links' signatures. */
      downloadsUrl: z
        .url({ protocol: /^https$/ })
        .check(z.refine((url) => !url.endsWith('/'), { error: 'no slash at the end' })),
      /** Domains at which customers have mailboxes. */
      mailboxDomains: z.array(z.hostname()).check(z.minLength(1)),
    }),
    /** `credentials` holds for each route where passwords, links or client secrets are tried. */
    throttle: z.strictObject({ standard: perSecond, credentials: perSecond }),
    logRetention: z.enum(RetentionDays),
    alarms: z.strictObject({
      email: z.email(),
      /** Who is told which mails bounced. */
      mailFeedback: z.email(),
    }),
    /** `gradual` moves a tenth of the requests a minute to new code, and back when alarms go off. */
    rollout: z.enum(['at-once', 'gradual']),
    /** The version of the parameter with the verification keys that is deployed. */
    verificationKeysRevision: z.int().check(z.positive()),
    /** An alarm asks for a new signing key when the newest is older. */
    signingKeyMaxAgeDays: z._default(days, 90),
  })
  .check(
    z.refine(({ mail }) => mail.sender.endsWith(`@${mail.domain}>`), {
      error: 'the sender must be an address of the mail domain',
    }),
    z.refine(({ passkeys, portalUrl }) => isWithin(new URL(portalUrl).hostname, passkeys.rpId), {
      error: 'passkeys are bound to the host of the portal, or to a domain that it is in',
    }),
    z.refine(({ throttle }) => throttle.credentials.rate < throttle.standard.rate, {
      error: 'credentials routes need the tighter throttle',
    }),
  );
export type Settings = z.output<typeof settings>;

export const stages = {
  dev: settings.parse({
    portalUrl: 'https://account.dev.example.com',
    corsOrigins: ['https://account.dev.example.com', 'http://localhost:5173'],
    timeZone: 'America/Toronto',
    mail: {
      domain: 'dev.example.com',
      sender: 'Guichet <noreply@dev.example.com>',
      concurrency: 2,
    },
    registrationProof: 'either',
    session: { idleDays: 14, absoluteDays: 90 },
    // Not for pages on localhost: they are not of this domain.
    passkeys: { rpId: 'account.dev.example.com' },
    usage: {
      shards: 4,
      schedule: 'cron(10 * * * ? *)',
      overdueAfterHours: 3,
      foldConcurrency: 2,
    },
    orders: { fulfilment: 'automatic', proration: '30-days' },
    internet: {
      downloadsUrl: 'https://downloads.dev.example.com',
      mailboxDomains: ['courriel.dev.example.com'],
    },
    throttle: { standard: { rate: 100, burst: 200 }, credentials: { rate: 5, burst: 10 } },
    logRetention: RetentionDays.TWO_WEEKS,
    alarms: { email: 'dev-team@example.com', mailFeedback: 'dev-team@example.com' },
    rollout: 'at-once',
    verificationKeysRevision: 1,
  }),
  prod: settings.parse({
    portalUrl: 'https://account.example.com',
    corsOrigins: ['https://account.example.com'],
    apiDomain: 'api.account.example.com',
    timeZone: 'America/Toronto',
    mail: { domain: 'example.com', sender: 'Guichet <noreply@example.com>', concurrency: 10 },
    registrationProof: 'either',
    session: { idleDays: 14, absoluteDays: 90 },
    passkeys: { rpId: 'account.example.com' },
    usage: {
      shards: 64,
      schedule: 'cron(10 * * * ? *)',
      overdueAfterHours: 3,
      foldConcurrency: 16,
    },
    orders: { fulfilment: 'operator', proration: '30-days' },
    internet: {
      downloadsUrl: 'https://downloads.example.com',
      mailboxDomains: ['courriel.example.com'],
    },
    throttle: { standard: { rate: 2000, burst: 4000 }, credentials: { rate: 50, burst: 100 } },
    logRetention: RetentionDays.THREE_MONTHS,
    alarms: { email: 'on-call@example.com', mailFeedback: 'customer-care@example.com' },
    rollout: 'gradual',
    verificationKeysRevision: 1,
  }),
} satisfies Record<string, Settings>;
export type StageName = keyof typeof stages;
export type Stage = { name: StageName; settings: Settings };
