/** Amounts of money: whole cents, always. Shares of them are computed in integers. */

export type Money = { amount: number; currency: 'CAD' };

export const cad = (amount: number): Money => ({ amount, currency: 'CAD' });

/**
 * `numerator / denominator` of an amount, to the cent; half a cent goes up. Refuses what is no
 * share of a charge: credits are shares of what was charged, taken off.
 */
export function shareOf({ amount, currency }: Money, numerator: number, denominator: number) {
  const whole = [amount, numerator, denominator].every(Number.isSafeInteger);
  if (!whole || amount < 0 || numerator < 0 || denominator <= 0) {
    throw new RangeError('A share is taken of whole cents, in whole parts');
  }
  const [cents, parts, of] = [BigInt(amount), BigInt(numerator), BigInt(denominator)];
  return { amount: Number((2n * cents * parts + of) / (2n * of)), currency };
}
