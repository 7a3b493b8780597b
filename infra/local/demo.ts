/** The demo customers: made once, and remembered with the data they belong to. */
import * as z from 'zod';
import type { DemoSignIn, SeedTarget } from './demo/seed.ts';
import { keep, readKept } from './kept-file.ts';

const kept: z.ZodType<DemoSignIn[]> = z.array(
  z.object({
    email: z.string(),
    password: z.string(),
    accountNumber: z.string(),
    what: z.string(),
  }),
);

/** Seeding that was cut short begins again; it sends documents that may be sent twice. */
export async function demoSignIns(
  target: SeedTarget,
  file: string | undefined,
): Promise<DemoSignIn[]> {
  const before = readKept(file, kept);
  if (before !== undefined) return before;
  // Loaded only here: a stack without the demo needs none of it.
  const { seedDemo } = await import('./demo/seed.ts');
  const made = await seedDemo(target);
  keep(file, made);
  return made;
}
