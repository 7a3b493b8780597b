/** Usage files from their notification to the totals, on a real engine, with whatever goes wrong. */
import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../../shared/table/keys.ts';
import { itemOf } from '../support/items.ts';
import { ndjson, packed, startFiles, type Stored } from './files.ts';
import { deltaOf } from './intake.ts';
import { ipdrDocument, samis } from './ipdr-documents.ts';

let files: Awaited<ReturnType<typeof startFiles>>;
beforeAll(async () => {
  files = await startFiles('2026-11-09T22:10:00Z');
});
afterAll(() => files.stop());
beforeEach(() => {
  files.clock.advance(60);
});

let shards = 100;
/** A service on a shard of its own, so that what is folded there is of one test alone. */
async function newService(changes: object = {}) {
  const shard = ++shards;
  const serviceId = await files.service({ shard, ...changes });
  const header = keys.usageHeader('50000000001', serviceId);
  await files.put({
    ...header,
    ...{ timeZone: 'America/Toronto', cycles: [{ from: '0001-01-01', day: 15 }], planId: 'p' },
  });
  return { serviceId, shard };
}

const recordsOf = (serviceId: string, count: number, changes: object = {}) =>
  Array.from({ length: count }, (_, i) =>
    deltaOf(serviceId, { record_id: `r${i}`, bytes_down: 10 ** (i % 10), bytes_up: 0, ...changes }),
  );

/** Folds what there is and gives the download of the day. */
async function downloadOf({ serviceId, shard }: Service) {
  await files.house.fold({ shard, day: '2026-11-09' });
  const period = await itemOf(
    files.table,
    keys.usagePeriod('50000000001', serviceId, '2026-10-15'),
  );
  return (period?.['1109'] as number[] | undefined)?.[0];
}

type Service = Awaited<ReturnType<typeof newService>>;
const nameOf = ({ serviceId }: Service, ending = 'ndjson') => `usage/${serviceId}.${ending}`;

/** What files, batches and chunks have left in the table, all of it in one number. */
async function everything(): Promise<string> {
  const items: string[] = [];
  const { client, name: TableName } = files.table;
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const item of Items) {
      if (/^(ACCOUNT|SERVICE|MODEM|PENDING)/.test(String(item['pk']))) continue;
      items.push(inspect(item, { sorted: true, depth: 9, maxArrayLength: null }));
    }
  }
  return hash('sha256', items.sort().join());
}

/** Ten good records among what is none, in four segments. */
const mixed = ({ serviceId }: Service) =>
  ndjson([
    ...recordsOf(serviceId, 4),
    'no JSON',
    '',
    'x'.repeat(500),
    ...recordsOf(serviceId, 10).slice(4),
    deltaOf(serviceId, { record_id: 'bad', bytes_up: -1 }),
  ]);
const ofMixed = { records: 13, accepted: 10, waiting: 0, rejected: 3 };
const downloaded = 1_111_111_111;
const rejectedOfMixed = [
  { line: 5, reason: 'malformed' },
  { line: 7, reason: 'line-too-long' },
  { line: 14, recordId: 'bad', reason: 'invalid-field', field: 'bytes_up' },
];

