import { expect, it } from 'vitest';
import { parsePattern, passes } from '../../../infra/local/stream-filter.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: { Keys: { pk: { S: 'OUTBOX#1' } }, NewImage: { n: { N: '5' } }, SizeBytes: 40 },
};

it.each([
  ['nothing', {}, true],
  ['a value of several', { eventName: ['INSERT', 'MODIFY'] }, true],
  ['another value', { eventName: ['REMOVE'] }, false],
  ['a prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'OUTBOX#' }] } } } }, true],
  ['another prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'ACCOUNT#' }] } } } }, false],
  ['a suffix', { dynamodb: { Keys: { pk: { S: [{ suffix: '#1' }] } } } }, true],
  ['two fields, one of them wrong', { eventName: ['INSERT'], dynamodb: { SizeBytes: [1] } }, false],
  ['a field that is there', { dynamodb: { NewImage: { n: { N: [{ exists: true }] } } } }, true],
  ['a field that is not', { dynamodb: { OldImage: { n: { N: [{ exists: false }] } } } }, true],
  ['anything but one', { eventName: [{ 'anything-but': 'REMOVE' }] }, true],
  ['anything but several', { eventName: [{ 'anything-but': ['INSERT'] }] }, false],
  ['a number in a range', { dynamodb: { SizeBytes: [{ numeric: ['>=', 40, '<', 41] }] } }, true],
  ['a number outside', { dynamodb: { SizeBytes: [{ numeric: ['>', 40] }] } }, false],
  ['letters of either case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
])('a pattern with %s', (_, pattern, expected) => {
  expect(passes([parsePattern(JSON.stringify(pattern))], record)).toBe(expected);
});

it('lets everything pass without patterns, and what fits one of several', () => {
  const [no, yes] = ['{"eventName":["REMOVE"]}', '{"eventName":["INSERT"]}'].map(parsePattern);
  expect(passes([], record)).toBe(true);
  expect(passes([no ?? {}, yes ?? {}], record)).toBe(true);
});

it('refuses a condition it does not know', () => {
  expect(() => parsePattern('{"eventName":[{"cidr":"10.0.0.0/8"}]}')).toThrow(/stream-filter\.ts/);
});
