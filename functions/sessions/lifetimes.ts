/** How long a session lasts. Pure: rules of times. */
const day = 86_400;

export type Lifetimes = {
  /** Seconds without a refresh after which a session has ended. */
  idle: number;
  /** Seconds after which the person signs in again, whatever happened in between. */
  absolute: number;
};

export const usualLifetimes: Lifetimes = { idle: 14 * day, absolute: 90 * day };

/** Seconds an access token is good for: the bound within which a sign-out reaches reading routes. */
export const accessTokenLasts = 600;

/** Seconds in which a replaced refresh token is accepted again: its answer may have been lost. */
export const graceLasts = 10;

/** Tabs that refresh at once, after a browser was restored, each get a token of their own. */
export const maxSiblings = 50;

/** When a session that is used now will have ended, in epoch milliseconds. */
export const endOf = ({ idle, absolute }: Lifetimes, createdAt: number, now: number) =>
  Math.min(now + idle * 1000, createdAt + absolute * 1000);

/**
 * When a session that is used now ends, if that is worth a write: the end is moved in steps of a tenth
 * of the idle lifetime, a day at most, so that most refreshes write once. Undefined: as it is.
 */
export function prolonged(
  lifetimes: Lifetimes,
  { createdAt, endsAt }: { createdAt: number; endsAt: number },
  now: number,
): number | undefined {
  const end = endOf(lifetimes, createdAt, now);
  const step = Math.min(day, lifetimes.idle / 10) * 1000;
  const isLast = end === createdAt + lifetimes.absolute * 1000;
  return end - endsAt >= step || (isLast && end > endsAt) ? end : undefined;
}
