/**
 * The elements of IPDR records that are taken: those of DOCSIS 3.0 and later (SAMIS-TYPE-1 and
 * SAMIS-TYPE-2), of DOCSIS 2.0 (DOCSIS-Type), and of 1.1 where they say the same. They differ mostly
 * in their capitals, about which gateways do not agree either: capitals do not matter.
 */

export const fields = {
  hostName: 0,
  ipv4: 1,
  ipv6: 2,
  mac: 3,
  flow: 4,
  created: 5,
  uptime: 6,
  type: 7,
  direction: 8,
  octets: 9,
  recordedAt: 10,
  writtenAt: 11,
  multicast: 12,
} as const;
export type Field = (typeof fields)[keyof typeof fields];

const elements = new Map<string, Field>([
  ['cmtshostname', fields.hostName],
  ['cmtsipv4addr', fields.ipv4],
  ['cmtsipaddress', fields.ipv4],
  ['cmtsipv6addr', fields.ipv6],
  ['cmmacaddr', fields.mac],
  ['cmmacaddress', fields.mac],
  ['subscriberid', fields.mac],
  ['serviceidentifier', fields.flow],
  ['sfid', fields.flow],
  ['servicetimecreated', fields.created],
  ['cmtssysuptime', fields.uptime],
  ['rectype', fields.type],
  ['sftype', fields.type],
  ['servicedirection', fields.direction],
  ['sfdirection', fields.direction],
  ['serviceoctetspassed', fields.octets],
  ['octetspassed', fields.octets],
  ['reccreationtime', fields.recordedAt],
  ['ipdrcreationtime', fields.writtenAt],
  ['servicedsmulticast', fields.multicast],
]);

export const recordTypes = new Map([
  ['1', 'interim'],
  ['2', 'stop'],
  ['3', 'start'],
  ['4', 'event'],
]);
export const directions = new Map([
  ['1', 'down'],
  ['2', 'up'],
  ['downstream', 'down'],
  ['upstream', 'up'],
]);
export const flags = new Map([
  ['0', undefined],
  ['false', undefined],
  ['1', 'multicast'],
  ['true', 'multicast'],
]);

/** What a text means; one that means nothing is handed on, to be refused under its field's name. */
export function meaning<T>(
  texts: ReadonlyMap<string, T>,
  text: string | undefined,
): T | string | undefined {
  if (text === undefined) return undefined;
  const plain = text.toLowerCase();
  return texts.has(plain) ? texts.get(plain) : plain;
}

/** Without the prefix of its namespace. */
export const localName = (name: string) => name.slice(name.lastIndexOf(':') + 1);

export const fieldOf = (name: string): Field | undefined =>
  elements.get(localName(name).toLowerCase());
