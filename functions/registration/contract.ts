import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import {
  accountNumber,
  canadianPostalCode,
  emailAddress,
  linkToken,
  password,
} from '../../shared/http/fields.ts';

/** The proof of being the customer: what the operator gave them, or where the service is. */
const proof = z.union([
  z.strictObject({
    accountNumber,
    pin: z.string().check(z.regex(/^\d{4}$/), z.describe('4-digit PIN agreed with the operator')),
  }),
  z.strictObject({ accountNumber, postalCode: canadianPostalCode }),
  z.strictObject({ email: emailAddress }),
]);

export const registrationContract = defineContract({
  requestRegistration: {
    method: 'POST',
    path: '/v1/registrations',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Ask for a registration link',
    description:
      'For a customer whose mail was lost or whose link is no longer valid. Send the account number with the PIN, ' +
      'or with the postal code of the service address (whichever the operator accepts), or the email address the operator has on file. ' +
      'The answer is the same whether or not the account exists: what happened goes to the email address on file.',
    body: proof,
    success: 'accepted',
    answer: z.strictObject({
      status: z.literal('accepted'),
      message: z.string().check(z.describe('What to do next, in the language of Accept-Language')),
    }),
    problems: ['proof-not-accepted', 'too-many-attempts'],
    examples: {
      request: { accountNumber: '50012345678', pin: '4821' },
      answer: {
        status: 'accepted',
        message: 'If these details are right, a link is on its way to the email address on file.',
      },
    },
  },
  completeRegistration: {
    method: 'POST',
    path: '/v1/registrations/completion',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Complete a registration with the mailed link',
    description:
      'The token is the part of the mailed link after `#`. It works once, for 7 days, and only if no newer link was sent. ' +
      'Sign in afterwards with POST /v1/sessions.',
    body: z.strictObject({
      token: linkToken,
      password,
    }),
    success: 'created',
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
});
