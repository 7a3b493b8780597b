/**
 * Readings of counters: the records of service flows (IPDR/SAMIS) and of sessions (RADIUS), checked
 * by hand as delta records are, and for the same reason. What is accepted here is what the contract
 * accepts (a test holds both together); zod explains the rest.
 */
import * as z from 'zod/mini';
import { bareMac } from '../../../shared/modem.ts';
import { readingMarks } from '../usage-chunk.ts';
import {
  clockSkew,
  explainBy,
  isRecordId,
  isServiceIdText,
  objectionToTime,
  readBytes,
  readInstant,
  type Objection,
} from './check-record.ts';
import { cumulativeRecord, radiusRecord } from './record-forms.ts';

export type Reading = {
  /** Position in the batch. */
  index: number;
  /** As it was sent. */
  record: object;
  recordId: string;
  /** By which of them its service is known; the other one is empty. */
  serviceId: string;
  mac: string;
  /** What counts: a service flow from its beginning to its end, or a session. */
  flow: string;
  /** Which directions it tells, and whether it is the last one of its flow. */
  marks: number;
  multicast: boolean;
  /** When it was read, and when the flow began; epoch ms. */
  at: number;
  began: number;
  /** Of what counts, below 2^32: less than before means it began again. */
  uptime: number;
  downLow: number;
  downHigh: number;
  upLow: number;
  upHigh: number;
};

/** Undefined when the value is a record of another form. */
export function readReading(value: unknown, index: number): Reading | Objection | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, 'acct_unique_id')) {
    return readSession(value, index) ?? explained(radiusRecord, value);
  }
  if (!Object.hasOwn(value, 'octets') && !Object.hasOwn(value, 'cm_mac')) return undefined;
  return readFlow(value, index) ?? explained(cumulativeRecord, value);
}

export const isReading = (one: Reading | Objection): one is Reading => 'flow' in one;

function explained(form: z.ZodMiniType, value: object): Objection {
  const { error } = z.safeParse(form, value);
  return error === undefined ? { reason: 'malformed' } : explainBy(error);
}

type Fields<Form extends z.ZodMiniType> = Partial<Record<keyof z.output<Form>, unknown>>;

/** Undefined when the contract refuses it. */
export function readFlow(record: object, index: number): Reading | undefined {
  const one: Fields<typeof cumulativeRecord> = record;
  const { record_id: recordId, source, direction, rec_type: type, flow_kind: kind } = one;
  if (typeof recordId !== 'string' || !isRecordId(recordId)) return undefined;
  if (typeof source !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(source)) return undefined;
  const isUp = direction === 'up';
  if (!isUp && direction !== 'down') return undefined;
  const stop = type === 'stop';
  if (!stop && type !== 'interim' && type !== 'start' && type !== 'event') return undefined;
  const isMulticast = kind === 'multicast';
  if (!isMulticast && kind !== undefined && kind !== 'unicast') return undefined;

  const mac = readMac(one.cm_mac);
  const flowId = readFlowId(one.flow_id);
  const { service_time_created_ticks: ticks } = one;
  if ((ticks === undefined) === (one.service_time_created === undefined)) return undefined;
  const created = ticks === undefined ? readInstant(one.service_time_created) : readWord(ticks);
  const at = readInstant(one.observed_at);
  const uptime = readWord(one.sys_uptime);
  if (mac === undefined || flowId === undefined) return undefined;
  if (Number.isNaN(created + at + uptime) || !readBytes(one.octets, words)) return undefined;
  if (fieldsOf(record) !== fieldsKnown(record)) return undefined;

  const { low, high } = words;
  return {
    ...{ index, record, recordId, serviceId: '', mac },
    flow: `${source} ${mac} ${flowId} ${ticks === undefined ? '' : 't'}${created}`,
    marks: (isUp ? readingMarks.up : readingMarks.down) | (stop ? readingMarks.stop : 0),
    multicast: isMulticast,
    ...{ at, uptime },
    began: ticks === undefined ? created : at - ageMs(uptime, created),
    downLow: isUp ? 0 : low,
    downHigh: isUp ? 0 : high,
    upLow: isUp ? low : 0,
    upHigh: isUp ? high : 0,
  };
}