describe('a file', () => {
  const csv = ({ serviceId }: Service) =>
    `record_id,service_id,start,end,bytes_down,bytes_up\r\n${recordsOf(serviceId, 10)
      .map((one) => `${Object.values(one).join(',')}\r\n`)
      .join('')}`;
  it.each<[string, string, (service: Service) => string | Uint8Array, object]>([
    ['NDJSON', 'ndjson', mixed, ofMixed],
    ['compressed NDJSON', 'jsonl.gz', (service) => packed(mixed(service)), ofMixed],
    ['NDJSON that does not say it is compressed', 'json', (one) => packed(mixed(one)), ofMixed],
    ['CSV', 'csv', csv, { records: 10, accepted: 10, waiting: 0, rejected: 0 }],
    ['compressed CSV', 'csv.gz', (one) => packed(csv(one)), { records: 10, rejected: 0 }],
  ])(
    'of %s counts to the byte, and tells of each line that does not',
    async (_, ending, content, counts) => {
      const service = await newService();
      const message = files.upload(nameOf(service, ending), content(service));

      expect(await files.take(message)).toEqual({ done: true, sent: [] });

      const fileId = await files.newest();
      expect(await files.report(fileId)).toMatchObject({
        ...{ name: `${service.serviceId}.${ending}`, state: 'received', counted: 0, ...counts },
        receivedAt: files.clock.now().toISOString(),
      });
      expect(await downloadOf(service)).toBe(downloaded);
      expect(await files.report(fileId)).toMatchObject({ state: 'folded', counted: 10, ...counts });
      const { items } = await files.rejections(fileId);
      expect(items).toEqual(ending.startsWith('csv') ? [] : rejectedOfMixed);
    },
  );

  it('under another name is all duplicates, with the lines they are on', async () => {
    const service = await newService();
    const records = recordsOf(service.serviceId, 5);
    await files.take(files.upload(nameOf(service), ndjson(records)));
    files.clock.advance(60);
    const changed = deltaOf(service.serviceId, { record_id: 'r4', bytes_down: 7 });
    const again = ndjson(['', ...records.slice(0, 4), '', changed]);

    await files.take(files.upload(nameOf(service, 'jsonl'), again));

    expect(await downloadOf(service)).toBe(11_111);
    const fileId = await files.newest();
    expect(await files.report(fileId)).toMatchObject({
      ...{ state: 'folded', records: 5, accepted: 5, counted: 0, duplicates: 4, conflicts: 1 },
    });
    expect((await files.rejections(fileId, 'outcome=duplicate')).items).toEqual(
      [2, 3, 4, 5].map((line) => ({ line, recordId: `r${line - 2}` })),
    );
    expect((await files.rejections(fileId, 'outcome=conflict')).items).toEqual([
      { line: 7, recordId: 'r4' },
    ]);
  });

  it('that contradicts itself across segments counts what comes first in it', async () => {
    const service = await newService();
    const first = recordsOf(service.serviceId, 12);
    const other = recordsOf(service.serviceId, 12, { bytes_down: 5 });
    await files.take(files.upload(nameOf(service), ndjson([...first, ...other])));
    expect(await downloadOf(service)).toBe(1_111_111_122);
    expect(await files.report(await files.newest())).toMatchObject({ counted: 12, conflicts: 12 });
  });

  it('counts what waited for its service once that is known', async () => {
    const late = `late-${String(++shards)}`;
    await files.take(files.upload(`usage/${late}.ndjson`, ndjson(recordsOf(late, 4))));
    const fileId = await files.newest();
    expect(await files.report(fileId)).toMatchObject({
      state: 'received',
      accepted: 0,
      waiting: 4,
    });
    const service = { serviceId: late, shard: shards };
    await newService({ ...keys.service(late), ...service });
    expect(await files.release()).toBe(4);
    await downloadOf(service);
    expect(await files.report(fileId)).toMatchObject({
      ...{ state: 'folded', accepted: 4, waiting: 0, counted: 4 },
    });
  });

  it('with a key of other characters is found by them', async () => {
    const service = await newService();
    const key = `usage/2026 été/+${service.serviceId}%20.ndjson`;
    await files.take(files.upload(key, ndjson(recordsOf(service.serviceId, 1))));
    expect(await files.report(await files.newest())).toMatchObject({ key, accepted: 1 });
  });

  it.each<[string, string, string | Uint8Array, string]>([
    ['of no known form', 'parquet', 'PAR1', 'unknown-format'],
    ['that is a JSON array', 'json', '[{"record_id":"a"}]', 'json-array'],
    ['of CSV without a header', 'csv', 'a,a\n1,2\n', 'bad-header'],
    ['without records', 'ndjson', '\n\n', 'no-records'],
    ['without bytes', 'ndjson.gz', '', 'no-records'],
    ['that is not compressed as it says', 'ndjson.gz', '{}\n', 'malformed-gzip'],
  ])('%s has failed, and says what to do', async (_, ending, content, reason) => {
    const service = await newService();
    const message = files.upload(nameOf(service, ending), content);
    expect(await files.take(message)).toEqual({ done: true, sent: [] });
    const report = await files.report(await files.newest());
    expect(report).toMatchObject({ state: 'failed', records: 0, accepted: 0, failure: { reason } });
    expect(report.failure?.detail).toMatch(/end it|end the|redriv/);
    // Told again by another delivery, and no more than that.
    expect(await files.take(message)).toEqual({ done: true, sent: [] });
    expect(await files.report(report.fileId)).toEqual(report);
  });

  it('that was cut off has failed, and what was before counts, once', async () => {
    const service = await newService();
    const whole = packed(ndjson(recordsOf(service.serviceId, 600, { bytes_down: 1 })));
    const key = nameOf(service, 'ndjson.gz');
    const message = files.upload(key, whole.subarray(0, whole.length - 150));
    await files.take(message);
    const fileId = await files.newest();
    const report = await files.report(fileId);
    expect(report).toMatchObject({ state: 'failed', failure: { reason: 'truncated-gzip' } });
    expect(report.accepted).toBeGreaterThan(300);
    expect(report.accepted).toBeLessThan(600);
    expect(await downloadOf(service)).toBe(report.accepted);

    const before = await everything();
    await files.take(message);
    expect(await everything()).toEqual(before);

    files.clock.advance(60);
    await files.take(files.upload(key, whole, '2'));
    expect(await downloadOf(service)).toBe(600);
    expect(await files.report(await files.newest())).toMatchObject({
      ...{ state: 'folded', records: 600, duplicates: report.accepted },
    });
  });

  it('whose object is gone has failed', async () => {
    const service = await newService();
    const message = files.upload(nameOf(service), 'x');
    const gone = JSON.parse(JSON.stringify(message).replace('"versionId":"1"', '"versionId":"9"'));
    expect((await files.take(gone as object)).done).toBe(true);
    const { failure } = await files.report(await files.newest());
    expect(failure).toMatchObject({ reason: 'object-gone' });
  });
});

