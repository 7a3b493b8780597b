/** Which service had a modem, and when: provisioning keeps it, usage intake asks it. */
import * as z from 'zod/mini';

/** From the first instant on, up to the second, which is not in it; epoch ms. */
const tenure = z.object({ serviceId: z.string(), from: z.number(), to: z.optional(z.number()) });
export type Tenure = z.output<typeof tenure>;

export const modem = z.object({
  mac: z.string(),
  /** One after the other, the latest last; only the last may be without an end. */
  history: z.array(tenure),
  /** Counts the changes. */
  version: z.int(),
});
export type Modem = z.output<typeof modem>;

/** The many ways to write a MAC address, as one: twelve digits. */
export const bareMac = (mac: string) => mac.replaceAll(/[:-]/g, '').toUpperCase();

/** Whose the modem was at an instant. Usage intake asks it for each record: a loop is a third of `find`. */
export function tenureAt(history: readonly Tenure[], at: number): Tenure | undefined {
  for (const tenure of history) {
    if (tenure.from <= at && (tenure.to === undefined || at < tenure.to)) return tenure;
  }
  return undefined;
}
