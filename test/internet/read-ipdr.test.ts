/** IPDR documents, read as gateways write them and as nobody should. */
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { ipdrExample } from '../../functions/internet/usage-intake/ipdr-form.ts';
import { unreadable } from '../../functions/internet/usage-intake/lines.ts';
import { ipdrReader } from '../../functions/internet/usage-intake/read-ipdr.ts';
import {
  docsis2,
  documentOf,
  escaped,
  head,
  ipdrDocument,
  ipdrOf,
  samis,
} from './ipdr-documents.ts';

/** All records, and the fault, of a text that comes in pieces. */
function readAll(...pieces: string[]) {
  const reader = ipdrReader();
  const records = pieces.flatMap((piece) => reader.write(piece));
  return { records, fault: reader.end() };
}
const valuesOf = (text: string) => {
  const { records, fault } = readAll(text);
  expect(fault).toBeUndefined();
  return records.map(({ value }) => value);
};

const record = {
  record_id: '08fsm2nV.001A2B3C4D5E.88121.d.857042312.mw8t4nfc.int',
  source: 'cmts-7.example.net',
  cm_mac: '00-1A-2B-3C-4D-5E',
  flow_id: '88121',
  service_time_created_ticks: '857042312',
  sys_uptime: '914455512',
  rec_type: 'interim',
  direction: 'down',
  octets: '18446744073709551615',
  observed_at: '2026-11-09T05:15:00.120Z',
};
const { record_id: recordId } = record;

