/** What usage files are read as, whatever pieces their bytes come in. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { beginning, type Place } from '../../functions/internet/usage-files/file.ts';
import { formOf } from '../../functions/internet/usage-files/form.ts';
import { readIpdrFile } from '../../functions/internet/usage-files/take-file/read-ipdr-file.ts';
import {
  readCsvFile,
  readNdjson,
} from '../../functions/internet/usage-files/take-file/read-lines.ts';
import { segmentsOf } from '../../functions/internet/usage-files/take-file/read-file.ts';
import {
  FileRefused,
  type Segment,
  type SegmentReader,
} from '../../functions/internet/usage-files/take-file/segments.ts';
import { gunzip } from '../../functions/internet/usage-files/take-file/unpack.ts';
import { ipdrDocument, samis } from './ipdr-documents.ts';
import { tooLong, unreadable } from '../../functions/internet/usage-intake/lines.ts';

const limits = { records: 1000, bytes: 1_000_000, lineBytes: 40 };

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) {
    yield await Promise.resolve(bytes.subarray(from, from + size));
  }
}

/** What was read, and why it ended early. */
async function readAll(segments: AsyncIterable<Segment>) {
  const read: Segment[] = [];
  let refused: string | undefined;
  try {
    for await (const segment of segments) read.push(segment);
  } catch (fault) {
    if (!(fault instanceof FileRefused)) throw fault;
    refused = fault.reason;
  }
  const records = read.flatMap(({ values, lines }) =>
    values.map((value, i) => [lines[i], value] as const),
  );
  return { records, refused, segments: read };
}

const read = (
  reader: SegmentReader,
  content: string | Uint8Array,
  size: number,
  from = beginning,
) => readAll(reader(pieces(Buffer.from(content), size), from, limits));

const pieceSizes = [1, 2, 3, 7, 1000];

describe.each(pieceSizes)('NDJSON in pieces of %i bytes', (size) => {
  it.each<[string, string | Uint8Array, (readonly [number, unknown])[]]>([
    [
      'lines',
      '{"a":1}\n{"a":2}\n',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
    ],
    [
      'no line break at the end',
      '{"a":1}\n{"a":2}',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
    ],
    [
      'line breaks of Windows',
      '{"a":1}\r\n\r\n{"a":2}\r\n',
      [
        [1, { a: 1 }],
        [3, { a: 2 }],
      ],
    ],
    [
      'blank lines',
      '\n \n{"a":1}\n\t\n\n{"a":2}\n\n',
      [
        [3, { a: 1 }],
        [6, { a: 2 }],
      ],
    ],
    ['a byte order mark', '\uFEFF{"a":1}\n', [[1, { a: 1 }]]],
    ['characters of two to four bytes', '{"a":"é€🜛"}\n', [[1, { a: 'é€🜛' }]]],
    [
      'a line that is no JSON',
      '{"a":\n{"a":2}\n',
      [
        [1, unreadable],
        [2, { a: 2 }],
      ],
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from('{"a":"\xe9"}\n{"a":2}', 'latin1'),
      [
        [1, unreadable],
        [2, { a: 2 }],
      ],
    ],
    ['a line of 40 bytes', `${'"'.padEnd(39, 'x')}"\n`, [[1, 'x'.repeat(38)]]],
    [
      'a line of 41 bytes',
      `${'"'.padEnd(40, 'x')}"\n{"a":2}\n`,
      [
        [1, tooLong],
        [2, { a: 2 }],
      ],
    ],
    [
      'a line that is too long at the end',
      '{"a":1}\n'.padEnd(90, 'x'),
      [
        [1, { a: 1 }],
        [2, tooLong],
      ],
    ],
    [
      'a blank line that is too long',
      `${' '.repeat(41)}\n{"a":2}`,
      [
        [1, tooLong],
        [2, { a: 2 }],
      ],
    ],
    [
      'an array after the first line',
      '{"a":1}\n[]\n',
      [
        [1, { a: 1 }],
        [2, []],
      ],
    ],
  ])('takes %s', async (_, content, records) => {
    expect(await read(readNdjson, content, size)).toMatchObject({ records, refused: undefined });
  });

  it.each([
    ['nothing', '', 'no-records'],
    ['nothing but blank lines', '\n\r\n  \n', 'no-records'],
    ['an array', '\n [{"a":1},\n{"a":2}]', 'json-array'],
  ])('refuses %s', async (_, content, reason) => {
    expect(await read(readNdjson, content, size)).toMatchObject({ records: [], refused: reason });
  });
});

