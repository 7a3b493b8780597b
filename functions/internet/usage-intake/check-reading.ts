/**
 * Readings of counters: the records of service flows (IPDR/SAMIS) and of sessions (RADIUS), checked
 * by hand as delta records are, and for the same reason. What is accepted here is what the contract
 * accepts (a test holds both together); zod explains the rest.
 */
import * as z from 'zod/mini';
import { readingMarks } from '../usage-chunk.ts';
import { writeText } from '../words.ts';
import { clockSkew, explainBy, objectionToTime, type Objection } from './check-record.ts';
import { modemOf, readModem, writeFlowName } from './flow-names.ts';
import { fieldsOf, readBytes, readRecordId, readServiceId, readWord } from './read-fields.ts';
import { instantReader } from './read-instant.ts';
import { longestId, type ReadingColumns } from './record-columns.ts';
import { cumulativeRecord, radiusRecord } from './record-forms.ts';

type Fields<Form extends z.ZodMiniType> = Partial<Record<keyof z.output<Form>, unknown>>;

export type ReadingForm = {
  /** Reads it into the row behind the last one; false when the contract refuses it. */
  read: (record: object, into: ReadingColumns) => boolean;
  contract: z.ZodMiniType;
};

/** Undefined when the value is a record of another form. */
export function readingFormOf(value: unknown): ReadingForm | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const one: Fields<typeof radiusRecord> & Fields<typeof cumulativeRecord> = value;
  if (one.acct_unique_id !== undefined) return session;
  return one.octets === undefined && one.cm_mac === undefined ? undefined : flow;
}

/** Why the contract refuses what `read` refused. */
export function explainReading({ contract }: ReadingForm, value: unknown): Objection {
  const { error } = z.safeParse(contract, value);
  return error === undefined ? { reason: 'malformed' } : explainBy(error);
}

/** Whose a service flow is: its name says of which modem it is. */
const inTheName = 0;

export function readFlow(record: object, into: ReadingColumns): boolean {
  const one: Fields<typeof cumulativeRecord> = record;
  const { direction, rec_type: type, flow_kind: kind } = one;
  const row = into.count;
  if (!readRecordId(one.record_id, into)) return false;
  const isUp = direction === 'up';
  if (!isUp && direction !== 'down') return false;
  const isStop = type === 'stop';
  if (!isStop && type !== 'interim' && type !== 'start' && type !== 'event') return false;
  const isMulticast = kind === 'multicast';
  if (!isMulticast && kind !== undefined && kind !== 'unicast') return false;

  const { service_time_created_ticks: ticks } = one;
  if ((ticks === undefined) === (one.service_time_created === undefined)) return false;
  const inTicks = ticks !== undefined;
  const created = inTicks ? readWord(ticks) : readCreated(one.service_time_created);
  const at = readObserved(one.observed_at);
  const uptime = readWord(one.sys_uptime);
  if (Number.isNaN(created + at + uptime)) return false;
  if (!readBytes(one.octets, into.downLow, into.downHigh, row)) return false;
  const { source, cm_mac: mac, flow_id: flowId } = one;
  const nameEnd = writeFlowName({ source, mac, flowId, created, inTicks }, into.flows);
  if (nameEnd === -1) return false;
  const fields = fieldsOf(record);
  if (fields !== 10 && !(fields === 11 && Object.hasOwn(record, 'flow_kind'))) return false;

  into.marks[row] = (isUp ? readingMarks.up : readingMarks.down) | (isStop ? readingMarks.stop : 0);
  into.upLow[row] = into.upHigh[row] = 0;
  into.began[row] = inTicks ? at - ageMs(uptime, created) : created;
  into.start[row] = at;
  into.end[row] = at + uptime;
  into.last.isMulticast = isMulticast;
  into.last.nameEnd = nameEnd;
  into.last.owner = inTheName;
  return true;
}

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

const [readCreated, readObserved, readEvent] = [instantReader(), instantReader(), instantReader()];
const sessionFields = new Set(Object.keys(radiusRecord.shape));
const hasOthers = (record: object) => Object.keys(record).some((name) => !sessionFields.has(name));

const octetFields = (one: Fields<typeof radiusRecord>) =>
  (one.input_octets === undefined ? 0 : 1) +
  (one.input_gigawords === undefined ? 0 : 1) +
  (one.output_octets === undefined ? 0 : 1) +
  (one.output_gigawords === undefined ? 0 : 1);

export function readSession(record: object, into: ReadingColumns): boolean {
  const one: Fields<typeof radiusRecord> = record;
  const { acct_unique_id: name, status_type: status, service_id: serviceId, cm_mac: mac } = one;
  const row = into.count;
  const isStop = status === 'stop';
  const isStart = status === 'start';
  if (!isStop && !isStart && status !== 'interim') return false;
  if ((serviceId === undefined) === (mac === undefined)) return false;

  const none = isStart ? 0 : NaN;
  const at = readEvent(one.event_time);
  const uptime = readWord(one.session_time);
  const downLow = readWord(one.output_octets, none);
  const downHigh = readWord(one.output_gigawords, 0);
  const upLow = readWord(one.input_octets, none);
  const upHigh = readWord(one.input_gigawords, 0);
  if (Number.isNaN(at + uptime + downLow + downHigh + upLow + upHigh)) return false;
  if (fieldsOf(record) !== 5 + octetFields(one) && hasOthers(record)) return false;

  if (typeof name !== 'string') return false;
  const from = into.flows.room(longestId / 4);
  const nameEnd = writeText(name, into.flows.words, from, longestId);
  if (nameEnd === -1) return false;
  const holder =
    mac === undefined ? readServiceId(serviceId, into.services) : readModem(mac, into.modems);
  if (holder === -1) return false;

  into.ids.starts[row + 1] = into.ids.starts[row] as number;
  into.marks[row] =
    readingMarks.down |
    readingMarks.up |
    (isStop ? readingMarks.stop : isStart ? readingMarks.start : 0);
  into.began[row] = at - uptime * 1000;
  into.start[row] = at;
  into.end[row] = at + uptime;
  into.downLow[row] = downLow;
  into.downHigh[row] = downHigh;
  into.upLow[row] = upLow;
  into.upHigh[row] = upHigh;
  into.last.isMulticast = false;
  into.last.nameEnd = nameEnd;
  into.last.owner = mac === undefined ? 1 + holder : -1 - holder;
  return true;
}

const flow: ReadingForm = { read: readFlow, contract: cumulativeRecord };
const session: ReadingForm = { read: readSession, contract: radiusRecord };

/** Why the well-formed reading that was read last cannot count; `now` in epoch ms. */
export function objectionToReading({ count, start, began, last }: ReadingColumns, now: number) {
  if (last.isMulticast) return 'multicast-flow' as const;
  const at = start[count] as number;
  if ((began[count] as number) > at + clockSkew) return 'created-after-observed' as const;
  return objectionToTime(at, at, now);
}

/** Keeps the reading that was read last. */
export function keepReading(into: ReadingColumns, index: number, record: object): void {
  const { flows, holders, last } = into;
  const known = flows.count;
  const from = flows.starts[known] as number;
  const number = flows.take(last.nameEnd, last.owner);
  if (number === known) {
    const { owner } = last;
    holders.push(owner === inTheName ? -1 - modemOf(flows, from, into.modems) : owner);
  }
  into.flow[into.count] = number;
  into.index[into.count] = index;
  into.sent.push(record);
  into.count++;
}