describe('a file that was asked for', () => {
  it('is known before it is uploaded, and under its id afterwards', async () => {
    const service = await newService();
    const asked = (await files.ask({ name: 'a.ndjson' })).body;
    const { fileId } = asked;
    const awaited = await files.report(fileId);
    expect(awaited).toMatchObject({ state: 'awaiting-upload', records: 0 });
    expect(awaited.uploadUntil).toBe(asked.upload.until);
    files.clock.advance(60);

    const message = files.upload(awaited.key, mixed(service));
    await files.take(message);
    const received = await files.report(fileId);
    expect(received).toMatchObject({ state: 'received', ...ofMixed });
    expect(received).not.toHaveProperty('uploadUntil');

    // Uploaded again by a client that lost the answer: another version of the same content.
    const before = await everything();
    files.clock.advance(60);
    await files.take(files.upload(awaited.key, mixed(service), '2'));
    expect(await everything()).toEqual(before);
    expect((await files.list()).items.filter(({ key }) => key === awaited.key)).toHaveLength(1);
  });

  it('with another content uploaded over it is another file', async () => {
    const service = await newService();
    const { fileId } = (await files.ask({ name: 'a.ndjson' })).body;
    const { key } = await files.report(fileId);
    await files.take(files.upload(key, mixed(service)));
    files.clock.advance(60);
    await files.take(files.upload(key, ndjson(recordsOf(service.serviceId, 12)), '2'));
    expect(await files.report(fileId)).toMatchObject(ofMixed);
    const other = await files.newest();
    expect(other).not.toBe(fileId);
    expect(await files.report(other)).toMatchObject({ key, records: 12, accepted: 12 });
    expect(await downloadOf(service)).toBe(1_111_111_122);
  });
});

