import { describe, expect, it } from 'vitest';
import { deliver, type Delivery } from '../../../infra/local/stream-batch.ts';

/** A function that throws, or reports, when a batch holds one of the `bad` ones. */
async function run(batch: string, bad: string, how: Partial<Delivery<string>> = {}) {
  const delivered: string[] = [];
  const given: string[] = [];
  const all = await deliver([...batch], {
    idOf: (record) => record,
    invoke: (records) => {
      delivered.push(records.join(''));
      const failed = records.find((record) => bad.includes(record));
      if (failed === undefined) return Promise.resolve('null');
      return how.partialFailures
        ? Promise.resolve(JSON.stringify({ batchItemFailures: [{ itemIdentifier: failed }] }))
        : Promise.reject(new Error('on purpose'));
    },
    giveUp: (records, attempts) => given.push(`${records.join('')} after ${attempts}`),
    partialFailures: false,
    bisect: false,
    retries: 1,
    pauseMs: 0,
    signal: new AbortController().signal,
    ...how,
  });
  return { all, delivered, given };
}

describe('a batch', () => {
  it('goes once when all is well', async () => {
    expect(await run('abcd', '')).toEqual({ all: true, delivered: ['abcd'], given: [] });
  });

  it('that fails is tried again whole, then given up whole', async () => {
    expect(await run('abcd', 'c')).toEqual({
      all: true,
      delivered: ['abcd', 'abcd'],
      given: ['abcd after 2'],
    });
  });

  it('is halved until the bad record is alone', async () => {
    expect(await run('abcd', 'c', { bisect: true })).toEqual({
      all: true,
      delivered: ['abcd', 'ab', 'cd', 'c', 'c', 'd'],
      given: ['c after 2'],
    });
  });

  it('goes on from the record that the function reported', async () => {
    expect(await run('abcd', 'c', { partialFailures: true })).toEqual({
      all: true,
      delivered: ['abcd', 'cd'],
      given: ['cd after 2'],
    });
  });

  it('is not delivered once it is interrupted', async () => {
    const outcome = await run('ab', 'a', { signal: AbortSignal.abort(), retries: Infinity });
    expect(outcome).toEqual({ all: false, delivered: [], given: [] });
  });
});
