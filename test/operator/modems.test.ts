/** Which service has which modem, as provisioning tells it document by document. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedHistory, type ModemChange } from '../../functions/operator/modems.ts';
import { modem, tenureAt, type Tenure } from '../../shared/modem.ts';
import { keys } from '../../shared/table/keys.ts';
import { catalog, internet, sentAccount } from './fixtures.ts';
import { startOperator } from './operator.ts';

const mac = '00:1a:2b:3c:4d:5E';
const bare = '001A2B3C4D5E';

describe('the history of a modem', () => {
  const [before, now, later] = [1_000, 2_000, 3_000];
  const a = { serviceId: 'a', from: 0 };
  const toA: ModemChange = { mac, to: 'a' };
  const toB: ModemChange = { mac, to: 'b' };
  const offA: ModemChange = { mac, from: 'a' };

  it.each<[string, Tenure[], ModemChange, Tenure[]]>([
    ['nobody had goes back to the beginning', [], toA, [a]],
    ['nobody had and nobody gets stays so', [], offA, []],
    ['is given up', [a], offA, [{ ...a, to: now }]],
    ['is given up by another than who has it', [a], { mac, from: 'b' }, [a]],
    ['is given up again', [{ ...a, to: before }], offA, [{ ...a, to: before }]],
    ['is kept', [a], toA, [a]],
    [
      'is taken over',
      [a],
      toB,
      [
        { ...a, to: now },
        { serviceId: 'b', from: now },
      ],
    ],
    [
      'was given up and goes to another: nobody had it in between',
      [{ ...a, to: before }],
      toB,
      [
        { ...a, to: before },
        { serviceId: 'b', from: now },
      ],
    ],
    ['comes back to who had it last: it was never away', [{ ...a, to: before }], toA, [a]],
    [
      'comes back after another had it',
      [
        { ...a, to: before },
        { serviceId: 'b', from: before },
      ],
      toA,
      [
        { ...a, to: before },
        { serviceId: 'b', from: before, to: now },
        { serviceId: 'a', from: now },
      ],
    ],
    [
      'is taken over by a clock that is late: what is settled stays',
      [{ ...a, to: later }],
      toB,
      [
        { ...a, to: later },
        { serviceId: 'b', from: later },
      ],
    ],
    [
      'goes on within the same instant',
      [
        { ...a, to: now },
        { serviceId: 'c', from: now },
      ],
      toB,
      [
        { ...a, to: now },
        { serviceId: 'b', from: now },
      ],
    ],
  ])('that %s', (_, history, change, expected) => {
    expect(changedHistory(history, change, now)).toEqual(expected);
  });

  it('forgets who had it more than 400 days ago', () => {
    const today = 500 * 86_400_000;
    const old = { ...a, to: 86_400_000 };
    expect(changedHistory([old], toB, today)).toEqual([{ serviceId: 'b', from: today }]);
  });

  it('tells whose it was at an instant: from its first one, before its last', () => {
    const history = [
      { serviceId: 'a', from: 0, to: 10 },
      { serviceId: 'b', from: 20 },
    ];
    const at = (instant: number) => tenureAt(history, instant)?.serviceId;
    expect([0, 9, 10, 19, 20, 1e15].map(at)).toEqual(['a', 'a', undefined, undefined, 'b', 'b']);
  });
});

const one = '50000000001';
const two = '50000000002';
const with_ = (serviceId: string, ...macs: string[]) => ({
  ...internet(serviceId),
  equipment: macs.map((address, i) => ({
    ...{ kind: 'modem' as const, model: 'CODA', serialNumber: `SN${i}` },
    ...{ mac: address, ownership: 'rented' as const },
  })),
});
const other = { firstName: 'Paul', lastName: 'Roy', email: 'paul@example.com' };

describe('provisioning', () => {
  let api: Awaited<ReturnType<typeof startOperator>>;
  beforeEach(async () => {
    api = await startOperator();
    await api.putCatalog(catalog());
  });
  afterEach(() => api.stop());

  const history = async (address = bare) => {
    const item = await api.item(keys.modem(address));
    return item === undefined ? undefined : modem.parse(item).history;
  };
  const put = (account: string, ...services: object[]) =>
    api.putAccount(account, {
      ...sentAccount({ services: services as never }),
      ...(account === two ? { holder: other } : {}),
    });

  it('keeps who has a modem, from document to document and account to account', async () => {
    await put(one, with_('inet-1', mac));
    expect(await history()).toEqual([{ serviceId: 'inet-1', from: 0 }]);

    api.clock.advance(3600);
    const swap = api.clock.now().getTime();
    await put(one, with_('inet-1', '00-00-00-00-00-02'.replaceAll('-', ':')));
    expect(await history()).toEqual([{ serviceId: 'inet-1', from: 0, to: swap }]);
    expect(await history('000000000002')).toEqual([{ serviceId: 'inet-1', from: 0 }]);

    api.clock.advance(3600);
    const next = api.clock.now().getTime();
    await put(two, with_('inet-2', mac));
    expect(await history()).toEqual([
      { serviceId: 'inet-1', from: 0, to: swap },
      { serviceId: 'inet-2', from: next },
    ]);
  });

  it('lets the account that named a modem last have it, whatever the other does then', async () => {
    await put(one, with_('inet-1', mac));
    api.clock.advance(60);
    const taken = api.clock.now().getTime();
    await put(two, with_('inet-2', mac));
    api.clock.advance(60);
    await put(one, with_('inet-1'));
    expect(await history()).toEqual([
      { serviceId: 'inet-1', from: 0, to: taken },
      { serviceId: 'inet-2', from: taken },
    ]);
  });

  it('takes the modem of a service that has ended', async () => {
    await put(one, with_('inet-1', mac));
    await put(one);
    expect((await history())?.[0]?.to).toBe(api.clock.now().getTime());
  });

  it('moves a modem between two services of an account in one step', async () => {
    await put(one, with_('inet-1', mac), internet('inet-2'));
    api.clock.advance(60);
    await put(one, internet('inet-1'), with_('inet-2', mac));
    const at = api.clock.now().getTime();
    expect(await history()).toEqual([
      { serviceId: 'inet-1', from: 0, to: at },
      { serviceId: 'inet-2', from: at },
    ]);
  });

  it('writes no modem when nothing changed of it', async () => {
    await put(one, with_('inet-1', mac));
    await api.putAccount(one, {
      ...sentAccount({ services: [with_('inet-1', mac.toUpperCase())], cycleDay: 12 }),
    });
    expect(await api.item(keys.modem(bare))).toMatchObject({ version: 1 });
  });

  it('counts nothing by the boxes of TV and phone services', async () => {
    const tv = { ...with_('tv-1', mac), type: 'tv', planId: 'tv-mix' };
    expect((await put(one, tv)).status).toBe(201);
    expect(await history()).toBeUndefined();
  });

  it('refuses a modem of two Internet services, and stores nothing', async () => {
    const reply = await put(one, with_('inet-1', mac), with_('inet-2', mac.toLowerCase()));
    expect(reply.status).toBe(400);
    expect(reply.body.issues).toMatchObject([{ path: 'body.services.1.equipment' }]);
    expect(await api.items('ACCOUNT#')).toEqual([]);
    expect(await api.items('MODEM#')).toEqual([]);
  });

  it('refuses more changes than fit one transaction, and stores nothing', async () => {
    const macs = (n: number) =>
      Array.from({ length: 20 }, (_, i) => `00:00:00:00:0${n}:${String(10 + i)}`);
    const services = [1, 2, 3, 4, 5].map((n) => with_(`inet-${n}`, ...macs(n)));
    const reply = await put(one, ...services);
    expect([reply.status, reply.body.issues]).toMatchObject([400, [{ path: 'body.services' }]]);
    expect(await api.items('MODEM#')).toEqual([]);
    expect((await put(one, ...services.slice(0, 4))).status).toBe(201);
    expect((await put(one, ...services)).status).toBe(200);
    expect(await api.items('MODEM#')).toHaveLength(100);
  });

  it('of two accounts that name a modem at once ends with one that has it', async () => {
    const replies = await Promise.all([
      put(one, with_('inet-1', mac)),
      put(two, with_('inet-2', mac)),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    const held = (await history())?.filter(({ to }) => to === undefined);
    expect(held).toHaveLength(1);
  });
});