const alwaysGiven = 9;
const fieldsKnown = (record: object) =>
  alwaysGiven +
  Number(Object.hasOwn(record, 'service_time_created')) +
  Number(Object.hasOwn(record, 'service_time_created_ticks')) +
  Number(Object.hasOwn(record, 'flow_kind'));

/**
 * How long a flow has lasted that began at a sysUpTime. It is no part of the flow's name, since it
 * jitters from record to record. sysUpTime may have wrapped in between, so that a flow of more than
 * 497 days looks that much younger; one that began while its record was written has just begun.
 */
function ageMs(uptime: number, created: number): number {
  const age = (uptime - created) * hundredthMs;
  return age < -clockSkew ? age + wrapMs : age;
}

const hundredthMs = 10;
const wrapMs = 2 ** 32 * hundredthMs;

const sessionFields = new Set(Object.keys(radiusRecord.shape));

/** Undefined when the contract refuses it. */
export function readSession(record: object, index: number): Reading | undefined {
  const one: Fields<typeof radiusRecord> = record;
  const { acct_unique_id: session, status_type: status, service_id: serviceId } = one;
  if (typeof session !== 'string' || !isRecordId(session)) return undefined;
  const stop = status === 'stop';
  const isStart = status === 'start';
  if (!stop && !isStart && status !== 'interim') return undefined;
  if ((serviceId === undefined) === (one.cm_mac === undefined)) return undefined;
  const mac = serviceId === undefined ? readMac(one.cm_mac) : '';
  const isKnown =
    serviceId === undefined || (typeof serviceId === 'string' && isServiceIdText(serviceId));
  if (mac === undefined || !isKnown) return undefined;

  const none = isStart ? 0 : NaN;
  const at = readInstant(one.event_time);
  const uptime = readWord(one.session_time);
  const downLow = readWord(one.output_octets, none);
  const downHigh = readWord(one.output_gigawords, 0);
  const upLow = readWord(one.input_octets, none);
  const upHigh = readWord(one.input_gigawords, 0);
  if (Number.isNaN(at + uptime + downLow + downHigh + upLow + upHigh)) return undefined;
  for (const field in record) if (!sessionFields.has(field)) return undefined;

  return {
    ...{ index, record, recordId: `${session} ${status} ${at}` },
    ...{ serviceId: serviceId ?? '', mac, flow: session },
    marks: readingMarks.down | readingMarks.up | (stop ? readingMarks.stop : 0),
    multicast: false,
    ...{ at, began: at - uptime * 1000, uptime },
    ...{ downLow, downHigh, upLow, upHigh },
  };
}

/** Why a well-formed reading cannot count; `now` in epoch ms. */
export function objectionToReading({ multicast, at, began }: Reading, now: number) {
  if (multicast) return 'multicast-flow' as const;
  if (began > at + clockSkew) return 'created-after-observed' as const;
  return objectionToTime(at, at, now);
}

/** Where the octets of a record are read to. */
const words = { low: 0, high: 0 };

function fieldsOf(record: object): number {
  let count = 0;
  for (const _field in record) count++;
  return count;
}

/** Below 2^32, or NaN. */
function readWord(value: unknown, absent = NaN): number {
  if (value === undefined) return absent;
  if (typeof value === 'string') {
    if (!/^(0|[1-9]\d{0,9})$/.test(value)) return NaN;
  } else if (typeof value !== 'number' || !Number.isInteger(value)) return NaN;
  const word = Number(value);
  return word >= 0 && word < 2 ** 32 ? word : NaN;
}

function readFlowId(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  }
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/.test(value)
    ? value
    : undefined;
}

const macForm = /^[0-9A-Fa-f]{2}([:-]?)[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}$/;

const readMac = (value: unknown): string | undefined =>
  typeof value === 'string' && macForm.test(value) ? bareMac(value) : undefined;
