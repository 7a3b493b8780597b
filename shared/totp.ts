/** Codes of an authenticator app (RFC 6238): 6 digits, 30 seconds, SHA-1, which every app knows. */
import { Secret, TOTP } from 'otpauth';

const period = 30;
/** A phone's clock may be one step off. */
const window = 1;

/** What the secret is sealed for. */
export const totpContext = (profileId: string) => `totp#${profileId}`;

const generator = (secret: string, label = '') =>
  new TOTP({ issuer: 'Guichet', label, secret: Secret.fromBase32(secret), period, digits: 6 });

/** 160 random bits in base 32. */
export const newTotpSecret = () => new Secret({ size: 20 }).base32;

/** What an authenticator app reads as a QR code. */
export const totpUri = (secret: string, email: string) => generator(secret, email).toString();

/** The step a code is right for; undefined when it is wrong. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = generator(secret).validate({ token: code, timestamp, window });
  return delta === null ? undefined : TOTP.counter({ timestamp, period }) + delta;
}
