/** Changes of the catalog, as they stand in the outbox: the view of the API, packed into a text. */
import * as z from 'zod/mini';
import { upcomingChange } from '../../../shared/tv/upcoming-view.ts';
import type { CatalogContent } from './content.ts';

const changes = z.array(upcomingChange).check(z.minLength(1));

/** Undefined when it is not whole. */
export function catalogChangesIn(
  details: Readonly<Record<string, string>>,
): CatalogContent | undefined {
  const { more, changesOwn } = details;
  const parsed = z.safeParse(changes, jsonOf(details['changes'] ?? ''));
  if (!parsed.success || more === undefined) return undefined;
  return { changes: parsed.data, more: Number(more), changesOwn: changesOwn === 'true' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
