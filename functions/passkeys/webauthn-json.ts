/**
 * WebAuthn's objects as JSON: options as browsers read them with `parse…OptionsFromJSON()`, responses
 * as they write them with `toJSON()`. Responses are refused by length before anything decodes them.
 */
import * as z from 'zod/mini';

const base64url = (shortest: number, longest: number, description: string) =>
  z
    .string()
    .check(
      z.regex(new RegExp(`^[A-Za-z0-9_-]{${shortest},${longest}}$`)),
      z.describe(`${description} (base64url)`),
    );

/** At least 16 bytes by the standard; at most what fits a sort key. */
export const credentialId = base64url(22, 683, 'Id of the passkey, chosen by the authenticator');

const challenge = base64url(22, 200, 'To be signed; good once, for five minutes');
const transports = z.array(z.string().check(z.regex(/^[a-z-]{1,20}$/))).check(z.maxLength(10));
const clientDataJSON = base64url(1, 4096, 'What the browser says it did');
const authenticatorData = base64url(1, 4096, 'What the authenticator says it did');

const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.nullish(z.string().check(z.maxLength(40))),
  clientExtensionResults: z
    .record(z.string(), z.unknown())
    .check(z.describe('Taken because browsers send it; not looked at')),
};

export const authenticationResponse = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON,
    authenticatorData,
    signature: base64url(1, 1024, 'Of the passkey'),
    userHandle: z.nullish(base64url(1, 86, 'Whose passkey it is')),
  }),
});
export type AuthenticationResponse = z.output<typeof authenticationResponse>;

export const registrationResponse = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON,
    attestationObject: base64url(1, 8192, 'The public key, with what the authenticator says'),
    authenticatorData: z.optional(authenticatorData),
    transports: z.optional(transports),
    publicKey: z.nullish(base64url(1, 2048, 'Not looked at')),
    publicKeyAlgorithm: z.optional(z.int()),
  }),
});
export type RegistrationResponse = z.output<typeof registrationResponse>;

const timeout = z.int().check(z.describe('Milliseconds the browser waits for the person'));

export const authenticationOptions = z.strictObject({
  challenge,
  timeout,
  rpId: z.string().check(z.describe('Domain that the passkeys are bound to')),
  userVerification: z.literal('required'),
});

const descriptor = z.strictObject({
  id: credentialId,
  type: z.literal('public-key'),
  transports: z.optional(transports),
});

export const registrationOptions = z.strictObject({
  challenge,
  timeout,
  rp: z.strictObject({ id: z.string(), name: z.string() }),
  user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
  excludeCredentials: z
    .array(descriptor)
    .check(z.describe('An authenticator that holds one of these makes no other')),
  authenticatorSelection: z.strictObject({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
});