describe('a record of a document', () => {
  it.each<[string, string]>([
    ['in the names of DOCSIS 3.0', ipdrOf(samis)],
    ['in those of 2.0', ipdrOf(docsis2)],
    [
      'with prefixes of namespaces',
      ipdrOf(samis)
        .replaceAll('IPDR', 'ipdr:IPDR')
        .replaceAll(/(<\/?)(Cm|Service|Rec)/g, '$1DOCSIS-SAMIS:$2'),
    ],
    ['in other capitals', ipdrOf(docsis2).replaceAll('CMTShostName', 'CMTSHostName')],
    [
      'with its elements in another order',
      ipdrOf(Object.fromEntries(Object.entries(samis).reverse())),
    ],
    [
      'with white space about everything',
      ipdrOf(samis)
        .replaceAll('<', '\r\n\t<')
        .replaceAll(/<(\w+)>/g, '<$1>\n '),
    ],
    ['with a CDATA section', ipdrOf(samis).replace('cmts-7.example', '<![CDATA[cmts-7]]>.example')],
    ['with a comment within a text', ipdrOf(samis).replace('88121', '88<!-- 5 -->121')],
    ['with entities of XML', ipdrOf(samis).replace('88121', '&#56;8&#x31;21')],
    [
      'with elements that nobody knows',
      ipdrOf(samis).replace(
        '<RecType>',
        '<Extra a="1"><ServiceIdentifier>9</ServiceIdentifier></Extra><empty/><RecType>',
      ),
    ],
    [
      'with attributes on its elements',
      ipdrOf(samis).replaceAll(/<(\w+)>/g, '<$1 a="x&gt;" b=\'\'>'),
    ],
    [
      'in words instead of numbers',
      ipdrOf({ ...samis, RecType: 'Interim', ServiceDirection: 'Downstream' }),
    ],
  ])('%s is the record it is', (_, text) => {
    expect(valuesOf(documentOf(text))).toEqual([record]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, object]>([
    [
      'of multicast',
      { ...samis, ServiceDsMulticast: 'true' },
      { flow_kind: 'multicast', record_id: recordId },
    ],
    [
      'of multicast, as a number',
      { ...samis, ServiceDsMulticast: '1' },
      { flow_kind: 'multicast' },
    ],
    ['that may be of multicast', { ...samis, ServiceDsMulticast: 'x' }, { flow_kind: 'x' }],
    ['of a gateway without a name', { ...samis, CmtsHostName: '' }, { source: '192.0.2.7' }],
    [
      'of a gateway that is not told',
      { ...samis, CmtsHostName: undefined, CmtsIpv4Addr: undefined },
      { source: 'collector-1' },
    ],
    ['that ends its flow', { ...samis, RecType: '2' }, { rec_type: 'stop' }],
    ['that begins it', { ...samis, RecType: '3' }, { rec_type: 'start' }],
    ['of an event', { ...samis, RecType: '4' }, { rec_type: 'event' }],
    ['of the other direction', { ...samis, ServiceDirection: '2' }, { direction: 'up' }],
    ['of no direction', { ...samis, ServiceDirection: '3' }, { direction: '3' }],
    ['without a modem', { ...samis, CmMacAddr: ' ' }, { cm_mac: undefined }],
    [
      'with the time of its writing too',
      { ...samis, IPDRCreationTime: '2026-11-09T05:16:00Z' },
      { observed_at: samis.RecCreationTime },
    ],
  ])('%s says so', (_, elements, expected) => {
    expect(valuesOf(ipdrDocument([elements]))).toMatchObject([expected]);
  });

  it('with an element twice cannot be told from another one', () => {
    const twice = ipdrOf(samis).replace('<RecType>', '<CmMacAddr>0</CmMacAddr><RecType>');
    expect(valuesOf(documentOf(twice + ipdrOf(samis)))).toEqual([unreadable, record]);
  });

  it('is told with the line it begins on', () => {
    const text = documentOf(
      `${ipdrOf(samis)}\r\n\r\n<IPDR\n/>\r${ipdrOf(samis)}${ipdrOf(samis)}`,
      4,
    );
    expect(readAll(text).records.map(({ line }) => line)).toEqual([3, 5, 7, 7]);
  });

  it('is the example of the documentation', () => {
    expect(valuesOf(ipdrExample)).toEqual([{ ...record, octets: '2695702' }]);
  });
});

describe('the id of a record', () => {
  const idOf = (changes: object) =>
    (valuesOf(ipdrDocument([{ ...samis, ...changes }]))[0] as typeof record).record_id;

  it.each([
    ['its octets', { ServiceOctetsPassed: '5', CmtsSysUpTime: '1' }],
    ['how its modem is written', { CmMacAddr: '00:1a:2b:3c:4d:5e' }],
    ['how its time is', { RecCreationTime: '2026-11-09T00:15:00.12-05:00' }],
  ])('does not follow from %s', (_, changes) => {
    expect(idOf(changes)).toBe(recordId);
  });

  it('follows from all that makes it another reading, and is a good one', () => {
    const ids = [
      {},
      { CmtsHostName: 'cmts-8.example.net' },
      { CmMacAddr: '00-1A-2B-3C-4D-5F' },
      { ServiceIdentifier: '88122' },
      { ServiceDirection: '2' },
      { ServiceTimeCreated: '857042313' },
      { RecCreationTime: '2026-11-09T05:15:00.121Z' },
      { RecType: '2' },
      { RecType: '3' },
      { ServiceIdentifier: 'x'.repeat(40) },
      { ServiceIdentifier: `${'x'.repeat(39)}y` },
      { CmMacAddr: 'é' },
      { CmMacAddr: '' },
      { ServiceIdentifier: '4294967295', ServiceTimeCreated: '4294967295' },
    ].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{1,64}$/);
  });
});

const whole = ipdrDocument([samis, docsis2]);
const deep = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);

