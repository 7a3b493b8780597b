/** The same records in other clothes: compressed, in lines, in columns. */
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deltaOf, startIntake } from './intake.ts';

let intake: Awaited<ReturnType<typeof startIntake>>;
let serviceId: string;
beforeAll(async () => {
  intake = await startIntake('2026-11-09T22:10:00Z');
  serviceId = await intake.service();
});
afterAll(() => intake.stop());

const ndjson = 'application/x-ndjson';
const linesOf = (...records: object[]) => records.map((one) => JSON.stringify(one)).join('\n');

describe('a gzip body', () => {
  const gzip = { headers: { 'content-encoding': 'gzip' } };

  it('is unpacked, and is the same batch however it was compressed', async () => {
    const text = linesOf(deltaOf(serviceId), deltaOf(serviceId, { record_id: 'second' }));
    const first = await intake.send(gzipSync(text), ndjson, gzip);
    expect(first.body).toMatchObject({ records: 2, accepted: 2 });
    const again = await intake.send(gzipSync(text, { level: 1 }), ndjson, gzip);
    const plain = await intake.send(text, ndjson);
    expect(again.body).toEqual(first.body);
    expect(plain.body).toEqual(first.body);
  });

  it('of 16 MB unpacked is taken, and one byte more is too large', async () => {
    const padded = (bytes: number) => {
      const record = linesOf(deltaOf(serviceId, { record_id: `of-${bytes}` }));
      return gzipSync(record + '\n'.repeat(bytes - record.length));
    };
    expect((await intake.send(padded(16_000_000), ndjson, gzip)).status).toBe(202);
    const reply = await intake.send(padded(16_000_001), ndjson, gzip);
    expect([reply.status, reply.body]).toMatchObject([
      413,
      { code: 'payload-too-large', maxBytes: 16_000_000 },
    ]);
  });

  it('that unpacks to a quarter of a gigabyte is refused without being unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 28));
    const before = process.memoryUsage().rss;
    const reply = await intake.send(bomb, ndjson, gzip);
    expect(reply.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it.each<[string, unknown, string]>([
    ['no gzip', Buffer.from('{}'), 'not-gzip'],
    ['cut off', gzipSync('x'.repeat(1000)).subarray(0, 20), 'not-gzip'],
    ['something else behind it', Buffer.concat([gzipSync('a'), Buffer.from('junk')]), 'not-gzip'],
    ['not UTF-8', gzipSync(Buffer.from([0x22, 0xff, 0x22])), 'not-utf-8'],
    ['nothing in it', gzipSync(''), 'empty-body'],
    ['handed on as text', gzipSync('[]').toString(), 'compressed-body-of-a-text-type'],
  ])('that is %s is malformed', async (_, body, why) => {
    const reply = await intake.send(body, ndjson, gzip);
    expect([reply.status, reply.body]).toMatchObject([400, { code: 'malformed-request', why }]);
  });

  it.each(['deflate', 'br', 'gzip, gzip', 'constructor'])('but not %s', async (encoding) => {
    const headers = { 'content-encoding': encoding };
    const reply = await intake.send(deflateSync('[]'), ndjson, { headers });
    expect([reply.status, reply.body]).toMatchObject([
      415,
      { code: 'unsupported-media-type', encodings: ['identity', 'gzip'] },
    ]);
  });
});

describe.each(['text/csv', 'application/csv'])('%s', (csv) => {
  const csvOf = (record: Record<string, unknown>) => Object.values(record).join(',');
  const header = Object.keys(deltaOf('')).join(',');

  it('takes a row as a record', async () => {
    const record = deltaOf(serviceId, { record_id: `csv-${csv.length}` });
    const reply = await intake.send(`${header}\r\n${csvOf(record)}\r\n`, csv);
    expect(reply.body).toMatchObject({ records: 1, accepted: 1, rejected: [] });
  });

  it('takes columns in any order, quotes, blank lines, a byte order mark and no last line break', async () => {
    const text = [
      '\uFEFFbytes_up,"service_id",start,bytes_down,record_id,end',
      '',
      `18446744073709551615,${serviceId},2026-11-09T21:45:00Z,0,"a,""b""",2026-11-09T22:00:00Z`,
      `1,"${serviceId}","2026-11-09T21:45:00Z",0,"x",2026-11-09T22:00:00Z`,
    ].join('\n');
    const reply = await intake.send(text, csv);
    expect(reply.body).toMatchObject({ records: 2, accepted: 2, rejected: [] });
  });

  it('rejects rows by their line, and takes the others', async () => {
    const rows = [
      header,
      csvOf(deltaOf(serviceId, { record_id: 'too,many' })),
      '',
      csvOf(deltaOf(serviceId, { record_id: 'no-end', end: '' })),
      csvOf(deltaOf(serviceId, { record_id: '"open' })),
      csvOf(deltaOf(serviceId, { record_id: '"closed"early' })),
      csvOf(deltaOf(serviceId, { record_id: 'half', bytes_up: 0.5 })),
      csvOf(deltaOf(serviceId, { record_id: 'good', bytes_up: 7 })),
      'record_id,service_id',
    ];
    const reply = await intake.send(rows.join('\n'), csv);
    const malformed = { reason: 'malformed' };
    expect(reply.body).toMatchObject({
      ...{ records: 7, accepted: 1 },
      rejected: [
        { index: 0, line: 2, ...malformed },
        { index: 1, line: 4, recordId: 'no-end', reason: 'invalid-field', field: 'end' },
        { index: 2, line: 5, ...malformed },
        { index: 3, line: 6, ...malformed },
        { index: 4, line: 7, recordId: 'half', reason: 'invalid-field', field: 'bytes_up' },
        { index: 6, line: 9, ...malformed },
      ],
    });
    const { body } = await intake.report(reply.body.batchId);
    expect(body.rejected).toEqual(reply.body.rejected);
  });

  it('with a column nobody knows rejects each row by its name', async () => {
    const reply = await intake.send(`${header},__proto__\n${csvOf(deltaOf(serviceId))},1`, csv);
    expect(reply.body.rejected).toMatchObject([{ reason: 'unknown-field', field: '__proto__' }]);
  });

  it.each([
    ['a header with a name given twice', `${header},end\n`, 'bad-header'],
    ['a header with an empty name', `${header},\n1`, 'bad-header'],
    ['a header with an open quote', `"${header}\n1`, 'bad-header'],
    ['a header alone', header, 'empty-batch'],
    ['35,001 rows', `a\n${'1\n'.repeat(35_001)}`, 'too-many-records'],
  ])('of %s is no batch', async (_, text, why) => {
    const reply = await intake.send(text, csv);
    expect([reply.status, reply.body]).toMatchObject([400, { code: 'malformed-request', why }]);
  });

  it('of 35,000 rows is one', async () => {
    const reply = await intake.send(`a\n${'1\n'.repeat(35_000)}`, csv);
    expect([reply.status, reply.body.records]).toEqual([202, 35_000]);
  });
});

describe('NDJSON', () => {
  it('with blank lines among its records loses none of them', async () => {
    const records = Array.from({ length: 20_000 }, (_, i) =>
      JSON.stringify(deltaOf(serviceId, { record_id: `spaced-${i}` })),
    );
    const reply = await intake.send(records.join('\n\n\n\n'), ndjson);
    expect(reply.body).toMatchObject({ records: 20_000, accepted: 20_000 });
  });

  it('read as JSON before is another batch', async () => {
    const text = JSON.stringify([deltaOf(serviceId, { record_id: 'as-json' })]);
    expect((await intake.send(text, ndjson)).body).toMatchObject({ accepted: 0 });
    expect((await intake.send(text)).body).toMatchObject({ accepted: 1 });
  });
});