describe.each(pieceSizes)('CSV in pieces of %i bytes', (size) => {
  it.each<[string, string, (readonly [number, unknown])[]]>([
    [
      'rows',
      'a,b\n1,2\n3,4\n',
      [
        [2, { a: '1', b: '2' }],
        [3, { a: '3', b: '4' }],
      ],
    ],
    [
      'a byte order mark and line breaks of Windows',
      '\uFEFFa,b\r\n1,2\r\n',
      [[2, { a: '1', b: '2' }]],
    ],
    [
      'a header behind blank lines',
      '\n\na\n1\n\n2',
      [
        [4, { a: '1' }],
        [6, { a: '2' }],
      ],
    ],
    ['quotes', 'a,b\n"x,""y""",2\n', [[2, { a: 'x,"y"', b: '2' }]]],
    ['an empty cell as no field', 'a,b\n1,\n', [[2, { a: '1' }]]],
    [
      'a row of another length',
      'a,b\n1\n1,2\n',
      [
        [2, unreadable],
        [3, { a: '1', b: '2' }],
      ],
    ],
    [
      'a quote that is left open',
      'a,b\n"1,2\n1,2\n',
      [
        [2, unreadable],
        [3, { a: '1', b: '2' }],
      ],
    ],
  ])('takes %s', async (_, content, records) => {
    expect(await read(readCsvFile, content, size)).toMatchObject({ records, refused: undefined });
  });

  it.each([
    ['a header that names a field twice', 'a,a\n1,2\n', 'bad-header'],
    ['a header with a quote left open', 'a,"b\n1,2\n', 'bad-header'],
    ['a header alone', 'a,b\n', 'no-records'],
  ])('refuses %s', async (_, content, reason) => {
    expect(await read(readCsvFile, content, size)).toMatchObject({ records: [], refused: reason });
  });
});

describe('segments', () => {
  const few = { ...limits, records: 3 };
  const text = (lines: number) =>
    Array.from({ length: lines }, (_, i) => `${i % 5 === 0 ? '\n' : ''}{"n":${i}}\n`).join('');
  const ndjson = Buffer.from(text(20));
  const csv = Buffer.from(`n,m\n${Array.from({ length: 20 }, (_, i) => `${i},x\n`).join('')}`);

  it.each([
    ['NDJSON', readNdjson, ndjson],
    ['CSV', readCsvFile, csv],
  ] as const)('of %s are the same from wherever reading goes on', async (_, reader, content) => {
    const { segments } = await readAll(reader(pieces(content, 7), beginning, few));
    expect(segments.map(({ values }) => values.length)).toEqual([3, 3, 3, 3, 3, 3, 2]);
    let from: Place = beginning;
    for (const [i, segment] of segments.entries()) {
      const rest = await readAll(reader(pieces(content.subarray(from.byte), 5), from, few));
      expect(rest.segments).toEqual(segments.slice(i));
      from = segment.next;
    }
    expect(from).toMatchObject({ records: 20, byte: content.length });
  });

  it('end after so many bytes, with whatever is in them', async () => {
    const content = `${'\n'.repeat(25)}{"a":1}\n{"a":2}\n${'\n'.repeat(9)}`;
    const { segments } = await readAll(
      readNdjson(pieces(Buffer.from(content), 10), beginning, { ...limits, bytes: 10 }),
    );
    expect(segments.map(({ values, next }) => [values.length, next.byte])).toEqual([
      ...[
        [0, 10],
        [0, 20],
        [1, 33],
        [1, 43],
      ],
    ]);
  });
});

