/** Environment of a function: each has its own schema, which the infrastructure fills by type. */
import * as z from 'zod/mini';

export const setting = () => z.string().check(z.minLength(1));

/** Fails at cold start, naming the variables, rather than at the first request that needs one. */
export const readConfig = <S extends z.ZodMiniObject>(schema: S): z.output<S> => {
  const parsed = z.safeParse(schema, process.env);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`Environment variables missing or wrong: ${names.join(', ')}`);
};
