/** A usage file as it is kept: where it is, how far it is read, what was found in it until then. */
import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { usageFolder } from './config.ts';
import { failureReasons } from './failure.ts';

/**
 * How far the content is read, compressed or not: the next record begins there. In XML only the
 * number of records says where, and `byte` that it is further on.
 */
export const place = z.object({
  records: z.int(),
  byte: z.int(),
  line: z.int(),
  /** Of a CSV file, once it is read. */
  header: z.optional(z.string()),
});
export type Place = z.output<typeof place>;

export const beginning: Place = { records: 0, byte: 0, line: 0 };

export const usageFile = z.object({
  fileId: z.string(),
  key: z.string(),
  state: z.enum(['awaiting-upload', 'receiving', 'received', 'failed']),
  /** Epoch ms at which it was asked for, or came in without that. */
  createdAt: z.number(),
  uploadUntil: z.optional(z.number()),
  /** Of the content, once there is one. */
  content: z.optional(z.string()),
  size: z.optional(z.int()),
  /** Epoch ms at which it was uploaded: the time of arrival of its records. */
  receivedAt: z.optional(z.number()),
  finishedAt: z.optional(z.number()),
  failure: z.optional(z.enum(failureReasons)),
  place,
  /** Segments that are taken, those without records too. */
  segments: z.int(),
  accepted: z.int(),
  waiting: z.int(),
  rejected: z.int(),
});
export type UsageFile = z.output<typeof usageFile>;

/** A segment with records; its batch holds them. */
export type FileSegment = {
  position: number;
  batchId: string;
  /** Of each record of the batch. */
  lines: readonly number[];
};

/** What S3 tells of an object. */
export type UsageObject = {
  bucket: string;
  key: string;
  versionId?: string | undefined;
  eTag: string;
  size: number;
  /** Epoch ms at which it was there. */
  uploadedAt: number;
};

export const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);

/** The same bytes under the same key are the same file, however often they are uploaded. */
export const contentOf = ({ key, eTag, size }: UsageObject) => hashed('content', key, eTag, size);

/** Of a file that nobody asked for; also of another content that is uploaded over one. */
export const fileIdOf = (content: string) => hashed('file', content);

export const batchIdOf = (content: string, firstRecord: number) =>
  hashed('segment', content, firstRecord);

const hashed = (...parts: readonly (string | number)[]) =>
  hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);

export const keyFor = (fileId: string, name: string) => `${usageFolder}${fileId}/${name}`;

/** The id in a key that was made for an upload; the file must know the key too. */
export const fileIdIn = (key: string) =>
  /^([A-Za-z0-9_-]{22})\//.exec(key.slice(usageFolder.length))?.[1];