describe('a run', () => {
  const steps = [
    ...(['find', 'create', 'receive', 'received', 'putSegment', 'putChunks'] as const),
    ...(['markPending', 'putWaiting', 'putRejected', 'putBatch', 'advance', 'finish'] as const),
  ];
  /** Fails at each call of the step: before it is made, or after. */
  const killedAt = (step: (typeof steps)[number], after: boolean): Partial<Stored> => ({
    [step]: async (...given: never[]) => {
      if (after) await (files.stored[step] as (...all: never[]) => Promise<unknown>)(...given);
      throw new Error('killed');
    },
  });

  it.each(steps)(
    'killed before or after %s, each time, is completed by the next ones',
    async (step) => {
      const service = await newService();
      const message = files.upload(nameOf(service), mixed(service));
      let killed = 0;
      for (const after of [false, true, true, true]) {
        if (!(await files.take(message, { store: killedAt(step, after) })).done) killed++;
        files.clock.advance(60);
      }
      expect(killed).toBeGreaterThanOrEqual(2);
      expect(await files.take(message)).toEqual({ done: true, sent: [] });
      await expectMixed(service);
    },
  );

  async function expectMixed(service: Service) {
    expect(await downloadOf(service)).toBe(downloaded);
    const fileId = await files.newest();
    expect(await files.report(fileId)).toMatchObject({
      ...{ state: 'folded', counted: 10, duplicates: 0, conflicts: 0, ...ofMixed },
    });
    expect((await files.rejections(fileId)).items).toEqual(rejectedOfMixed);
  }

  it('killed at any call, by chance and again and again, gives the same as one that was not', async () => {
    const chance = seeded(20_261_109);
    for (let round = 0; round < 12; round++) {
      const service = await newService();
      const content = mixed(service);
      const message = files.upload(
        nameOf(service, round % 2 === 0 ? 'ndjson' : 'ndjson.gz'),
        round % 2 === 0 ? content : packed(content),
      );
      const store = Object.fromEntries(
        Object.entries(files.stored).map(([name, work]) => [
          name,
          async (...given: never[]) => {
            if (chance() < 0.06) throw new Error('killed');
            const result = await (work as (...all: never[]) => Promise<unknown>)(...given);
            if (chance() < 0.06) throw new Error('killed');
            return result;
          },
        ]),
      ) as unknown as Stored;
      for (let done = false; !done;) {
        const runs = await Promise.all([1, 2].map(() => files.take(message, { store })));
        done = runs.some((run) => run.done);
        files.clock.advance(60);
      }
      await files.take(message);
      await expectMixed(service);
    }
  });

  it('of a file that was taken reads nothing of it and changes nothing', async () => {
    const service = await newService();
    const message = files.upload(nameOf(service), mixed(service));
    await files.take(message);
    const before = await everything();
    const open = vi.fn(files.open);
    expect((await files.take(message, { open })).done).toBe(true);
    expect(open).not.toHaveBeenCalled();
    expect(await everything()).toEqual(before);
  });

  it.each([2, 4])('at the same time as others, %i in all, counts once', async (times) => {
    const service = await newService();
    const message = files.upload(nameOf(service), mixed(service));
    const runs = await Promise.all(Array.from({ length: times }, () => files.take(message)));
    expect(runs.every(({ done }) => done)).toBe(true);
    await expectMixed(service);
  });

  it.each(['ndjson', 'ndjson.gz', 'csv'])(
    'of %s whose time is up goes on where it stopped',
    async (ending) => {
      const service = await newService();
      const lines = recordsOf(service.serviceId, 10);
      const text =
        ending === 'csv'
          ? `${Object.keys(lines[0] ?? {}).join()}\n${lines.map((one) => `${Object.values(one).join()}\n`).join('')}`
          : ndjson(lines);
      let message = files.upload(
        nameOf(service, ending),
        ending.endsWith('gz') ? packed(text) : text,
      );
      const starts: number[] = [];
      const open: typeof files.open = (object, range) => {
        if (range.to === undefined) starts.push(range.from);
        return files.open(object, range);
      };
      let calls = 1;
      for (; calls < 10; calls++) {
        const { done, sent } = await files.take(message, { open, remaining: () => 29_000 });
        expect(done).toBe(true);
        const [next] = sent;
        if (next === undefined) break;
        const { records, state } = await files.report(await files.newest());
        expect([records, state]).toEqual([Math.min(10, calls * 3), 'receiving']);
        expect(message).toMatchObject(next);
        message = next;
      }
      expect(calls).toBe(5);
      if (ending === 'ndjson')
        expect(starts.slice(0, 2)).toEqual([0, text.indexOf(lines[3]?.record_id ?? '') - 14]);
      expect(await downloadOf(service)).toBe(downloaded);
      expect(await files.report(await files.newest())).toMatchObject({
        state: 'folded',
        records: 10,
      });
    },
  );

  it.each(['xml', 'xml.gz'])(
    'of %s goes on too, and keeps what waits for its modem',
    async (ending) => {
      const { serviceId } = await newService();
      const text = ipdrDocument(
        Array.from({ length: 7 }, (_, i) => ({ ...samis, ServiceIdentifier: `${serviceId}-${i}` })),
      );
      const key = `usage/${serviceId}.${ending}`;
      const message = files.upload(key, ending.endsWith('gz') ? packed(text) : text);
      for (const left of [1, 1, 1, 0]) {
        const { done, sent } = await files.take(message, { remaining: () => 29_000 });
        expect([done, sent.length]).toEqual([true, left]);
      }
      expect(await files.report(await files.newest())).toMatchObject({
        ...{ key, state: 'received', records: 7, accepted: 0, waiting: 7, rejected: 0 },
      });
    },
  );

  it('that cannot send on what is left leaves it to the message', async () => {
    const service = await newService();
    const message = files.upload(nameOf(service), mixed(service));
    const handed = await files.take(message, { remaining: () => 0, taken: false });
    expect(handed.done).toBe(false);
    expect((await files.take(message)).done).toBe(true);
    await expectMixed(service);
  });
});

