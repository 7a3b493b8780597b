/** What is edited carries a revision, by which who saves says what they saw (RFC 9110). */

export const etagOf = (revision: number) => `"${revision}"`;

/**
 * Whether an If-Match asks for what there is; `*` asks that there is something, and without one
 * nothing is asked.
 */
export const isExpected = (revision: number | undefined, ifMatch: string | undefined) =>
  ifMatch === undefined ||
  (revision !== undefined && (ifMatch === '*' || ifMatch === etagOf(revision)));
