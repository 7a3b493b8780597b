/** A rule's or operation's outcome: what was asked for, or a refusal with a named reason and its data. */
export type Ok<T> = { ok: true; value: T };
export type Refused<R> = { ok: false; refusal: R };
export type Result<T, R extends { reason: string }> = Ok<T> | Refused<R>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const refuse = <const R extends { reason: string }>(refusal: R): Refused<R> => ({
  ok: false,
  refusal,
});