describe('a message', () => {
  it('that tests the bucket is dealt with', async () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'guichet-test-usage' };
    expect(await files.take(test)).toEqual({ done: true, sent: [] });
  });

  it('of a folder is dealt with, and no file', async () => {
    const before = await everything();
    expect((await files.take(files.upload('usage/from-sftp/', ''))).done).toBe(true);
    expect(await everything()).toBe(before);
  });

  it.each([
    ['no JSON', '{'],
    ['of another kind', '{"runId":"x"}'],
    ['of a deletion', JSON.stringify({ Records: [{ eventName: 'ObjectRemoved:Delete' }] })],
  ])('%s goes to the dead letters', async (_, message) => {
    expect(await files.take(message)).toEqual({ done: false, sent: [] });
  });

  it('of a key that is not encoded goes there, too', async () => {
    const message = JSON.stringify(files.upload('usage/x.csv', ''));
    const malformed = message.replace('usage/x.csv', 'usage/%zz.csv');
    expect(await files.take(malformed)).toEqual({ done: false, sent: [] });
  });

  it('of two objects is done when both are', async () => {
    const [one, two] = [await newService(), await newService()];
    const messages = [one, two].map((service) => files.upload(nameOf(service), mixed(service)));
    const both = { Records: messages.flatMap(({ Records }) => Records) };
    expect((await files.take(both)).done).toBe(true);
    expect([await downloadOf(one), await downloadOf(two)]).toEqual([downloaded, downloaded]);
  });

  it('that never works fails its file at the last delivery, and redriven goes on', async () => {
    const service = await newService();
    const message = files.upload(nameOf(service), mixed(service));
    let chunks = 0;
    const store: Partial<Stored> = {
      putChunks: (given) =>
        ++chunks > 2 ? Promise.reject(new Error('busy')) : files.stored.putChunks(given),
    };
    for (const received of [1, 2, 3, 4]) {
      expect((await files.take(message, { store, received })).done).toBe(false);
    }
    const fileId = await files.newest();
    expect(await files.report(fileId)).toMatchObject({ state: 'receiving', records: 6 });
    expect((await files.take(message, { store, received: 5 })).done).toBe(false);
    const failed = await files.report(fileId);
    expect(failed).toMatchObject({ state: 'failed', records: 6, failure: { reason: 'gave-up' } });
    expect(failed.failure?.detail).toContain('redriving');

    const open = vi.fn(files.open);
    expect((await files.take(message, { open })).done).toBe(true);
    expect(open.mock.calls.map(([, { from }]) => from).at(-1)).toBeGreaterThan(0);
    expect(await downloadOf(service)).toBe(downloaded);
    const report = await files.report(fileId);
    expect(report).toMatchObject({ state: 'folded', ...ofMixed });
    expect(report).not.toHaveProperty('failure');
  });
});

/** Numbers between 0 and 1, always the same ones (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixedBits = Math.imul(state ^ (state >>> 15), 1 | state);
    mixedBits = (mixedBits + Math.imul(mixedBits ^ (mixedBits >>> 7), 61 | mixedBits)) ^ mixedBits;
    return ((mixedBits ^ (mixedBits >>> 14)) >>> 0) / 2 ** 32;
  };
}
