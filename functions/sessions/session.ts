/** How long a session lasts. Pure: a rule of times. */
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

/** Tabs that refresh at once each get a token of their own; more at a time is not a browser. */
export const maxSiblings = 5;

/** When a session that is used now will have ended, in epoch milliseconds. */
export const endOf = ({ idle, absolute }: Lifetimes, createdAt: number, now: number) =>
  Math.min(now + idle * 1000, createdAt + absolute * 1000);
