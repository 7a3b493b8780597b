/** A usage file from the question where to upload it to the customer's page, on the synthesized template. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usageFilesContract } from '../../functions/internet/usage-files/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { awaitRegistrationMail } from '../../infra/local/demo/mail.ts';
import { aggregateUsage, operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { addDays, dayOf, startOfDay } from '../../shared/calendar.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const zone = 'America/Toronto';
const yesterday = addDays(dayOf(Date.now(), zone), -1);
const folder = mkdtempSync(join(tmpdir(), 'guichet-usage-'));
const serviceId = 'files-1';
const records = 45_000;

let stack: Stack;
let api: ApiClient;
let operator: string;
let logs = '';
beforeAll(async () => {
  stack = await startStack({
    ...{ seed: 'none', schedules: false, bundles: 'as-they-are', retrySeconds: 1 },
    onFunctionLog: (_, text) => (logs += text),
  });
  api = apiClient(stack.apiUrl);
  operator = await operatorToken(api, stack.operatorClient);
  await publishCatalog(api, operator, new Date());
  await api.call(operatorContract.putAccount, {
    token: operator,
    params: { accountNumber: '50077700901' },
    body: {
      kind: 'residential',
      holder: { firstName: 'Canary', lastName: 'Person', email: 'files@example.com' },
      language: 'en-CA',
      serviceAddress: {
        ...{ line1: '1 King St', city: 'Toronto', province: 'ON', postalCode: 'M5H 1A1' },
      },
      cycleDay: 9,
      services: [{ serviceId, type: 'internet', planId: 'internet-120' }],
    },
  });
}, 120_000);
afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true });
}, 30_000);

const start = startOfDay(yesterday, zone);
const line = (i: number) =>
  `${JSON.stringify({
    record_id: `f${i}`,
    service_id: serviceId,
    start: new Date(start + (i % 1000) * 60_000).toISOString(),
    end: new Date(start + (i % 1000) * 60_000 + 60_000).toISOString(),
    bytes_down: i,
    bytes_up: 1,
  })}\n`;

/** Three lines of it are none; the last one is in the third segment. */
const text = Array.from({ length: records }, (_, i) =>
  [10, 25_000, 44_000].includes(i) ? 'not a record\n' : line(i),
).join('');
const download = (records * (records - 1)) / 2 - 10 - 25_000 - 44_000;

const curl = async (...given: string[]) =>
  (await promisify(execFile)('curl', ['--silent', '--write-out', '%{http_code}', ...given])).stdout;

const report = (fileId: string) =>
  api.call(usageFilesContract.getUsageFile, { token: operator, params: { fileId } });

const taken = async (fileId: string) => {
  await expect
    .poll(async () => (await report(fileId)).state, { timeout: 60_000, interval: 200 })
    .toMatch(/received|folded|failed/);
  return report(fileId);
};

async function signIn() {
  const email = 'files@example.com';
  const password = 'trois petits canards bleus';
  const mail = await awaitRegistrationMail(stack.mailboxUrl, email, 100);
  if (mail === undefined) throw new Error('The registration mail did not come');
  await api.call(registrationContract.completeRegistration, {
    body: { token: mail.token, password },
  });
  return (await api.call(sessionsContract.signIn, { body: { email, password } })).accessToken;
}

describe('a usage file', () => {
  let fileId: string;

  it('is uploaded to the URL that was asked for, and read although the table fails', async () => {
    const body = gzipSync(text);
    const file = join(folder, 'usage.ndjson.gz');
    writeFileSync(file, body);
    const asked = await api.call(usageFilesContract.addUsageFile, {
      token: operator,
      body: { name: 'usage.ndjson.gz', size: body.length },
    });
    fileId = asked.fileId;
    expect(await report(fileId)).toMatchObject({ state: 'awaiting-upload', records: 0 });
    stack.faults.inject({ kind: 'throttle', action: 'PutItem', caller: 'TakeFiles', times: 2 });
    stack.faults.inject({ kind: 'internal-error', action: 'GetObject', caller: 'TakeFiles' });
    stack.faults.inject({
      kind: 'lost-answer',
      action: 'UpdateItem',
      caller: 'TakeFiles',
      times: 2,
    });

    // Of another size than was told it is not taken.
    const other = join(folder, 'other');
    writeFileSync(other, 'x');
    expect(await curl('-T', other, asked.upload.url)).toMatch(/SignatureDoesNotMatch.*403$/s);
    expect(await curl('-T', file, asked.upload.url)).toBe('200');

    expect(await taken(fileId)).toMatchObject({
      ...{ state: 'received', size: body.length, records, accepted: records - 3, rejected: 3 },
    });
    expect(stack.faults.pending()).toBe(0);
  }, 120_000);

  it('is in the totals after the next aggregation, to the byte', async () => {
    await aggregateUsage(api, operator);
    expect(await report(fileId)).toMatchObject({
      ...{ state: 'folded', counted: records - 3, duplicates: 0, conflicts: 0 },
    });
    const token = await signIn();
    const { periods } = await api.call(internetContract.getUsage, { token, params: { serviceId } });
    const period = periods.find(({ start: from, end }) => from <= yesterday && yesterday <= end);
    const usage = await api.call(internetContract.getUsage, {
      ...{ token, params: { serviceId } },
      ...(period === undefined ? {} : { query: { period: period.start } }),
    });
    expect(usage.days.find(({ day }) => day === yesterday)).toMatchObject({
      ...{ download, upload: records - 3 },
    });
  }, 120_000);

  it('tells of each line that is none', async () => {
    const { items } = await api.call(usageFilesContract.listFileRejections, {
      token: operator,
      params: { fileId },
    });
    expect(items).toEqual([11, 25_001, 44_001].map((at) => ({ line: at, reason: 'malformed' })));
  });

  it('dropped into the bucket is told of too, and that it is all duplicates', async () => {
    const file = join(folder, 'dropped.ndjson');
    writeFileSync(file, text);
    const [bucket = ''] = stack.bucketNames;
    const place = `${stack.s3Endpoint}/${bucket}/usage/from%20sftp/dropped.ndjson`;
    expect(await curl('-T', file, place)).toBe('200');
    const newest = async () => {
      const list = await api.call(usageFilesContract.listUsageFiles, { token: operator });
      return list.items.find(({ key }) => key === 'usage/from sftp/dropped.ndjson')?.fileId;
    };
    await expect.poll(newest, { timeout: 60_000, interval: 200 }).toBeDefined();
    const dropped = (await newest()) ?? '';
    expect(await taken(dropped)).toMatchObject({ records, accepted: records - 3, rejected: 3 });
    await aggregateUsage(api, operator);
    expect(await report(dropped)).toMatchObject({
      ...{ state: 'folded', counted: 0, duplicates: records - 3, conflicts: 0 },
    });
    const { items } = await api.call(usageFilesContract.listFileRejections, {
      ...{ token: operator, params: { fileId: dropped } },
      query: { outcome: 'duplicate', limit: '1' },
    });
    expect(items).toEqual([{ line: 1, recordId: 'f0' }]);
  }, 120_000);

  it('leaves its name and records out of the logs', () => {
    expect(logs).toContain('"message":"file-taken"');
    for (const secret of ['usage.ndjson', 'dropped', 'from sftp', 'X-Amz-Signature']) {
      expect(logs.includes(secret)).toBe(false);
    }
  });
});
