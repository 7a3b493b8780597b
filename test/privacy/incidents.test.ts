import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privacyContract as contract } from '../../functions/privacy/contract.ts';
import { exampleIncident } from '../../functions/privacy/incident.ts';
import { isKept, issuesOf, keptUntil } from '../../functions/privacy/incident-rules.ts';
import { keys } from '../../shared/table/keys.ts';
import { signed } from '../support/identity.ts';
import { startPrivacy, type World } from './privacy.ts';

let world: World;
beforeAll(async () => {
  world = await startPrivacy();
});
afterAll(() => world.stop());

const as = (clientId: string) =>
  signed({ aud: 'operator', sub: clientId, scope: 'incidents:write' }, world.clock);

const put = async (
  incidentId: string,
  over: object = {},
  ifMatch?: string,
  by = 'privacy-office',
) =>
  world.house.call(contract.putIncident, {
    token: await as(by),
    params: { incidentId },
    body: { ...exampleIncident, ...over },
    ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
  });
const get = async (incidentId: string) =>
  world.house.call(contract.getIncident, { token: await as('reader'), params: { incidentId } });
const list = async (query = '') =>
  world.house.call(contract.listIncidents, { token: await as('reader'), query });

describe('an incident', () => {
  it('is entered with its eight points, corrected, and shown with its history', async () => {
    expect(await put('2026-001')).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { incidentId: '2026-001', revision: 1, changed: true },
    });
    const entered = world.clock.now().toISOString();
    world.clock.advance(3600);
    const measures = 'The contractor deleted it.\nLists now leave by portal only.';
    expect(await put('2026-001', { measures }, '"1"', 'second-office')).toMatchObject({
      status: 200,
      body: { revision: 2, changed: true },
    });
    const { body, headers } = await get('2026-001');
    expect(headers['etag']).toBe('"2"');
    expect(body).toMatchObject({
      ...exampleIncident,
      measures,
      revision: 2,
      recordedAt: entered,
      changedAt: world.clock.now().toISOString(),
      changedBy: 'second-office',
      keptUntil: '2031-11-19',
      history: [
        { revision: 2, changedBy: 'second-office', incident: { measures } },
        {
          revision: 1,
          changedBy: 'privacy-office',
          incident: { measures: exampleIncident.measures },
        },
      ],
    });
  });

  it('sent again changes nothing', async () => {
    await put('2026-002');
    world.clock.advance(3600);
    expect(await put('2026-002')).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { revision: 1, changed: false },
    });
    expect((await get('2026-002')).body.history).toHaveLength(1);
  });

  it('sent ten times at once is entered once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => put('2026-003')));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(9);
    expect((await get('2026-003')).body.history).toHaveLength(1);
  });

  it('changed in several ways at once keeps every revision that was accepted', async () => {
    await put('2026-004');
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) => put('2026-004', { measures: `Measure ${index}` })),
    );
    const accepted = replies.filter(({ status }) => status === 200).length;
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const { body } = await get('2026-004');
    expect(body.history.map(({ revision }) => revision)).toEqual(
      Array.from({ length: accepted + 1 }, (_, index) => accepted + 1 - index),
    );
  });

  it.each([
    ['an older revision', '2026-005', '"1"'],
    ['an entry that is not there', '2026-none', '"1"'],
    ['that there is something', '2026-none', '*'],
  ])('is not overwritten by who read %s', async (_, incidentId, ifMatch) => {
    await put('2026-005');
    await put('2026-005', { measures: 'Newer' });
    expect(await put(incidentId, { measures: 'Older' }, ifMatch)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await get('2026-005')).body.measures).toBe('Newer');
  });

  const serious = { risk: true, reasons: 'Addresses could be misused.' };
  it.each([
    ['without a point', { measures: undefined }, 'body.measures'],
    [
      'without what is concerned, or why that is unknown',
      { personalInformation: {} },
      'body.personalInformation.description',
    ],
    ['with a text too long', { circumstances: 'x'.repeat(2001) }, 'body.circumstances'],
    ['with control characters', { circumstances: 'a\u0007b' }, 'body.circumstances'],
    [
      'with a period that ends before it begins',
      { occurred: { from: '2026-11-18', to: '2026-11-17' } },
      'body.occurred',
    ],
    ['on a day that does not exist', { occurred: { from: '2026-02-30' } }, 'body.occurred.from'],
    [
      'known of only tomorrow',
      { becameAware: { from: '2026-11-19', to: '2027-11-19' } },
      'body.becameAware',
    ],
    [
      'that has left the register already',
      { becameAware: { from: '2019-11-19' } },
      'body.becameAware',
    ],
    [
      'with less than no persons',
      { personsConcerned: { count: -1 } },
      'body.personsConcerned.count',
    ],
    [
      'with a serious risk and no word of notices',
      { seriousInjury: serious },
      'body.seriousInjury.notices',
    ],
    [
      'with a public notice for no reason',
      { seriousInjury: { ...serious, notices: { publicNotice: { given: true } } } },
      'body.seriousInjury.notices.publicNotice.reasons',
    ],
    ['with more than the eight points', { names: ['Marie'] }, 'body'],
  ])('%s is refused', async (_, over, path) => {
    const reply = await put('2026-refused', over);
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(reply.body.issues?.map((issue) => issue.path)).toContain(path);
    expect((await get('2026-refused')).status).toBe(404);
  });

  it('of no serious risk says why, and has no notices', async () => {
    const over = {
      personalInformation: { unknownBecause: 'The log was lost with the disk.' },
      occurred: { from: '2026-10-01', to: '2026-10-31', approximate: true },
      personsConcerned: { count: 0 },
      seriousInjury: { risk: false, reasons: 'The disk was encrypted.' },
    };
    expect((await put('2026-006', over)).status).toBe(201);
    expect((await get('2026-006')).body).toMatchObject({
      ...over,
      personsConcerned: { count: 0, approximate: false },
    });
  });
});

