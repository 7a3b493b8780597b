/** Counts the facts of a shard-day by their kind, and what stays in force without them. */
import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Checkpoint } from '../aggregate-usage/fold/checkpoint.ts';
import { recordsIn } from '../chunk-body.ts';
import type { FactKind, InForce, Inventory } from './trace.ts';

const prefixes: readonly (readonly [string, FactKind])[] = [
  ['CHUNK#', 'chunks'],
  ['READINGS#', 'readings'],
  ['OPENING#', 'openings'],
  ['FOLDED#', 'checkpoints'],
];

const fact = z.object({ sk: z.string(), body: z.instanceof(Uint8Array) });

export const emptyInventory = (): Inventory => ({
  chunks: { items: 0, records: 0, bytes: 0 },
  readings: { items: 0, records: 0, bytes: 0 },
  openings: { items: 0, records: 0, bytes: 0 },
  checkpoints: { items: 0, records: 0, bytes: 0 },
});

export function addTo(inventory: Inventory, item: unknown) {
  const { sk, body } = z.parse(fact, item);
  const kind = prefixes.find(([prefix]) => sk.startsWith(prefix))?.[1];
  // What nobody has thought of is not deleted unread.
  if (kind === undefined) throw new Error('An item of a shard-day is of no known kind');
  const amount = inventory[kind];
  amount.items++;
  amount.bytes += body.length;
  if (kind === 'chunks' || kind === 'readings') amount.records += recordsIn(body);
}

/** What the last fold wrote of each service: first day of the period, bytes down and up, last end. */
export function totalsOf({ totals }: Checkpoint): InForce {
  let down = 0n;
  let up = 0n;
  const lines: string[] = [];
  for (const [serviceId, mark] of totals) {
    const [, serviceDown = '0', serviceUp = '0'] = mark.split(' ');
    down += BigInt(serviceDown);
    up += BigInt(serviceUp);
    lines.push(`${serviceId} ${mark}`);
  }
  return {
    services: totals.size,
    ...{ down: String(down), up: String(up) },
    fingerprint: hash('sha256', lines.sort().join('\n'), 'base64url').slice(0, 22),
  };
}
