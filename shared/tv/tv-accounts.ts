/** The accounts with TV, listed in parts that are worked off side by side. */
import { createHash } from 'node:crypto';

/** Of a million accounts a part has 62,500. An account stays in its part: the number is for good. */
export const tvPartitions = 16;

export const tvPartitionOf = (accountNumber: string) =>
  createHash('sha256').update(accountNumber).digest().readUInt32BE() % tvPartitions;
