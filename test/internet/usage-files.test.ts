/** The routes of usage files through the public handler, on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usageFilesContract } from '../../functions/internet/usage-files/contract.ts';
import type { Route } from '../../shared/http/contract.ts';
import type { Request } from '../support/call.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { ndjson, startFiles } from './files.ts';
import { deltaOf } from './intake.ts';

let files: Awaited<ReturnType<typeof startFiles>>;
beforeAll(async () => {
  files = await startFiles('2026-11-09T22:10:00Z');
});
afterAll(() => files.stop());

const nobodys = 'q1Zb0nUPc5yB8Rzr2f1T0A';
const { addUsageFile, listUsageFiles, getUsageFile, listFileRejections } = usageFilesContract;

const call = async <const R extends Route>(route: R, request: Request = {}) =>
  files.house.call(route, { token: await operatorTokenFor(files.clock), ...request });

describe('asking where to upload', () => {
  it('gives a URL for one key, signed for a quarter of an hour', async () => {
    const reply = await call(addUsageFile, { body: { name: 'Cmts-7.ndjson.gz', size: 123 } });
    expect(reply.status).toBe(201);
    const { fileId, upload } = reply.body;
    const url = new URL(upload.url);
    expect(url.origin).toBe('https://guichet-test-usage.s3.ca-central-1.amazonaws.com');
    expect(url.pathname).toBe(`/usage/${fileId}/Cmts-7.ndjson.gz`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'X-Amz-Expires': '900',
      'X-Amz-Date': '20261109T221000Z',
      'X-Amz-SignedHeaders': 'content-length;host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(upload).toMatchObject({
      ...{ method: 'PUT', headers: { 'content-length': '123' } },
      until: '2026-11-09T22:25:00.000Z',
    });
  });

  it('without a size signs none', async () => {
    const { upload } = (await call(addUsageFile, { body: { name: 'a.csv' } })).body;
    expect(upload.headers).toEqual({});
    expect(new URL(upload.url).searchParams.get('X-Amz-SignedHeaders')).toBe('host');
  });

  it.each<[string, unknown]>([
    ['no name', {}],
    ['a name of no known form', { name: 'a.parquet' }],
    ['a name that is a path', { name: 'a/b.csv' }],
    ['a name that leads elsewhere', { name: '../a.csv' }],
    ['a name with a query', { name: 'a?x=.csv' }],
    ['a size of nothing', { name: 'a.csv', size: 0 }],
    ['more than S3 takes at once', { name: 'a.csv', size: 5 * 1024 ** 3 + 1 }],
    ['something else', { name: 'a.csv', bucket: 'b' }],
  ])('with %s is refused, and leaves no file', async (_, body) => {
    const before = (await files.list('limit=100')).items.length;
    const reply = await call(addUsageFile, { body });
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request']);
    expect((await files.list('limit=100')).items).toHaveLength(before);
  });
});

describe('the list of files', () => {
  it('has the newest first, page by page, whoever uploaded them', async () => {
    files.clock.advance(60);
    const names = ['1.csv', '2.ndjson', '3.csv', '4.json', '5.csv'];
    for (const name of names) {
      files.clock.advance(1);
      if (name.endsWith('.csv')) await files.ask({ name });
      else await files.take(files.upload(`usage/${name}`, '{}\n'));
    }
    const first = await files.list('limit=2');
    const second = await files.list(`limit=2&cursor=${first.nextCursor ?? ''}`);
    const third = await files.list(`limit=1&cursor=${second.nextCursor ?? ''}`);
    const all = [...first.items, ...second.items, ...third.items];
    expect(all.map(({ name }) => name)).toEqual(names.toReversed());
    expect(all.map(({ state }) => state)).toEqual([
      ...['awaiting-upload', 'received', 'awaiting-upload', 'received', 'awaiting-upload'],
    ]);
    expect(all[1]).toMatchObject({ records: 1, accepted: 0, rejected: 1 });
  });

  it.each(['cursor=x', 'limit=0', 'limit=101', 'state=failed'])('refuses %s', async (query) => {
    const reply = await call(listUsageFiles, { query });
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request']);
  });
});

describe('the rejections of a file', () => {
  it('come page by page in the order of the file, however they are spread', async () => {
    const serviceId = await files.service();
    const bad = (line: number) => line % 7 === 0 || (line > 40 && line < 60);
    const lines = Array.from({ length: 120 }, (_, i) =>
      bad(i + 1) ? { record_id: `bad-${i + 1}` } : deltaOf(serviceId, { record_id: `r${i}` }),
    );
    await files.take(files.upload('usage/spread.ndjson', ndjson(lines)));
    const fileId = await files.newest();
    const wanted = lines.flatMap((_, i) => (bad(i + 1) ? [i + 1] : []));
    for (const limit of [1, 4, 100]) {
      const seen: number[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const query = `limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
        const page = await files.rejections(fileId, query);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ line }) => line));
        cursor = page.nextCursor;
        pages++;
      } while (cursor !== undefined && pages < 200);
      expect(seen).toEqual(wanted);
    }
    const { nextCursor = '' } = await files.rejections(fileId, 'limit=1');
    for (const query of [`outcome=duplicate&cursor=${nextCursor}`, `cursor=${nextCursor}x`]) {
      const reply = await call(listFileRejections, { params: { fileId }, query });
      expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request']);
    }
    const other = (await files.ask({ name: 'a.csv' })).body.fileId;
    const elsewhere = { params: { fileId: other }, query: `cursor=${nextCursor}` };
    expect((await call(listFileRejections, elsewhere)).body.code).toBe('invalid-request');
  });

  it.each(['outcome=accepted', 'limit=x'])('refuse %s', async (query) => {
    const reply = await call(listFileRejections, { params: { fileId: nobodys }, query });
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request']);
  });
});

describe.each([
  ['asking where to upload', addUsageFile, { body: { name: 'a.csv' } }],
  ['the list', listUsageFiles, {}],
  ['a report', getUsageFile, { params: { fileId: nobodys } }],
  ['the rejections', listFileRejections, { params: { fileId: nobodys } }],
] as const)('%s', (_, route, request: Request) => {
  it('needs a token, of an operator, with the scope usage:write', async () => {
    const ask = (token?: string) => files.house.call(route, { ...request, token });
    expect((await ask()).body.code).toBe('unauthenticated');
    expect((await ask(await customerToken(files.clock))).body.code).toBe('wrong-audience');
    const other = await operatorTokenFor(files.clock, ['jobs:run', 'accounts:write']);
    expect((await ask(other)).body.code).toBe('missing-scope');
  });
});

it.each([getUsageFile, listFileRejections])(
  '$path of an unknown file is not found',
  async (route) => {
    const reply = await call(route, { params: { fileId: nobodys } });
    expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
    const malformed = await call(route, { params: { fileId: 'FILE#x' } });
    expect([malformed.status, malformed.body.code]).toEqual([400, 'invalid-request']);
  },
);
