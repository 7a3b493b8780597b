/**
 * What counts, named in words: a service flow of a gateway and modem from its beginning to its end,
 * or a session.
 *
 * A flow: kind (8 bits), length of the source (8), MAC address (48), when it was created (64: an
 * instant, or ticks, which the kind tells), then
 * the flow's id (64 bits of a number, or text), then the source. A session: its text. No text has
 * a kind's byte where a flow has it.
 */
import type { NameTable } from '../name-table.ts';
import { writeText } from '../words.ts';
import { readDecimal } from './read-fields.ts';

const kinds = { numberedFlow: 1, namedFlow: 2, inTicks: 4 };
const [longestSource, longestFlowId] = [64, 40];
export const longestFlowName = 4 + (longestSource + longestFlowId) / 4;

type Flow = { source: unknown; mac: unknown; flowId: unknown; created: number; inTicks: boolean };

/** Writes it in the room of the table, and gives where it ends; -1 when a part is none. */
export function writeFlowName(
  { source, mac, flowId, created, inTicks }: Flow,
  flows: NameTable,
): number {
  const at = flows.room(longestFlowName);
  const { words } = flows;
  if (typeof source !== 'string' || typeof mac !== 'string') return -1;
  if (!readMac(mac, address)) return -1;

  let end = at + 4;
  let kind = kinds.numberedFlow;
  if (readFlowNumber(flowId, number)) {
    words[end++] = number.low;
    words[end++] = number.high;
  } else {
    if (typeof flowId !== 'string' || !isFlowId(flowId)) return -1;
    end = writeText(flowId, words, end, longestFlowId);
    kind = kinds.namedFlow;
  }
  end = writeText(source, words, end, longestSource);
  if (inTicks) kind |= kinds.inTicks;
  words[at] = (kind << 24) | (source.length << 16) | address.high;
  words[at + 1] = address.low;
  words[at + 2] = created % word;
  words[at + 3] = Math.floor(created / word);
  return end;
}

const word = 2 ** 32;
const address = { high: 0, low: 0 };
const number = { low: 0, high: 0 };

const isFlowId = (text: string) => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/.test(text);

/** 7 and "7" are the same flow, however they are sent. */
function readFlowNumber(value: unknown, into: { low: number; high: number }): boolean {
  if (typeof value !== 'number') {
    return typeof value === 'string' && readDecimal(value, into) && into.high < 2 ** 21;
  }
  if (!Number.isSafeInteger(value) || value < 0) return false;
  into.low = value % word;
  into.high = Math.floor(value / word);
  return true;
}

/** Its 48 bits: 00:1A:2B:3C:4D:5E, with colons, hyphens or neither; false when it is none. */
function readMac(text: string, into: { high: number; low: number }): boolean {
  const hasSeparators = text.length === 17;
  const separator = text.charCodeAt(2);
  if (hasSeparators ? separator !== colon && separator !== hyphen : text.length !== 12)
    return false;
  let bits = 0;
  // Negative once there was anything else.
  let other = 0;
  for (let byte = 0; byte < 6; byte++) {
    const at = byte * (hasSeparators ? 3 : 2);
    if (hasSeparators && byte > 0 && text.charCodeAt(at - 1) !== separator) return false;
    const digits = (hexDigit(text.charCodeAt(at)) << 4) | hexDigit(text.charCodeAt(at + 1));
    other |= digits;
    if (byte === 2) into.high = bits;
    bits = (bits << 8) | digits;
  }
  into.low = bits;
  return other >= 0;
}

const [colon, hyphen] = [58, 45];
const hexDigits = new Int8Array(128).fill(-1);
for (const digit of '0123456789abcdefABCDEF') {
  hexDigits[digit.charCodeAt(0)] = Number.parseInt(digit, 16);
}
const hexDigit = (letter: number) => (letter < 128 ? (hexDigits[letter] as number) : -1);

/** The number of a modem, whose address is written in any of the ways; -1 when it is none. */
export function readModem(mac: unknown, modems: NameTable): number {
  if (typeof mac !== 'string' || !readMac(mac, address)) return -1;
  return modemAt(address.high, address.low, modems);
}

/** The number of the modem of the flow whose name begins there. */
export const modemOf = ({ words }: NameTable, from: number, modems: NameTable) =>
  modemAt((words[from] as number) & 0xffff, words[from + 1] as number, modems);

function modemAt(high: number, low: number, modems: NameTable): number {
  const at = modems.room(2);
  modems.words[at] = high;
  modems.words[at + 1] = low;
  return modems.take(at + 2);
}

/** Addresses as modems are kept by: twelve digits each, by the numbers of the modems. */
export function macsOf({ words, count }: NameTable): string[] {
  const bytes = Buffer.alloc(count * macBytes);
  for (let modem = 0; modem < count; modem++) {
    bytes.writeUInt16BE(words[2 * modem] as number, modem * macBytes);
    bytes.writeInt32BE(words[2 * modem + 1] as number, modem * macBytes + 2);
  }
  const digits = bytes.toString('hex').toUpperCase();
  return Array.from({ length: count }, (_, modem) =>
    digits.slice(modem * macBytes * 2, (modem + 1) * macBytes * 2),
  );
}

const macBytes = 6;
