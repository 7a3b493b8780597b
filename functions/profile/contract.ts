import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import {
  emailAddress,
  instant,
  language,
  linkToken,
  password,
  personName,
  phoneNumber,
} from '../../shared/http/fields.ts';

/** What customers are asked to agree to, each by itself (Quebec Law 25: by purpose). */
export const purposes = [
  'offers-by-email',
  'offers-by-sms',
  'surveys',
  'usage-notices-by-sms',
] as const;
const purpose = z.enum(purposes);

const version = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9._-]{1,20}$/),
    z.describe('Version of the text that was shown: 2026-01'),
  );

const profile = z.strictObject({
  profileId: z.string(),
  email: emailAddress.check(z.describe('To sign in with, and where mails go')),
  newEmail: z.optional(emailAddress.check(z.describe('Asked for, and not confirmed yet'))),
  firstName: z.string(),
  lastName: z.string(),
  phone: z.optional(z.string()),
  language,
  consents: z
    .partialRecord(purpose, z.strictObject({ granted: z.boolean(), version, at: instant }))
    .check(z.describe('By purpose; absent: never asked')),
});

const exampleProfile = {
  profileId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0001',
  email: 'marie.tremblay@example.com',
  firstName: 'Marie',
  lastName: 'Tremblay',
  phone: '+15145550123',
  language: 'fr-CA',
  consents: {
    'offers-by-email': { granted: true, version: '2026-01', at: '2026-11-23T15:00:00.000Z' },
  },
};

const recoveryCodes = z
  .array(z.string())
  .check(
    z.describe('Each stands in for a code of the app, once. Shown this one time: to be kept safe.'),
  );
const exampleCodes = ['4F7K-92QM-XC0V-HT3B', 'W8ZN-1D5R-6YJP-GA2E'];

const accepted = z.strictObject({
  status: z.literal('accepted'),
  message: z.string().check(z.describe('What to do next, in the language of Accept-Language')),
});