describe('IPDR', () => {
  const document = ipdrDocument(
    Array.from({ length: 20 }, (_, i) => ({ ...samis, ServiceIdentifier: String(i), Né: 'é' })),
  );
  const few = { ...limits, records: 3 };
  const readXml = (content: string | Uint8Array, size: number, from = beginning) =>
    readAll(readIpdrFile(pieces(Buffer.from(content), size), from, few));

  it.each(pieceSizes)(
    'in pieces of %i bytes has the same segments from wherever it goes on',
    async (size) => {
      const { segments, records, refused } = await readXml(document, size);
      expect(segments.map(({ values }) => values.length)).toEqual([3, 3, 3, 3, 3, 3, 2]);
      expect(records.map(([line]) => line)).toEqual(Array.from({ length: 20 }, (_, i) => i + 3));
      expect(records[7]?.[1]).toMatchObject({ flow_id: '7', octets: samis.ServiceOctetsPassed });
      expect(refused).toBeUndefined();
      for (const [i, { next }] of segments.entries()) {
        expect((await readXml(document, 50, next)).segments).toEqual(segments.slice(i + 1));
      }
    },
  );

  it.each<[string, (whole: string) => string | Uint8Array, number, string]>([
    [
      'cut off',
      (whole) => whole.slice(0, whole.indexOf('<ServiceIdentifier>7<') + 30),
      7,
      'truncated-xml',
    ],
    [
      'broken',
      (whole) => whole.replace('<ServiceIdentifier>7<', '<<ServiceIdentifier>7<'),
      7,
      'malformed-xml',
    ],
    [
      'that lacks a record',
      (whole) => whole.replace('count="20"', 'count="21"'),
      20,
      'malformed-xml',
    ],
    ['of another kind', () => '<html/>', 0, 'malformed-xml'],
    ['without records', () => ipdrDocument([]), 0, 'no-records'],
    [
      'with a DOCTYPE',
      (whole) => whole.replace('<IPDRDoc ', '<!DOCTYPE x><IPDRDoc '),
      0,
      'malformed-xml',
    ],
  ])(
    '%s gives what is before, the same in any pieces, and says so',
    async (_, change, records, reason) => {
      for (const size of pieceSizes) {
        const found = await readXml(change(document), size);
        expect([found.records.length, found.refused]).toEqual([records, reason]);
      }
    },
  );

  it('that is not in UTF-8 is refused', async () => {
    const { refused } = await readXml(Buffer.from(document, 'latin1'), 1000);
    expect(refused).toBe('malformed-xml');
  });

  it('of long texts is cut by them', async () => {
    const long = ipdrDocument(
      Array.from({ length: 9 }, () => ({ ...samis, CmtsHostName: 'x'.repeat(40) })),
    );
    const cut = { ...limits, bytes: 300 };
    const { segments } = await readAll(readIpdrFile(pieces(Buffer.from(long), 99), beginning, cut));
    expect(segments.every(({ values }) => values.length <= 2)).toBe(true);
    expect(segments.length).toBeGreaterThan(4);
  });
});

describe('gzip', () => {
  const content = Buffer.from(
    Array.from({ length: 60_000 }, (_, i) => `{"n":${i},"r":${Math.sin(i)}}\n`).join(''),
  );
  const packed = gzipSync(content);

  async function unpack(bytes: Uint8Array, size: number) {
    const parts: Uint8Array[] = [];
    let refused: string | undefined;
    try {
      for await (const part of gunzip(pieces(bytes, size))) parts.push(part);
    } catch (fault) {
      if (!(fault instanceof FileRefused)) throw fault;
      refused = fault.reason;
    }
    return { bytes: Buffer.concat(parts), refused };
  }

  it.each([
    [packed, 100],
    [packed, 16_384],
    [packed, 1_000_000],
  ])('is unpacked whole', async (bytes, size) => {
    const unpacked = await unpack(bytes, size);
    expect(unpacked.refused).toBeUndefined();
    expect(unpacked.bytes.equals(content)).toBe(true);
  });

  it('of several members is all of them', async () => {
    const two = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}\n')]);
    expect(String((await unpack(two, 5)).bytes)).toBe('{"a":1}\n{"a":2}\n');
  });

  it.each([1, 100_000])(
    'with %i bytes of something else behind it ends before them',
    async (more) => {
      const { bytes, refused } = await unpack(Buffer.concat([packed, Buffer.alloc(more)]), 777);
      expect([bytes.length, refused]).toEqual([content.length, undefined]);
    },
  );

  const damaged = Buffer.from(packed);
  damaged.fill(0xff, packed.length >> 1, (packed.length >> 1) + 64);
  it.each([
    ['cut in the middle', packed.subarray(0, packed.length >> 1), 'truncated-gzip'],
    ['cut before its last byte', packed.subarray(0, -1), 'truncated-gzip'],
    ['damaged in the middle', damaged, 'malformed-gzip'],
    ['something else', Buffer.from('{"a":1}\n'), 'malformed-gzip'],
    ['empty', Buffer.alloc(0), 'truncated-gzip'],
  ])('%s gives the same bytes whatever it comes in, and then says so', async (_, bytes, reason) => {
    const first = await unpack(bytes, 1000);
    expect(first.refused).toBe(reason);
    if (reason === 'truncated-gzip') {
      expect(content.subarray(0, first.bytes.length).equals(first.bytes)).toBe(true);
      expect(first.bytes.length).toBeGreaterThanOrEqual(
        (content.length * bytes.length) / packed.length - 200_000,
      );
    }
    for (const size of [77, 16_384, 1_000_000]) {
      const again = await unpack(bytes, size);
      expect([again.refused, again.bytes.equals(first.bytes)]).toEqual([reason, true]);
    }
  });

  it('that unpacks to far more than it is stays small in memory', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    let largest = 0;
    let total = 0;
    for await (const part of gunzip(pieces(bomb, 65_536))) {
      largest = Math.max(largest, part.length);
      total += part.length;
    }
    expect(total).toBe(200_000_000);
    expect(largest).toBeLessThanOrEqual(65_536);
  });
});