describe('the register', () => {
  it('lists by awareness, newest first, within days', async () => {
    await put('list-b', { becameAware: { from: '2024-03-01' } });
    await put('list-a', { becameAware: { from: '2024-03-01' } });
    await put('list-c', { becameAware: { from: '2024-02-01', to: '2024-03-05' } });
    await put('list-d', { becameAware: { from: '2024-01-31' } });
    const { body } = await list('awareFrom=2024-02-01&awareTo=2024-12-31');
    expect(body.items.map(({ incidentId }) => incidentId)).toEqual(['list-c', 'list-a', 'list-b']);
    expect(body.total).toBe(3);
    const all = (await list()).body.items.map(({ incidentId }) => incidentId);
    expect(all.indexOf('2026-001')).toBeLessThan(all.indexOf('list-c'));
  });

  it('answers a hundred at most, and says how many there are', async () => {
    const text = '€'.repeat(2000);
    for (let i = 0; i < 101; i++) {
      await put(`many-${i}`, {
        becameAware: { from: '2023-05-01' },
        ...{ circumstances: text, measures: text, personalInformation: { description: text } },
        seriousInjury: {
          ...{ risk: true, reasons: text },
          notices: { publicNotice: { given: true, reasons: text } },
        },
      });
    }
    const { body, text: answer } = await list('awareFrom=2023-05-01&awareTo=2023-05-01');
    expect(body.items).toHaveLength(100);
    expect(body.total).toBe(101);
    expect(Buffer.byteLength(answer)).toBeLessThan(6_000_000);
  });

  it('shows an entry for five years by our clock, and then lets its id be used again', async () => {
    await put('ends', { becameAware: { from: '2026-11-20' } });
    world.clock.set('2031-11-20T23:59:59Z');
    expect((await get('ends')).status).toBe(200);
    world.clock.set('2031-11-21T00:00:00Z');
    expect((await get('ends')).status).toBe(404);
    expect((await list()).body.items.map(({ incidentId }) => incidentId)).not.toContain('ends');
    const again = { becameAware: { from: '2031-11-21' }, occurred: { from: '2031-11-20' } };
    expect((await put('ends', again)).status).toBe(201);
    expect((await get('ends')).body.history).toHaveLength(1);
  });

  it('keeps what housekeeping may remove no shorter than it is shown', async () => {
    const { items } = (await list()).body;
    const [stored] = await world.items('INCIDENTS', keys.incident(items[0]?.incidentId ?? '').sk);
    expect(stored).toMatchObject({
      expiresAt: Date.parse(`${items[0]?.keptUntil ?? ''}T23:59:59Z`) / 1000,
    });
  });
});

describe('the rules', () => {
  it.each([
    ['a day', { from: '2026-11-19' }, undefined, '2031-11-19'],
    ['the end of a period', { from: '2026-11-01', to: '2026-11-19' }, undefined, '2031-11-19'],
    ['a leap day', { from: '2024-02-29' }, undefined, '2029-03-01'],
    ['a correction to an earlier day', { from: '2020-01-01' }, '2031-11-19', '2031-11-19'],
    ['a correction to a later day', { from: '2026-12-01' }, '2031-11-19', '2031-12-01'],
  ])('keep %s for five years', (_, becameAware, before, expected) => {
    expect(keptUntil({ becameAware }, before)).toBe(expected);
  });

  it('show the last day still', () => {
    expect(isKept({ keptUntil: '2031-11-19' }, '2031-11-19')).toBe(true);
    expect(isKept({ keptUntil: '2031-11-19' }, '2031-11-20')).toBe(false);
    expect(issuesOf({ becameAware: { from: '2026-11-19' } }, '2031-11-19')).toEqual([]);
    expect(issuesOf({ becameAware: { from: '2026-11-19' } }, '2031-11-20')).toHaveLength(1);
  });
});