export const profileContract = defineContract({
  getProfile: {
    method: 'GET',
    path: '/v1/profile',
    audience: 'customer',
    concerns: 'person',
    summary: 'The signed-in person',
    description: 'Who signs in; not the account, of which a person may have several.',
    success: 'ok',
    answer: profile,
    problems: ['not-found'],
    examples: { answer: exampleProfile },
  },
  changeProfile: {
    method: 'PATCH',
    path: '/v1/profile',
    audience: 'customer',
    concerns: 'person',
    summary: 'Change name, phone, language, contact preferences',
    description:
      'Only what is sent changes. A consent names the version of the text that was shown; each change of one is kept in the activity. The email address and the password have routes of their own.',
    body: z
      .strictObject({
        firstName: z.optional(personName(80, 'First name')),
        lastName: z.optional(personName(80, 'Last name')),
        phone: z.optional(z.nullable(phoneNumber).check(z.describe('E.164; null removes it'))),
        language: z.optional(language),
        consents: z.optional(
          z
            .partialRecord(purpose, z.strictObject({ granted: z.boolean(), version }))
            .check(z.describe('Only the purposes that are answered now')),
        ),
      })
      .check(
        z.refine((changes) => Object.keys(changes).length > 0, { error: 'at least one change' }),
      ),
    success: 'ok',
    answer: profile,
    problems: ['not-found', 'conflict'],
    examples: {
      request: {
        phone: '+15145550123',
        consents: { 'offers-by-email': { granted: true, version: '2026-01' } },
      },
      answer: exampleProfile,
    },
  },
  requestPasswordReset: {
    method: 'POST',
    path: '/v1/password-resets',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Forgot the password',
    description:
      'Mails a link to choose a new password, good once for an hour; a new link voids the older. Who has not completed the registration gets the registration link. ' +
      'The answer is the same whether or not anybody signs in with the address.',
    body: z.strictObject({ email: emailAddress }),
    success: 'accepted',
    answer: accepted,
    problems: ['too-many-attempts'],
    examples: {
      request: { email: 'marie.tremblay@example.com' },
      answer: {
        status: 'accepted',
        message: 'If somebody signs in with this address, a link is on its way to it.',
      },
    },
  },
  completePasswordReset: {
    method: 'POST',
    path: '/v1/password-resets/completion',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Choose a new password with the mailed link',
    description:
      'The token is the part of the mailed link after `#`. Every session of the person ends. A second factor is still asked for at sign-in.',
    body: z.strictObject({ token: linkToken, password }),
    success: 'ok',
    answer: z.strictObject({
      email: emailAddress.check(z.describe('The address to sign in with')),
    }),
    problems: ['link-not-valid', 'password-refused', 'too-many-attempts'],
    examples: {
      request: {
        token: 'b7Kp0m5yR0a1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7',
        password: 'trois petits canards bleus',
      },
      answer: { email: 'marie.tremblay@example.com' },
    },
  },
  changePassword: {
    method: 'PUT',
    path: '/v1/profile/password',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Change the password',
    description: 'Every other session of the person ends; the person is told by mail.',
    body: z.strictObject({ password }),
    success: 'no-content',
    problems: ['password-refused', 'conflict', 'not-found'],
    examples: { request: { password: 'la marée monte deux fois' } },
  },
  requestEmailChange: {
    method: 'POST',
    path: '/v1/profile/email',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Change the email address',
    description:
      'The new address gets a link to confirm it, good once for 24 hours; the old one is told, and stays in use until then. ' +
      'The answer is the same when somebody signs in with the new address already: the mail says so.',
    body: z.strictObject({ email: emailAddress }),
    success: 'accepted',
    answer: accepted,
    problems: ['invalid-request', 'too-many-attempts', 'conflict', 'not-found'],
    examples: {
      request: { email: 'marie@example.org' },
      answer: { status: 'accepted', message: 'Open the link that was mailed to the new address.' },
    },
  },
  completeEmailChange: {
    method: 'POST',
    path: '/v1/profile/email/completion',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Confirm the new email address with the mailed link',
    description:
      'The token is the part of the mailed link after `#`. From now on the new address is the one to sign in with; the old one is told.',
    body: z.strictObject({ token: linkToken }),
    success: 'ok',
    answer: z.strictObject({ email: emailAddress }),
    problems: ['link-not-valid', 'too-many-attempts'],
    examples: {
      request: { token: 'b7Kp0m5yR0a1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7' },
      answer: { email: 'marie@example.org' },
    },
  },
  getSecondFactors: {
    method: 'GET',
    path: '/v1/profile/second-factors',
    audience: 'customer',
    concerns: 'person',
    summary: 'How signing in is protected',
    description: 'Passkeys are listed by GET /v1/profile/passkeys.',
    success: 'ok',
    answer: z.strictObject({
      totp: z.strictObject({ on: z.boolean(), since: z.optional(instant) }),
      recoveryCodesLeft: z.int(),
    }),
    problems: ['not-found'],
    examples: {
      answer: { totp: { on: true, since: '2026-11-20T12:00:00.000Z' }, recoveryCodesLeft: 10 },
    },
  },
  offerTotp: {
    method: 'POST',
    path: '/v1/profile/totp',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Set up an authenticator app',
    description:
      'Show `otpauthUri` as a QR code, and `secret` for typing. It is on once it was confirmed with a first code, within 10 minutes; a new offer replaces the older.',
    success: 'created',
    answer: z.strictObject({
      secret: z.string().check(z.describe('Base 32')),
      otpauthUri: z.string(),
      expiresAt: instant,
    }),
    problems: ['already-enrolled', 'conflict', 'not-found'],
    examples: {
      answer: {
        secret: 'STN46OW3JHLWDF6663U37YWOO7XQUE55',
        otpauthUri:
          'otpauth://totp/Guichet:marie.tremblay%40example.com?issuer=Guichet&secret=STN46OW3JHLWDF6663U37YWOO7XQUE55&algorithm=SHA1&digits=6&period=30',
        expiresAt: '2026-11-23T15:10:00.000Z',
      },
    },
  },
  confirmTotp: {
    method: 'POST',
    path: '/v1/profile/totp/confirmation',
    audience: 'customer',
    concerns: 'person',
    throttle: 'credentials',
    summary: 'Turn the authenticator app on with a first code',
    description: 'From now on signing in by password asks for a code. The person is told by mail.',
    body: z.strictObject({
      code: z.string().check(z.regex(/^\d{6}$/), z.describe('6 digits of the app')),
    }),
    success: 'ok',
    answer: z.strictObject({ recoveryCodes }),
    problems: ['wrong-code', 'not-enrolled', 'too-many-attempts', 'conflict', 'not-found'],
    examples: { request: { code: '492039' }, answer: { recoveryCodes: exampleCodes } },
  },
  removeTotp: {
    method: 'DELETE',
    path: '/v1/profile/totp',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Turn the authenticator app off',
    description:
      'Recovery codes end with it. Turning off what is off is done already. The person is told by mail.',
    success: 'no-content',
    problems: [],
  },
  replaceRecoveryCodes: {
    method: 'POST',
    path: '/v1/profile/recovery-codes',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Make new recovery codes',
    description: 'The older ones no longer work. The person is told by mail.',
    success: 'created',
    answer: z.strictObject({ recoveryCodes }),
    problems: ['not-enrolled'],
    examples: { answer: { recoveryCodes: exampleCodes } },
  },
});
