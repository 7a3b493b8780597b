/** What is edited carries a revision, by which who saves says what they saw (RFC 9110). */

export const etagOf = (revision: number | string) => `"${revision}"`;

/** Whether there is an If-Match at all. */
export const isGiven = (ifMatch: string | undefined) => ifMatch !== undefined && ifMatch !== '';

/**
 * Whether an If-Match asks for what there is; `*` asks that there is something, and without one
 * nothing is asked.
 */
export const isExpected = (revision: number | string | undefined, ifMatch: string | undefined) =>
  ifMatch === undefined ||
  (revision !== undefined && (ifMatch === '*' || ifMatch === etagOf(revision)));
