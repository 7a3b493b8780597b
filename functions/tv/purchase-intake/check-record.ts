/** What a record says by itself: read, or rejected before anything is looked up. */
import * as z from 'zod/mini';
import { purchaseKeptFor } from '../../../shared/tv-purchase.ts';
import type { Outcome } from './contract.ts';
import { purchaseRecord, type PurchaseRecord } from './record.ts';
import type { ToldEvent } from './take-event.ts';

export type Objection = Pick<Outcome, 'reason' | 'field'>;
export type Checked = { told: ToldEvent } | { objection: Objection };

/** Clocks of the operator's systems may be so far ahead of ours. */
const clockSkew = 5 * 60_000;

/** `now` in epoch ms. */
export function checkRecord(value: unknown, now: number): Checked {
  const { data, error } = z.safeParse(purchaseRecord, value);
  if (data === undefined) return { objection: explain(error) };
  const told = read(data);
  const objection = objectionTo(told, now);
  return objection === undefined ? { told } : { objection };
}

function explain({ issues }: z.core.$ZodError): Objection {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')?.keys[0];
  if (unknown !== undefined) return { reason: 'unknown-field', field: shortened(unknown) };
  const field = issues[0]?.path[0];
  return field === undefined
    ? { reason: 'malformed' }
    : { reason: 'invalid-field', field: String(field) };
}

function objectionTo({ orderedAt, event }: ToldEvent, now: number): Objection | undefined {
  const { status, viewedAt } = event;
  if (orderedAt > now + clockSkew) return { reason: 'in-the-future', field: 'ordered_at' };
  if (orderedAt < now - purchaseKeptFor) return { reason: 'too-old', field: 'ordered_at' };
  const field = 'viewed_at';
  if (viewedAt === undefined) {
    return status === 'viewed' ? { reason: 'viewed-at-missing', field } : undefined;
  }
  if (status === 'pending') return { reason: 'viewed-while-pending', field };
  if (viewedAt > now + clockSkew) return { reason: 'in-the-future', field };
  return viewedAt < orderedAt ? { reason: 'viewed-before-ordered', field } : undefined;
}

const read = (record: PurchaseRecord): ToldEvent => ({
  purchaseId: record.purchase_id,
  accountNumber: record.account,
  ...(record.service_id === undefined ? {} : { serviceId: record.service_id }),
  ...{ type: record.type, titleId: record.title_id, title: record.title, masked: record.masked },
  orderedAt: Date.parse(record.ordered_at),
  rentalHours: record.rental_hours,
  event: {
    ...{ status: record.status, amount: record.amount },
    ...(record.viewed_at === undefined ? {} : { viewedAt: Date.parse(record.viewed_at) }),
  },
});

/** The id of a rejected record, as far as it can be told. */
export function purchaseIdIn(value: unknown): string | undefined {
  const id = (value as { purchase_id?: unknown } | null)?.purchase_id;
  return typeof id === 'string' ? shortened(id) : undefined;
}

/** What goes back to the sender: never longer than a good id. */
const shortened = (text: string) => text.slice(0, 64).toWellFormed();
