/** What a part of a month costs: integer cents, half a cent rounds up. */
export const prorate = (monthlyCents: number, days: number, divisor: number): number =>
  // Far below 2^53, so that the quotient is never rounded over a whole number.
  Math.floor((2 * monthlyCents * days + divisor) / (2 * divisor));
