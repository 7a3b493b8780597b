import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { emailAddress, instant, password, serviceId } from '../../../shared/http/fields.ts';

/** What the operator gives out: narrower than what an email address may be elsewhere. */
const address = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(/^(?=[^@]{3,30}@)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/),
    z.describe(
      'Before the @ 3 to 30 lower-case letters, digits, dashes, underscores and single dots, none at the beginning or end; then one of the domains of GET …/mailboxes',
    ),
  );

const count = z.int().check(z.nonnegative());

const mailbox = z.strictObject({
  address,
  mailboxId: z.uuid().check(z.describe('Names it in the activity of the account')),
  state: z.enum(['active', 'suspended', 'deleted']),
  forwardTo: z.optional(emailAddress),
  createdAt: instant,
  restorableUntil: z.optional(
    instant.check(z.describe('Of one that was deleted: then its address is free for anybody')),
  ),
});

const exampleMailbox = {
  address: 'marie.tremblay@courriel.example.com',
  mailboxId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0031',
  state: 'active',
  createdAt: '2026-11-23T15:00:00.000Z',
};

const access = {
  audience: 'customer',
  permission: 'manageEmailAddresses',
} as const;
const ofMailbox = z.strictObject({ serviceId, address });

export const mailboxesContract = defineContract({
  listMailboxes: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/mailboxes',
    ...access,
    summary: 'Mailboxes of an Internet service',
    description:
      'The first made first. One that was deleted is listed while it can be had back: for 30 days.',
    params: z.strictObject({ serviceId }),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(mailbox),
      quota: z.strictObject({
        most: count.check(z.describe('Mailboxes that come with the plan')),
        used: count.check(z.describe('Those that were not deleted')),
      }),
      domains: z.array(z.string()).check(z.describe('Where addresses are given')),
    }),
    problems: ['not-found'],
    examples: {
      answer: {
        items: [exampleMailbox],
        quota: { most: 5, used: 1 },
        domains: ['courriel.example.com'],
      },
    },
  },
  createMailbox: {
    method: 'POST',
    path: '/v1/internet/{serviceId}/mailboxes',
    ...access,
    changesService: true,
    summary: 'Create a mailbox',
    description:
      'Some names are kept for the operator, and an address that anybody has, or had within 30 days, is taken. An account tries 20 addresses an hour at most. Those that can be had back leave their place to others, but no more than the plan has mailboxes can wait so. ' +
      'The password is kept as a hash; the rules are those of the password to sign in with, about the account holder and the address.',
    params: z.strictObject({ serviceId }),
    body: z.strictObject({ address, password, forwardTo: z.optional(emailAddress) }),
    success: 'created',
    answer: mailbox,
    problems: [
      ...(['not-found', 'mail-domain-not-offered', 'address-reserved', 'address-taken'] as const),
      ...(['too-many-mailboxes', 'password-refused', 'forwarding-loop'] as const),
      ...(['too-many-attempts', 'conflict'] as const),
    ],
    examples: {
      request: {
        address: 'marie.tremblay@courriel.example.com',
        password: 'trois petits canards bleus',
      },
      answer: exampleMailbox,
    },
  },
  changeMailbox: {
    method: 'PATCH',
    path: '/v1/internet/{serviceId}/mailboxes/{address}',
    ...access,
    changesService: true,
    summary: 'Change a mailbox, or have a deleted one back',
    description:
      'What is not named stays as it is; what is so already changes nothing. The account holder is told by mail when mail is forwarded elsewhere. ' +
      'Of a mailbox that was deleted nothing can be changed without `deleted`: false, which needs a free place in the quota.',
    params: ofMailbox,
    body: z
      .strictObject({
        password: z.optional(password),
        forwardTo: z.optional(
          z.nullable(emailAddress).check(z.describe('null: mail is not forwarded any more')),
        ),
        suspended: z.optional(
          z.boolean().check(z.describe('Suspended, it takes no mail and nobody can open it')),
        ),
        deleted: z.optional(z.literal(false).check(z.describe('Has it back'))),
      })
      .check(z.refine((body) => Object.keys(body).length > 0, { error: 'something to change' })),
    success: 'ok',
    answer: mailbox,
    problems: [
      ...(['not-found', 'mailbox-deleted', 'too-many-mailboxes'] as const),
      ...(['password-refused', 'forwarding-loop', 'conflict'] as const),
    ],
    examples: {
      request: { forwardTo: 'marie@example.org' },
      answer: { ...exampleMailbox, forwardTo: 'marie@example.org' },
    },
  },
  deleteMailbox: {
    method: 'DELETE',
    path: '/v1/internet/{serviceId}/mailboxes/{address}',
    ...access,
    changesService: true,
    summary: 'Delete a mailbox',
    description:
      'It can be had back for 30 days, with PATCH and `deleted`: false; then its address is free for anybody. Deleting it again changes nothing.',
    params: ofMailbox,
    success: 'no-content',
    problems: ['not-found', 'conflict'],
  },
});
