/** What usage beyond an allowance costs. Pure. */

/** In cents: a price for each block that is started, and the most that a billing period costs. */
export type OverageRate = { price: number; bytes: bigint; cap?: number | undefined };

/** By the domain: $10 for each 50 GB started, at most $100 a period. */
export const usualOverage: OverageRate = { price: 1000, bytes: 50_000_000_000n, cap: 10_000 };

/** Cents for what is used beyond the limit; a block is charged whole once a byte of it is used. */
export function overageCharge(used: bigint, limit: bigint, rate: OverageRate): number {
  if (used <= limit) return 0;
  const blocks = (used - limit + rate.bytes - 1n) / rate.bytes;
  const charge = blocks * BigInt(rate.price);
  const most = BigInt(rate.cap ?? Number.MAX_SAFE_INTEGER);
  return Number(charge < most ? charge : most);
}
