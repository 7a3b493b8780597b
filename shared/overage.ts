/** What usage beyond an allowance costs. Pure. */

/** In cents: a price for each block that is started, and the most that a billing period costs. */
export type OverageRate = { price: number; bytes: bigint; cap?: number | undefined };

/** By the domain: $10 for each 50 GB started, at most $100 a period. */
export const usualOverage: OverageRate = { price: 1000, bytes: 50_000_000_000n, cap: 10_000 };

const blocksStarted = (used: bigint, limit: bigint, { bytes }: OverageRate) =>
  used > limit ? (used - limit + bytes - 1n) / bytes : 0n;

/** Cents for what is used beyond the limit; a block is charged whole once a byte of it is used. */
export function overageCharge(used: bigint, limit: bigint, rate: OverageRate): number {
  const charge = blocksStarted(used, limit, rate) * BigInt(rate.price);
  const most = BigInt(rate.cap ?? Number.MAX_SAFE_INTEGER);
  return Number(charge < most ? charge : most);
}

/** The usage at which it costs more than now. */
export const costsMoreAt = (used: bigint, limit: bigint, rate: OverageRate): bigint | 'never' =>
  rate.price === 0 || overageCharge(used, limit, rate) === rate.cap
    ? 'never'
    : limit + blocksStarted(used, limit, rate) * rate.bytes + 1n;
