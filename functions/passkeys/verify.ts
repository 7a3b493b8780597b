/**
 * Whether an authenticator's response is good. The library throws for every flaw of what was sent, in
 * prose: which flaw it was is for nobody to learn.
 */
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import type { Passkey } from './passkey.ts';
import type { AuthenticationResponse, RegistrationResponse } from './webauthn-json.ts';

/** Who asks for passkeys: the portal. */
export type RelyingParty = {
  /** Domain that the passkeys are bound to. */
  id: string;
  /** Origins of its pages. */
  origins: readonly string[];
};

/** EdDSA, ES256 and RS256: what every version of the runtime verifies. */
export const algorithms = [-8, -7, -257];

const expectedOf = (party: RelyingParty, challenge: string) => ({
  expectedChallenge: challenge,
  expectedOrigin: [...party.origins],
  expectedRPID: party.id,
  requireUserVerification: true,
});

const fromText = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));

/** Undefined when it is not good. */
export async function verifiedRegistration(
  party: RelyingParty,
  { id, rawId, type, response }: RegistrationResponse,
  challenge: string,
): Promise<Pick<Passkey, 'passkeyId' | 'publicKey' | 'signCount' | 'synced'> | undefined> {
  const { clientDataJSON, attestationObject } = response;
  try {
    if (bringsCertificates(attestationObject)) return undefined;
    const { registrationInfo } = await verifyRegistrationResponse({
      ...expectedOf(party, challenge),
      supportedAlgorithmIDs: algorithms,
      response: {
        ...{ id, rawId, type, clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
    });
    // The library leaves it to us that the id outside is the one within.
    if (registrationInfo?.credential.id !== id) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      passkeyId: id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      signCount: credential.counter,
      synced: credentialBackedUp,
    };
  } catch {
    return undefined;
  }
}

/**
 * We ask for no attestation, and browsers then leave it out, but for a signature of the passkey itself.
 * Certificates of makers are not read: neither they nor the revocation lists they name.
 */
function bringsCertificates(attestationObject: string): boolean {
  const attestation = decodeAttestationObject(fromText(attestationObject));
  const format = attestation.get('fmt');
  const isSelf = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined;
  return format !== 'none' && !isSelf;
}

/** Undefined when it is not good, or the authenticator has counted backward: then there is a copy. */
export async function verifiedUse(
  party: RelyingParty,
  { id, rawId, type, response }: AuthenticationResponse,
  { challenge, passkey }: { challenge: string; passkey: Passkey },
): Promise<Pick<Passkey, 'signCount' | 'synced'> | undefined> {
  const { clientDataJSON, authenticatorData, signature } = response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...expectedOf(party, challenge),
      credential: {
        id: passkey.passkeyId,
        publicKey: fromText(passkey.publicKey),
        counter: passkey.signCount,
      },
      response: {
        ...{ id, rawId, type, clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature },
      },
    });
    if (!verified) return undefined;
    return {
      signCount: authenticationInfo.newCounter,
      synced: authenticationInfo.credentialBackedUp,
    };
  } catch {
    return undefined;
  }
}