describe('a document', () => {
  it.each<[string, string, number]>([
    ['of nothing', documentOf(''), 0],
    ['of nothing, in one tag', '<IPDRDoc/>', 0],
    ['with a byte order mark', `\uFEFF${whole}`, 2],
    ['without a declaration', whole.slice(head.length), 2],
    ['without its end mark', documentOf(ipdrOf(samis)), 1],
    [
      'with comments and instructions',
      `${head}<!-- a --><?b c?>${whole.slice(head.length)}<!-- d -->`,
      2,
    ],
    ['in utf-8', whole.replace('UTF-8', 'utf-8'), 2],
    ['32 levels deep', documentOf(deep(31)), 0],
    ['with a long text', documentOf(`<a>${'é'.repeat(65_000)}</a>`), 0],
  ])('%s is whole', (_, text, count) => {
    expect(valuesOf(text)).toHaveLength(count);
  });

  const bomb = `<!DOCTYPE IPDRDoc [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>`;
  it.each<[string, string, string, number, number]>([
    ['of nothing at all', '', 'truncated-document', 0, 1],
    ['that is a declaration', head, 'truncated-document', 0, 2],
    [
      'cut off between records',
      whole.slice(0, whole.indexOf('</IPDR>') + 8),
      'truncated-document',
      1,
      4,
    ],
    [
      'cut off behind a record',
      whole.slice(0, whole.indexOf('</IPDR>') + 7),
      'truncated-document',
      1,
      3,
    ],
    [
      'cut off in a record',
      whole.slice(0, whole.lastIndexOf('</IPDR>')),
      'truncated-document',
      1,
      4,
    ],
    ['cut off in a tag', whole.slice(0, -3), 'truncated-document', 2, 6],
    [
      'with fewer records than it says',
      ipdrDocument([samis]).replace('count="1"', 'count="2"'),
      'count-mismatch',
      1,
      6,
    ],
    [
      'with more of them',
      ipdrDocument([samis, docsis2]).replace('count="2"', 'count="1"'),
      'count-mismatch',
      2,
      7,
    ],
    [
      'with a count that is none',
      ipdrDocument([samis]).replace('count="1"', 'count="one"'),
      'count-mismatch',
      1,
      6,
    ],
    ['with a DOCTYPE', whole.replace('<IPDRDoc', `${bomb}<IPDRDoc`), 'doctype-not-allowed', 0, 2],
    [
      'with an external entity',
      whole.replace('<IPDRDoc', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><IPDRDoc'),
      'doctype-not-allowed',
      0,
      2,
    ],
    ['with an entity of its own', whole.replace('88121', '&b;'), 'not-well-formed', 0, 3],
    [
      'with an entity of JavaScript',
      whole.replace('88121', '&constructor;'),
      'not-well-formed',
      0,
      3,
    ],
    ['in Latin-1', whole.replace('UTF-8', 'ISO-8859-1'), 'not-utf-8', 0, 2],
    ['in UTF-16', whole.replace('UTF-8', 'UTF-16'), 'not-utf-8', 0, 2],
    ['and another one', whole + whole.slice(head.length), 'not-well-formed', 2, 7],
    ['of another kind', '<rss/>', 'not-an-ipdr-document', 0, 1],
    ['that is a record', ipdrOf(samis), 'not-an-ipdr-document', 0, 1],
    ['that is JSON', '[]', 'not-well-formed', 0, 1],
    ['in a document', documentOf(whole.slice(head.length)), 'misplaced-record', 0, 3],
    [
      'with a record in a record',
      documentOf(ipdrOf(samis).replace('<RecType>', '<IPDR/><RecType>')),
      'misplaced-record',
      0,
      3,
    ],
    [
      'with a record in an envelope',
      documentOf(`<all>${ipdrOf(samis)}</all>`),
      'misplaced-record',
      0,
      3,
    ],
    [
      'with a tag closed by another one',
      documentOf(ipdrOf(samis).replace('</RecType>', '</Rectype>')),
      'not-well-formed',
      0,
      3,
    ],
    [
      'with a record closed by another tag',
      whole.replace('</IPDR>', '</IPDRDoc>'),
      'not-well-formed',
      0,
      3,
    ],
    [
      'with an attribute twice',
      whole.replace('docId=', 'docId="" docId='),
      'not-well-formed',
      0,
      2,
    ],
    [
      'with a character that is none',
      whole.replace('Cable8', 'Cable\u0001'),
      'not-well-formed',
      0,
      3,
    ],
    ['33 levels deep', documentOf(ipdrOf(samis) + deep(32)), 'nested-too-deep', 1, 3],
    [
      'with a text beyond all measure',
      documentOf(`<a>${'x'.repeat(70_000)}</a>`),
      'token-too-long',
      0,
      3,
    ],
    [
      'with a tag beyond all measure',
      documentOf(`<a b="${'x'.repeat(70_000)}"/>`),
      'token-too-long',
      0,
      3,
    ],
    [
      'with a comment beyond all measure',
      documentOf(`<!-- ${'x'.repeat(70_000)}--><a/>`),
      'token-too-long',
      0,
      3,
    ],
  ])('%s is refused, with what was whole before', (_, text, why, count, line) => {
    const { records, fault } = readAll(text);
    expect(fault).toEqual({ why, line });
    expect(records).toHaveLength(count);
    // However it comes.
    for (const size of [1, 1000]) {
      if (text.length / size > 10_000) continue;
      const pieces: string[] = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(readAll(...pieces)).toEqual({ records, fault });
    }
  });

  it('is refused as soon as its fault is met, and gives no records from then on', () => {
    const reader = ipdrReader();
    expect(reader.write(documentOf(`${ipdrOf(samis)}</nothing>`))).toHaveLength(1);
    expect(reader.fault()).toEqual({ why: 'not-well-formed', line: 3 });
    expect(reader.write(ipdrOf(samis))).toEqual([]);
    expect([reader.end(), reader.end()]).toEqual([reader.fault(), reader.fault()]);
  });

  it('without an end is not held in memory', () => {
    const reader = ipdrReader();
    reader.write('<IPDRDoc><!--');
    let written = 0;
    for (; reader.fault() === undefined && written < 1e9; written += 10_000)
      reader.write('x'.repeat(10_000));
    expect(written).toBeLessThan(100_000);
  });
});

describe('pieces of a document', () => {
  const lively = documentOf(
    [
      ipdrOf({ ...samis, CmtsHostName: 'é😀&<"' }).replace('<RecType>', '<!-- ]]> -- ><RecType>'),
      ipdrOf(samis).replace('88121', '<![CDATA[88]]]]><![CDATA[>]]>121'),
      ipdrOf(docsis2),
    ]
      .join('\r\n')
      .replace(' -- >', ' -->'),
    3,
  );

  it('cut at any byte are the document', () => {
    const bytes = Buffer.from(lively);
    const expected = readAll(lively);
    expect(expected.fault).toBeUndefined();
    expect(expected.records).toHaveLength(3);
    for (let at = 0; at <= bytes.length; at++) {
      const decoder = new TextDecoder('utf-8', { fatal: true });
      const first = decoder.decode(bytes.subarray(0, at), { stream: true });
      expect(readAll(first, decoder.decode(bytes.subarray(at)))).toEqual(expected);
    }
    expect(readAll(...(lively.match(/[^]/g) ?? []))).toEqual(expected);
  });

  it('may be any number', () => {
    const text = ipdrDocument(
      Array.from({ length: 40 }, (_, i) => ({ ...samis, CmtsSysUpTime: `${i}` })),
    );
    const expected = readAll(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((to, i) => text.slice(at[i], to));
        expect(readAll(...pieces)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('keep what any text says', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '&', '<', '>', '"', "'", 'é', '😀', ']', '-', '!'),
        }),
        (text) => {
          const [value] = valuesOf(
            ipdrDocument([{ ...samis, CmtsHostName: text.replaceAll(']]>', '') }]),
          );
          const source = text.replaceAll(']]>', '');
          expect(value).toMatchObject({ source: source === '' ? '192.0.2.7' : source });
          expect(escaped(source)).not.toContain('<');
        },
      ),
    );
  });
});
