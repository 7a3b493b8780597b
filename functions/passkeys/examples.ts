/** Examples for the API page: real in shape; where there would be bytes of a device, there are words. */
const id = 'dGhlIGlkIG9mIGEgcGFzc2tleQ';
const challenge = 'q1kK6ySdcYfVC4mBMYTjBpw5pAplfyyjhE3y4Ipv5hY';
const rpId = 'account.example.com';
const origin = `https://${rpId}`;

const encoded = (text: string) => Buffer.from(text).toString('base64url');
const clientData = (type: string) => encoded(JSON.stringify({ type, challenge, origin }));
const authenticatorData = encoded('hash of the domain, flags and counter');

const credential = {
  id,
  rawId: id,
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: {},
};

export const authenticationOptions = {
  challenge,
  timeout: 300_000,
  rpId,
  userVerification: 'required',
};

export const authenticationResponse = {
  ...credential,
  response: {
    clientDataJSON: clientData('webauthn.get'),
    authenticatorData,
    signature: encoded('signature of the two above'),
    userHandle: 'C598Hm8tTRuaVR8MmjR6EA',
  },
};

export const registrationOptions = {
  challenge,
  timeout: 300_000,
  rp: { id: rpId, name: rpId },
  user: {
    id: 'C598Hm8tTRuaVR8MmjR6EA',
    name: 'marie.tremblay@example.com',
    displayName: 'Marie Tremblay',
  },
  pubKeyCredParams: [
    { type: 'public-key', alg: -8 },
    { type: 'public-key', alg: -7 },
    { type: 'public-key', alg: -257 },
  ],
  excludeCredentials: [{ id: 'YW5vdGhlciBwYXNza2V5IG9mIGhlcnM', type: 'public-key' }],
  authenticatorSelection: {
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  },
  attestation: 'none',
};

export const registrationResponse = {
  ...credential,
  response: {
    clientDataJSON: clientData('webauthn.create'),
    attestationObject: encoded('format, statement, and the data of the authenticator with its key'),
    authenticatorData,
    transports: ['hybrid', 'internal'],
    publicKeyAlgorithm: -7,
  },
};

export const newPasskey = {
  passkeyId: id,
  name: 'Phone',
  createdAt: '2026-11-23T15:00:00.000Z',
  synced: true,
};

export const passkey = { ...newPasskey, lastUsedAt: '2026-11-23T18:30:00.000Z' };
