import * as z from 'zod/mini';
import { defineContract, permissions } from '../../shared/http/contract.ts';
import { emailAddress, instant, language, personName } from '../../shared/http/fields.ts';

const granted = z.array(z.enum(permissions)).check(
  z.minLength(1),
  z.refine((all) => new Set(all).size === all.length, { error: 'each permission once' }),
  z.describe('What the delegate may do; everything else is refused'),
);

const delegate = z.strictObject({
  delegateId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string().check(z.describe('The address that was invited')),
  permissions: z.array(z.enum(permissions)),
  status: z.enum(['invited', 'active']).check(z.describe('`active` once they came to the account')),
  invitedAt: instant,
  acceptedAt: z.optional(instant),
});

const delegateId = z.uuid().check(z.describe('Of a delegate of this account'));

const exampleDelegate = {
  delegateId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0009',
  firstName: 'Paul',
  lastName: 'Roy',
  email: 'paul.roy@example.com',
  permissions: ['viewBills', 'viewUsage'],
  status: 'invited',
  invitedAt: '2026-11-23T15:00:00.000Z',
};

export const delegatesContract = defineContract({
  listDelegates: {
    method: 'GET',
    path: '/v1/account/delegates',
    audience: 'customer',
    holderOnly: true,
    summary: 'Who else may come to the account',
    description: 'Delegates and what they may do, the first invited first.',
    success: 'ok',
    answer: z.strictObject({
      items: z.array(delegate),
      most: z.int().check(z.describe('How many an account may have')),
    }),
    problems: [],
    examples: { answer: { items: [exampleDelegate], most: 5 } },
  },
  inviteDelegate: {
    method: 'POST',
    path: '/v1/account/delegates',
    audience: 'customer',
    holderOnly: true,
    stepUp: true,
    summary: 'Invite a delegate',
    description:
      'The person is mailed: with a link to choose a password, or, if they sign in here already, that the account is theirs to see. The answer is the same for both. ' +
      'An account has up to 5 delegates; 10 invitations a day are sent.',
    body: z.strictObject({
      email: emailAddress,
      firstName: personName(80, 'First name'),
      lastName: personName(80, 'Last name'),
      language: z.optional(
        language.check(z.describe('Of the mails to who is new here; else of the account holder')),
      ),
      permissions: granted,
    }),
    success: 'created',
    answer: delegate,
    problems: ['too-many-delegates', 'already-a-member', 'too-many-attempts', 'conflict'],
    examples: {
      request: {
        email: 'paul.roy@example.com',
        firstName: 'Paul',
        lastName: 'Roy',
        permissions: ['viewBills', 'viewUsage'],
      },
      answer: exampleDelegate,
    },
  },
  changeDelegate: {
    method: 'PATCH',
    path: '/v1/account/delegates/{delegateId}',
    audience: 'customer',
    holderOnly: true,
    stepUp: true,
    summary: 'Change what a delegate may do',
    description:
      'Takes effect at their next request; they are told by mail. The present permissions again change nothing.',
    params: z.strictObject({ delegateId }),
    body: z.strictObject({ permissions: granted }),
    success: 'ok',
    answer: delegate,
    problems: ['not-found', 'conflict'],
    examples: {
      request: { permissions: ['viewUsage'] },
      answer: { ...exampleDelegate, permissions: ['viewUsage'] },
    },
  },
  removeDelegate: {
    method: 'DELETE',
    path: '/v1/account/delegates/{delegateId}',
    audience: 'customer',
    holderOnly: true,
    stepUp: true,
    summary: 'Take a delegate off the account',
    description: 'Takes effect at their next request; they are told by mail.',
    params: z.strictObject({ delegateId }),
    success: 'no-content',
    problems: ['not-found'],
  },
});
