/** What is edited carries a revision, by which who saves says what they saw (RFC 9110). */

export const etagOf = (revision: number | string) => `"${revision}"`;

/** Whether If-None-Match names the ETag, strongly or weakly (RFC 9110, 13.1.2). */
export const isKnown = (etag: string | undefined, ifNoneMatch: string | undefined) =>
  etag !== undefined &&
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);

/** Whether there is an If-Match at all. */
export const isGiven = (ifMatch: string | undefined) => ifMatch !== undefined && ifMatch !== '';

/**
 * Whether an If-Match asks for what there is; `*` asks that there is something, and without one
 * nothing is asked.
 */
export const isExpected = (revision: number | string | undefined, ifMatch: string | undefined) =>
  ifMatch === undefined ||
  (revision !== undefined && (ifMatch === '*' || ifMatch === etagOf(revision)));
