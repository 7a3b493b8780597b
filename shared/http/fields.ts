/** Wire schemas that several features share. Descriptions end up on the published API page. */
import * as z from 'zod/mini';

/** Text a person wrote: something to see, and no control characters, so no CR/LF in a mail header. */
export const text = (maxLength: number, description: string) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(maxLength),
    // eslint-disable-next-line no-control-regex -- refusing control and bidi-override characters is the point
    z.regex(/^(?=.*\S)[^\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$/),
    z.describe(description),
  );

/**
 * A name that one customer gives and another is mailed: letters, and what stands between them. No
 * address of a site, which a mail program would make a link of: a dot ends a word.
 */
export const personName = (maxLength: number, description: string) =>
  text(maxLength, description).check(
    z.regex(/^(?:[\p{L}\p{M}\p{N} '’(),&-]|\.(?=[\s)-]|$))+$/u, {
      error: 'a name: letters, spaces, hyphens',
    }),
  );

const identifier = (description: string) =>
  z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/), z.describe(description));

export const accountNumber = z
  .string()
  .check(z.regex(/^50\d{9}$/), z.describe('Account number: 11 digits starting with 50'));

export const serviceId = identifier('Identifier of a service, given by the operator');
export const planId = identifier('Identifier of a plan in the catalog');
export const catalogId = (what: string) => identifier(`Identifier of ${what} in the catalog`);

/** Also keeps what somebody sends as an id from becoming a key that the table refuses. */
export const operatorClientId = z
  .string()
  .check(
    z.regex(/^(?=.{3,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/),
    z.describe(
      'Id of an operator client: 3 to 40 lower-case letters, digits and single hyphens, beginning with a letter',
    ),
  );

export const emailAddress = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/),
    z.describe('Email address'),
  );

export const phoneNumber = z
  .string()
  .check(z.regex(/^\+[1-9]\d{6,14}$/), z.describe('E.164: +15145550123'));

export const password = z
  .string()
  .check(
    z.minLength(1),
    z.describe(
      'At least 12 characters, at most 256; common passwords and your own data are refused',
    ),
  );

/** What follows `#` in a mailed link. */
export const linkToken = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{20,200}$/), z.describe('From the mailed link'));

export const language = z.enum(['fr-CA', 'en-CA']).check(z.describe('Language of mails and names'));
export type Language = z.output<typeof language>;

export const day = z.iso
  .date()
  .check(z.describe("Calendar day, YYYY-MM-DD, in the account's time zone"));

export const instant = z.iso
  .datetime({ offset: true })
  .check(z.describe('Instant, RFC 3339; answers are in UTC'));

export const cents = z
  .int()
  .check(z.describe('Amount in minor units of the currency (cents): 11498 is $114.98'));

export const money = z.strictObject({ amount: cents, currency: z.literal('CAD') });
export const price = z.strictObject({
  amount: cents.check(z.nonnegative()),
  currency: z.literal('CAD'),
});

/** Byte counts: integers while they are safe, decimal strings beyond 2^53. */
export const bytes = z
  .union([z.int().check(z.nonnegative()), z.string().check(z.regex(/^(0|[1-9]\d{0,19})$/))])
  .check(z.describe('Bytes; a JSON integer while it is safe (< 2^53), a decimal string beyond'));

export const names = z.strictObject({
  fr: text(120, 'Name in French'),
  en: text(120, 'Name in English'),
});

export const canadianPostalCode = z
  .string()
  .check(
    z.regex(/^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d$/i),
    z.describe('Canadian postal code, with or without the space'),
  );

export const province = z.enum([
  'AB',
  'BC',
  'MB',
  'NB',
  'NL',
  'NS',
  'NT',
  'NU',
  'ON',
  'PE',
  'QC',
  'SK',
  'YT',
]);

export const serviceAddress = z.strictObject({
  line1: text(120, 'Street address'),
  line2: z.optional(text(120, 'Apartment, floor')),
  city: text(80, 'City'),
  province,
  postalCode: canadianPostalCode,
});

export const serviceType = z.enum(['internet', 'tv', 'phone']);

/** What a product is installed on. */
export const platform = z.enum(['windows', 'macos', 'android', 'ios']);
export type Platform = z.output<typeof platform>;

export const equipment = z.strictObject({
  kind: z.enum(['modem', 'gateway', 'set-top-box', 'phone-adapter', 'other']),
  model: text(80, 'Model as the customer reads it'),
  serialNumber: text(40, 'Serial number'),
  mac: z.optional(
    z.string().check(z.regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/i), z.describe('MAC address')),
  ),
  location: z.optional(text(60, 'Where it stands: living room')),
  ownership: z.enum(['rented', 'owned']),
});

export const billingPeriod = z.strictObject({
  start: day.check(z.describe('First day; the period is named by it')),
  end: day.check(z.describe('Last day, included')),
});

export const standing = z.strictObject({
  balance: money,
  pastDue: price,
  dueOn: z.optional(day),
  asOf: instant,
});

/** Query of a list that is read page by page. */
export const paging = {
  limit: z
    ._default(z.pipe(z.string().check(z.regex(/^([1-9]\d?|100)$/)), z.transform(Number)), 50)
    .check(z.describe('Items of a page: 1 to 100, 50 if absent')),
  cursor: z.optional(
    z.string().check(z.maxLength(1000), z.describe('`nextCursor` of the page before')),
  ),
};
export const nextCursor = z.optional(
  z.string().check(z.describe('Asks for the next page; absent on the last')),
);
