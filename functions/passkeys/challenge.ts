/** What an authenticator has to sign, so that a signature seen elsewhere is worth nothing. */
import * as z from 'zod/mini';

/** Seconds for which it can be answered, and for which browsers wait for the person. */
export const challengeLasts = 300;

/** What it was made for; it is good for nothing else. */
export type Purpose = { kind: 'sign-in' } | { kind: 'registration'; profileId: string };

const clientData = z.object({
  challenge: z.string().check(z.maxLength(200)),
  /** From within a page of somebody else, where a person cannot see what they agree to. */
  crossOrigin: z.optional(z.literal(false)),
});

/** The challenge that a response says it answers; undefined when it says none, or nothing readable. */
export function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    return z.safeParse(clientData, json).data?.challenge;
  } catch {
    return undefined;
  }
}
