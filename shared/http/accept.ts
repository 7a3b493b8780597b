/** Which media type a request wants of those a route answers in: Accept, as RFC 9110 (12.5.1) reads it. */

type Range = { type: string; weight: number };

const token = String.raw`[\w!#$%&'*+.^\`|~-]+`;
const mediaRange = new RegExp(`^(\\*/\\*|${token}/(?:\\*|${token}))$`);

/**
 * The offered type with the highest weight, the first of equals; undefined when none is wanted.
 * Parameters of media types choose nothing: what is offered is offered in one form.
 */
export function chosenType<T extends string>(
  header: string | undefined,
  offered: readonly [T, ...T[]],
): T | undefined {
  const ranges = rangesIn(header ?? '');
  // Saying nothing, or nothing that can be read, is wanting whatever there is.
  if (ranges.length === 0) return offered[0];
  const best = offered
    .map((type) => ({ type, weight: weightOf(bare(type), ranges) }))
    .reduce((one, other) => (other.weight > one.weight ? other : one));
  return best.weight > 0 ? best.type : undefined;
}

const bare = (type: string) => type.split(';', 1)[0]?.trim().toLowerCase() ?? '';

function rangesIn(header: string): Range[] {
  return header.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
    if (!mediaRange.test(type)) return [];
    const weight = parameters.map((one) => /^q=([01](?:\.\d{0,3})?)$/.exec(one)?.[1]).find(Boolean);
    return [{ type, weight: Math.min(1, Number(weight ?? 1)) }];
  });
}

/** The most precise range that covers the type says its weight. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const family = `${type.split('/', 1)[0] ?? ''}/*`;
  for (const name of [type, family, '*/*']) {
    const weights = ranges.filter((range) => range.type === name).map(({ weight }) => weight);
    if (weights.length > 0) return Math.max(...weights);
  }
  return 0;
}