describe('the form', () => {
  it.each([
    ['usage.ndjson', { form: 'ndjson', packed: false }],
    ['usage.JSONL.GZ', { form: 'ndjson', packed: true }],
    ['usage.json', { form: 'ndjson', packed: false }],
    ['cmts-7.xml.gz', { form: 'ipdr', packed: true }],
    ['2026.11.25.csv.gz', { form: 'csv', packed: true }],
    ['usage', undefined],
    ['usage.gz', undefined],
    ['usage.txt', undefined],
    ['usage.constructor', undefined],
  ])('of %s is told by its name', (name, form) => {
    expect(formOf(name)).toEqual(form);
  });
});

describe('an object', () => {
  const text = Buffer.from(Array.from({ length: 30 }, (_, i) => `{"n":${i}}\n`).join(''));
  const open =
    (bytes: Uint8Array) =>
    (_: unknown, { from, to }: { from: number; to?: number }) =>
      Promise.resolve(pieces(bytes.subarray(from, to === undefined ? undefined : to + 1), 9));
  const object = (name: string, bytes: Uint8Array) => ({
    ...{ bucket: 'b', key: `usage/${name}`, eTag: 'e', size: bytes.length, uploadedAt: 0 },
  });
  const all = (name: string, bytes: Uint8Array, from = beginning) =>
    readAll(segmentsOf(open(bytes), object(name, bytes), from));

  it.each([
    ['as it is', 'a.ndjson', text],
    ['compressed, by its name', 'a.ndjson.gz', gzipSync(text)],
    ['compressed, by its bytes', 'a.ndjson', gzipSync(text)],
  ])('is read %s, also from a place within', async (_, name, bytes) => {
    expect((await all(name, bytes)).records).toHaveLength(30);
    const byte = text.indexOf('{"n":7}');
    const { records, segments } = await all(name, bytes, { records: 7, byte, line: 7 });
    expect(records[0]).toEqual([8, { n: 7 }]);
    expect(segments.at(-1)?.next).toEqual({ records: 30, byte: text.length, line: 30 });
    const end = await all(name, bytes, { records: 30, byte: text.length, line: 30 });
    expect(end).toMatchObject({ records: [], refused: undefined });
  });

  it.each([
    ['without bytes', 'a.ndjson', '', 'no-records'],
    ['of no known form', 'a.parquet', 'PAR1', 'unknown-format'],
    ['that is not what its name says', 'a.csv.gz', 'a,b\n1,2\n', 'malformed-gzip'],
  ])('%s is refused', async (_, name, content, reason) => {
    expect((await all(name, Buffer.from(content))).refused).toBe(reason);
  });

  it('that is cut off gives the whole lines before', async () => {
    const { records, refused } = await all('a.ndjson.gz', gzipSync(text).subarray(0, -9));
    expect(refused).toBe('truncated-gzip');
    expect(records.length).toBeGreaterThan(0);
    expect(records).toEqual(records.map((_, i) => [i + 1, { n: i }]));
  });

  it('whose checksum is wrong gives nothing, for any digit may be', async () => {
    const bytes = gzipSync(text);
    bytes.writeUInt32LE(1, bytes.length - 8);
    expect(await all('a.ndjson.gz', bytes)).toMatchObject({
      records: [],
      refused: 'malformed-gzip',
    });
  });
});
