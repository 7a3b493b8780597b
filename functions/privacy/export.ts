/** A person's request for their data, as stored. */
import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { roles } from '../../shared/http/contract.ts';

const day = 86_400_000;

/** The mail says so, too. */
export const archiveKeptFor = 7 * day;
/** One that could not be made stays on record for as long as the law gives us to answer. */
export const requestKeptFor = 30 * day;

/**
 * Compressed, and of what is sent without compression. Lambda answers at most 6 MB, and bytes travel
 * in base64. A day of usage compresses to 20 bytes: it takes hundreds of services to get there.
 */
export const maxArchiveBytes = 4_500_000;

const request = {
  exportId: z.string(),
  profileId: z.string(),
  /** The account, and in what role, for which it was asked: where the activity tells of it. */
  accountNumber: z.string(),
  role: z.enum(roles),
  requestedAt: z.number(),
};

const readyExport = z.object({
  ...request,
  status: z.literal('ready'),
  readyAt: z.number(),
  endsAt: z.number(),
  /** Which build's parts are the archive; there may be leftovers of others. */
  build: z.string(),
  /** Of the document, not compressed. */
  bytes: z.int(),
  /** Of what the parts hold together. */
  sha256: z.string(),
});
export type ReadyExport = z.output<typeof readyExport>;

export const storedExport = z.discriminatedUnion('status', [
  z.object({ ...request, status: z.literal('requested') }),
  readyExport,
]);
export type StoredExport = z.output<typeof storedExport>;
export type RequestedExport = Extract<StoredExport, { status: 'requested' }>;

/** By our clock: housekeeping comes later. */
export const hasEnded = (stored: StoredExport, now: Date) =>
  now.getTime() >=
  (stored.status === 'ready' ? stored.endsAt : stored.requestedAt + requestKeptFor);

export const digestOf = (bytes: Buffer) => hash('sha256', bytes, 'hex');
