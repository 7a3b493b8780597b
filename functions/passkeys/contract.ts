import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { instant, text } from '../../shared/http/fields.ts';
import * as example from './examples.ts';
import {
  authenticationOptions,
  authenticationResponse,
  credentialId,
  registrationOptions,
  registrationResponse,
} from './webauthn-json.ts';

const name = text(60, 'What its owner calls it: Phone');

const passkey = z.strictObject({
  passkeyId: credentialId,
  name,
  createdAt: instant,
  lastUsedAt: z.optional(instant),
  synced: z
    .boolean()
    .check(
      z.describe('Whether it is kept with an account of its maker too, and not in one device'),
    ),
});

const params = z.strictObject({ passkeyId: credentialId });

/** A response is 1 to 3 kB; what the fields allow together is less than this. */
const bodyFormat = { type: 'json', maxBytes: 32 * 1024 } as const;

export const passkeysContract = defineContract({
  passkeySignInOptions: {
    method: 'POST',
    path: '/v1/passkeys/sign-in/options',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Begin to sign in with a passkey',
    description:
      'For `PublicKeyCredential.parseRequestOptionsFromJSON()` and `navigator.credentials.get()`. The same for everybody: no user name is asked, the device offers the passkeys it holds. ' +
      'Takes no body. The challenge is good once, for 5 minutes.',
    success: 'ok',
    answer: authenticationOptions,
    problems: [],
    examples: { answer: example.authenticationOptions },
  },
  passkeySignIn: {
    method: 'POST',
    path: '/v1/passkeys/sign-in',
    audience: 'public',
    throttle: 'credentials',
    summary: 'Prove who you are with a passkey',
    description:
      'Takes what `navigator.credentials.get()` gave, and gives a ticket for it, to be sent within a minute to POST /v1/sessions, or to POST /v1/sessions/step-up by who is signed in. ' +
      'The person was verified by the device, so no code is asked. Whatever is wrong is answered 422 `passkey-refused`, and the challenge is used up. ' +
      'After 100 tries from one address within 15 minutes the next are refused (429, Retry-After).',
    body: z.strictObject({ response: authenticationResponse }),
    bodyFormat,
    success: 'created',
    answer: z.strictObject({
      ticket: z.string().check(z.describe('Opaque; works once')),
      expiresIn: z.int().check(z.describe('Life of the ticket in seconds')),
    }),
    problems: ['passkey-refused', 'too-many-attempts'],
    examples: {
      request: { response: example.authenticationResponse },
      answer: { ticket: 'C5-fHG8tQ2Ky5gqg4sVxVwuffHG8tQ2Ky5gqg4sVxVw', expiresIn: 60 },
    },
  },
  listPasskeys: {
    method: 'GET',
    path: '/v1/profile/passkeys',
    audience: 'customer',
    concerns: 'person',
    summary: 'Passkeys of the signed-in person',
    description: 'The oldest first; at most 10.',
    success: 'ok',
    answer: z.strictObject({ items: z.array(passkey) }),
    problems: [],
    examples: { answer: { items: [example.passkey] } },
  },
  passkeyOptions: {
    method: 'POST',
    path: '/v1/profile/passkeys/options',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Begin to add a passkey',
    description:
      'For `PublicKeyCredential.parseCreationOptionsFromJSON()` and `navigator.credentials.create()`. Takes no body. The challenge is good once, for 5 minutes, for this person. ' +
      'Passkeys that are there already are excluded: a device that holds one makes no second.',
    success: 'ok',
    answer: registrationOptions,
    problems: ['too-many-passkeys', 'session-ended'],
    examples: { answer: example.registrationOptions },
  },
  addPasskey: {
    method: 'POST',
    path: '/v1/profile/passkeys',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Add a passkey',
    description:
      'Takes what `navigator.credentials.create()` gave. The person is told by mail. Whatever is wrong with the response is answered 422 `passkey-refused`, and the challenge is used up.',
    body: z.strictObject({ name, response: registrationResponse }),
    bodyFormat,
    success: 'created',
    answer: passkey,
    problems: ['passkey-refused', 'too-many-passkeys'],
    examples: {
      request: { name: example.passkey.name, response: example.registrationResponse },
      answer: example.newPasskey,
    },
  },
  renamePasskey: {
    method: 'PATCH',
    path: '/v1/profile/passkeys/{passkeyId}',
    audience: 'customer',
    concerns: 'person',
    summary: 'Give a passkey another name',
    description: 'The name is for its owner alone, to tell one device from another.',
    params,
    body: z.strictObject({ name }),
    success: 'ok',
    answer: passkey,
    problems: ['not-found'],
    examples: { request: { name: example.passkey.name }, answer: example.passkey },
  },
  removePasskey: {
    method: 'DELETE',
    path: '/v1/profile/passkeys/{passkeyId}',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Remove a passkey',
    description:
      'Nobody signs in with it any more; the person is told by mail. Sessions that were opened with it go on: DELETE /v1/sessions ends them.',
    params,
    success: 'no-content',
    problems: ['not-found'],
  },
});
