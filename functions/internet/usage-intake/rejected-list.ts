/** Rejections of a batch as they are kept: in parts, by intake and release alike. */
import * as z from 'zod/mini';
import { rejected, type Rejected } from './contract.ts';
import { unpack } from './packed-list.ts';

export const rejectedPrefix = 'REJECTED#';

/** Keeps an item far below DynamoDB's 400 kB. */
export const rejectedPerPart = 3000;

const rejectedItem = z.object({ body: z.instanceof(Uint8Array) });

export const unpackRejected = (item: unknown): Rejected[] =>
  z.parse(z.array(rejected), unpack(z.parse(rejectedItem, item).body));
