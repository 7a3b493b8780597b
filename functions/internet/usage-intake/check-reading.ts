/** Readings of counters: the records of service flows (IPDR/SAMIS) and of sessions (RADIUS). */
import * as z from 'zod/mini';
import { bareMac } from '../../../shared/modem.ts';
import { clockSkew, explainBy, objectionToTime, readInstant } from './check-record.ts';
import type { Objection } from './check-record.ts';
import { cumulativeRecord, radiusRecord } from './record-forms.ts';

export type Reading = {
  /** Position in the batch. */
  index: number;
  /** As it was sent. */
  record: unknown;
  recordId: string;
  /** By whom its service is known. */
  of: { serviceId: string } | { mac: string };
  /** What counts: a service flow from its beginning to its end, or a session. */
  flow: string;
  /** The last reading of its flow. */
  stop: boolean;
  multicast: boolean;
  /** When it was read, and when the flow began; epoch ms. */
  at: number;
  began: number;
  /** Of what counts, below 2^32: less than before means it began again. */
  uptime: number;
  down?: bigint;
  up?: bigint;
};

/** Undefined when the value is a record of another form. */
export function readReading(value: unknown, index: number): Reading | Objection | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, 'acct_unique_id')) return readSession(value, index);
  return isOfFlow(value) ? readFlow(value, index) : undefined;
}

const isOfFlow = (value: object) =>
  Object.hasOwn(value, 'octets') || Object.hasOwn(value, 'cm_mac');

export const isReading = (one: Reading | Objection): one is Reading => 'flow' in one;

function readFlow(record: object, index: number): Reading | Objection {
  const parsed = z.safeParse(cumulativeRecord, record);
  if (!parsed.success) return explainBy(parsed.error);
  const { source, flow_id: flowId, direction, ...one } = parsed.data;
  const mac = bareMac(one.cm_mac);
  const began = readInstant(one.service_time_created);
  return {
    ...{ index, record, recordId: one.record_id, of: { mac }, began },
    flow: `${source} ${mac} ${flowId} ${began}`,
    stop: one.rec_type === 'stop',
    multicast: one.flow_kind === 'multicast',
    at: readInstant(one.observed_at),
    uptime: Number(one.sys_uptime),
    [direction]: BigInt(one.octets),
  };
}

function readSession(record: object, index: number): Reading | Objection {
  const parsed = z.safeParse(radiusRecord, record);
  if (!parsed.success) return explainBy(parsed.error);
  const { acct_unique_id: session, status_type: status, ...one } = parsed.data;
  const at = readInstant(one.event_time);
  const uptime = Number(one.session_time);
  const { service_id: serviceId, cm_mac: mac = '' } = one;
  return {
    ...{ index, record, recordId: `${session} ${status} ${at}` },
    of: serviceId === undefined ? { mac: bareMac(mac) } : { serviceId },
    flow: session,
    stop: status === 'stop',
    multicast: false,
    ...{ at, began: at - uptime * 1000, uptime },
    down: wide(one.output_gigawords, one.output_octets),
    up: wide(one.input_gigawords, one.input_octets),
  };
}

const wide = (high: number | string = 0, low: number | string = 0) =>
  (BigInt(high) << 32n) | BigInt(low);

/** Why a well-formed reading cannot count; `now` in epoch ms. */
export function objectionToReading({ multicast, at, began }: Reading, now: number) {
  if (multicast) return 'multicast-flow' as const;
  if (began > at + clockSkew) return 'created-after-observed' as const;
  return objectionToTime(at, at, now);
}
