/** Published prices in US dollars, and what else the costs are made from without being measured. */

export const dollars = {
  /** DynamoDB on demand. */
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** Lambda on arm64. */
  gigabyteSecond: 0.000_013_333_4,
  invocation: 0.2e-6,
  /** HTTP API. */
  apiRequest: 1e-6,
  /** SQS, a standard queue. */
  queueRequest: 0.4e-6,
} as const;

/** Memory of the functions, as the stacks give it to them. */
export const gigabytes = { intake: 1.769, dispatch: 0.512, fold: 1.769 } as const;

/** A message is sent, received and deleted; sending takes up to ten of them at once. */
export const queueRequestsPerMessage = 2.1;

export const daysPerMonth = 365 / 12;
/** Of delta records of 15 minutes, compressed; a request holds 35,000 at most. */
export const recordsPerRequest = 32_000;
/** The more subscribers there are, the fewer records of a shard has a request: see the last one. */
export const settings = [
  { subscribers: 10_000, perShard: 1_000, refreshes: [24, 6, 1] },
  { subscribers: 100_000, perShard: 1_000, refreshes: [24, 6, 1] },
  { subscribers: 1_000_000, perShard: 1_000, refreshes: [24, 6, 1] },
  { subscribers: 1_000_000, perShard: 4_000, refreshes: [24] },
] as const;
/** In which a refresh is to be done. */
export const refreshSeconds = 600;
