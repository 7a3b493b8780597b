/** Event filtering, as Lambda does it before a stream's record reaches a function. */
import * as z from 'zod';
import { StackFailure } from './failure.ts';

/** A tree of the fields that matter; at its leaves the conditions of which one has to hold. */
export type Pattern = { [field: string]: Pattern | Condition[] };
export type Condition =
  | string
  | number
  | boolean
  | null
  | { prefix: string }
  | { suffix: string }
  | { exists: boolean }
  | { 'equals-ignore-case': string }
  | { 'anything-but': readonly (string | number)[] }
  | { numeric: readonly (string | number)[] };

const scalar = z.union([z.string(), z.number()]);
const condition: z.ZodType<Condition> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({
    'anything-but': z.union([z.array(scalar), scalar]).transform((value) => [value].flat()),
  }),
  z.strictObject({ numeric: z.array(scalar) }),
]);
const pattern: z.ZodType<Pattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(condition), pattern])),
);

export function parsePattern(json: string): Pattern {
  const parsed = pattern.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new StackFailure(
    `The event filter ${json} has a condition that infra/local/stream-filter.ts does not know: teach it there.`,
  );
}

/** Without patterns everything passes; with several, one is enough. */
export const passes = (patterns: readonly Pattern[], record: unknown) =>
  patterns.length === 0 || patterns.some((each) => fits(each, record));

const fits = (fields: Pattern, value: unknown): boolean =>
  Object.entries(fields).every(([field, wanted]) => {
    const actual = fieldOf(value, field);
    return Array.isArray(wanted)
      ? wanted.some((each) => holds(each, actual))
      : fits(wanted, actual);
  });

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[field]
    : undefined;

function holds(each: Condition, actual: unknown): boolean {
  if (typeof each !== 'object' || each === null) return actual === each;
  if ('exists' in each) return (actual !== undefined) === each.exists;
  if ('anything-but' in each)
    return actual !== undefined && !each['anything-but'].some((value) => value === actual);
  if ('numeric' in each) return typeof actual === 'number' && inRange(actual, each.numeric);
  if (typeof actual !== 'string') return false;
  if ('prefix' in each) return actual.startsWith(each.prefix);
  if ('suffix' in each) return actual.endsWith(each.suffix);
  return actual.toLowerCase() === each['equals-ignore-case'].toLowerCase();
}

const comparisons: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
};

/** `[">=", 10, "<", 20]` */
const inRange = (actual: number, bounds: readonly (string | number)[]) =>
  bounds.every((operator, at) =>
    at % 2 === 0 ? comparisons[operator]?.(actual, Number(bounds[at + 1])) === true : true,
  );
