/** The elements of an IPDR record as a cumulative record, which is then checked like any other. */
import { hash } from 'node:crypto';
import { bareMac } from '../../../shared/modem.ts';
import { readInstant } from './read-instant.ts';
import {
  directions,
  fieldOf,
  fields,
  flags,
  meaning,
  recordTypes,
  type Field,
} from './ipdr-elements.ts';

/** Names are looked up as they are written; those of a document are few. */
const namesKnown = 500;

/** Collects one record after the other. */
export function ipdrRecord() {
  const known = new Map<string, Field | -1>();
  const texts = new Array<string | undefined>(Object.keys(fields).length).fill(undefined);
  let current: Field | -1 = -1;
  let isTwice = false;
  let exporter: string | undefined;

  const lookUp = (name: string): Field | -1 => {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size === namesKnown) known.clear();
    const field = fieldOf(name) ?? -1;
    known.set(name, field);
    return field;
  };
  const textOf = (field: Field) => {
    const text = texts[field]?.trim();
    return text === '' ? undefined : text;
  };

  return {
    /** Whose records they are where they do not say it themselves. */
    exportedBy(name: string | undefined) {
      exporter = name?.trim();
    },
    /** An element of the record; false when it is passed over. */
    begin(name: string): boolean {
      current = lookUp(name);
      if (current === -1) return false;
      if (texts[current] !== undefined) isTwice = true;
      texts[current] = '';
      return true;
    },
    add(text: string) {
      if (current !== -1) texts[current] = (texts[current] ?? '') + text;
    },
    /** Undefined when an element was there twice: nobody can tell which one was meant. */
    take(): object | undefined {
      const value = isTwice ? undefined : valueOf(textOf, exporter);
      texts.fill(undefined);
      isTwice = false;
      return value;
    },
  };
}

function valueOf(textOf: (field: Field) => string | undefined, exporter: string | undefined) {
  const one = {
    record_id: '',
    source:
      textOf(fields.hostName) ??
      textOf(fields.ipv4) ??
      textOf(fields.ipv6) ??
      (exporter || undefined),
    cm_mac: textOf(fields.mac),
    flow_id: textOf(fields.flow),
    service_time_created_ticks: textOf(fields.created),
    sys_uptime: textOf(fields.uptime),
    rec_type: meaning(recordTypes, textOf(fields.type)),
    direction: meaning(directions, textOf(fields.direction)),
    octets: textOf(fields.octets),
    observed_at: textOf(fields.recordedAt) ?? textOf(fields.writtenAt),
  };
  one.record_id = idOf(one);
  const kind = meaning(flags, textOf(fields.multicast));
  return kind === undefined ? one : { ...one, flow_kind: kind };
}

type Identified = Readonly<
  Record<
    'source' | 'cm_mac' | 'flow_id' | 'service_time_created_ticks' | 'rec_type' | 'direction',
    string | undefined
  > & { observed_at: string | undefined }
>;

/**
 * Made from what makes it another reading, so that one in two documents is one. Mostly legible:
 * digests in the place of names would not compress, and ids are most of what is stored.
 */
function idOf(one: Identified): string {
  const at = readInstant(one.observed_at);
  const parts = [
    one.cm_mac === undefined ? '' : bareMac(one.cm_mac),
    one.flow_id,
    one.direction?.slice(0, 1),
    one.service_time_created_ticks,
    Number.isNaN(at) ? one.observed_at : at.toString(36),
    one.rec_type?.slice(0, 3),
  ];
  const id = `${digestOf(one.source)}.${parts.join('.')}`;
  return /^[\x21-\x7e]{1,64}$/.test(id)
    ? id
    : digest(JSON.stringify([one.source, ...parts.map((part) => part ?? null)]), 22);
}

const digest = (text: string, length: number) => hash('sha256', text, 'base64url').slice(0, length);

/** Gateways have long names, and a document is mostly of one. */
const digestOf = (source = '') => {
  if (source !== lastSource) {
    lastSource = source;
    lastDigest = digest(source, 8);
  }
  return lastDigest;
};
let lastSource = '';
let lastDigest = digest('', 8);
