import { randomBytes } from 'node:crypto';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf as documentOf } from '../../functions/privacy/build-export/archive.ts';
import { buildExports } from '../../functions/privacy/build-export/build-exports.ts';
import { privacyContract as contract } from '../../functions/privacy/contract.ts';
import { activityItem } from '../../shared/activity.ts';
import { addDays } from '../../shared/calendar.ts';
import { keys } from '../../shared/table/keys.ts';
import { putDelegate, type Person } from '../support/people.ts';
import { dyingTable, Killed, password, startPrivacy, type World } from './privacy.ts';

let world: World;
beforeAll(async () => {
  world = await startPrivacy();
});
afterAll(() => world.stop());

const partsOf = (person: Person) => world.items(`PROFILE#${person.profileId}`, 'EXPORTED#');

const archiveOf = async (token: string, exportId: string) => {
  const reply = await world.house.call(contract.downloadExport, { token, params: { exportId } });
  expect(reply.status).toBe(200);
  return { text: reply.text, body: reply.body as unknown as ReturnType<typeof documentOf> };
};

const exported = async (person: Person) => {
  const { token, exportId } = await world.askedExport(person);
  await world.builder()({ profileId: person.profileId, exportId });
  return archiveOf(token, exportId);
};

describe('an archive holds', () => {
  it('the person, without a hash or secret', async () => {
    const person = await world.customer();
    await world.put({
      ...(await world.items(`PROFILE#${person.profileId}`, 'PROFILE'))[0],
      phone: '+15145550123',
      consents: {
        'offers-by-email': { granted: false, version: '2026-01', at: 1_780_000_000_000 },
      },
      totp: { secret: 'sealed-secret', confirmedAt: 1_780_000_000_000, lastStep: 1 },
      recoveryCodes: ['hash-of-a-code', 'hash-of-another'],
      linkHash: 'hash-of-a-link',
      resetHash: 'hash-of-a-reset',
    });
    await world.put({
      ...keys.passkey(person.profileId, 'credential'),
      ...{ name: 'Kitchen tablet', publicKey: 'public-key', createdAt: 1_780_000_000_000 },
    });
    const { text, body } = await exported(person);
    expect(body).toMatchObject({
      profile: { email: person.email, firstName: 'Marie', phone: '+15145550123', status: 'active' },
      consents: [
        {
          purpose: 'offers-by-email',
          granted: false,
          version: '2026-01',
          at: '2026-05-28T20:26:40.000Z',
        },
      ],
      memberships: [{ accountNumber: person.accountNumber, role: 'holder' }],
      sessions: [{ accountNumber: person.accountNumber, startedAt: expect.any(String) }],
      secondFactors: {
        authenticatorApp: { on: true, since: '2026-05-28T20:26:40.000Z', recoveryCodesLeft: 2 },
        passkeys: [{ name: 'Kitchen tablet', createdAt: '2026-05-28T20:26:40.000Z' }],
      },
      exports: [{ requestedAt: expect.any(String) }],
      ownActivity: [{ action: 'export-asked', accountNumber: person.accountNumber }],
    });
    expect(text).not.toMatch(/argon2|sealed-secret|hash-of|public-key|passwordHash|pinHash/);
    expect(text).not.toContain(password);
  });

  it('the account of its holder: services, delegates by id, usage to the byte, activity', async () => {
    const holder = await world.customer();
    const delegate = await world.customer();
    await putDelegate(world.table, delegate, holder.accountNumber, ['viewUsage']);
    const { accountNumber } = holder;
    await world.put({
      ...keys.usagePeriod(accountNumber, 'inet-a', '2026-12-09'),
      '1231': [9_007_199_254_740_991, '9007199254740993', 1, 1440],
      '0101': [5, 0, 1, 1440],
      c0101: [3, 0, 1, 1440],
    });
    const bought = { dataAddOnId: 'data-50', name: { fr: '50 Go', en: '50 GB' }, bytes: 5e10 };
    await world.put({
      ...keys.usageTerms(accountNumber, 'inet-a', '2026-12-09'),
      ...{
        planId: 'internet-120',
        allowance: 4e11,
        incurred: 1000,
        charged: 1000,
        told: 75,
        version: 3,
      },
      overage: { price: 1000, bytes: 5e10, cap: 10_000 },
      addOns: [{ purchaseId: 'order-a', ...bought, price: 500, boughtAt: 1 }],
      notices: [{ percent: 75, at: 1, used: '9007199254740993', limit: 4e11 }],
    });
    // Of a period that is not used yet.
    await world.put({
      ...keys.usageTerms(accountNumber, 'inet-b', '2026-12-09'),
      ...{
        planId: 'internet-400',
        allowance: 'unlimited',
        incurred: 0,
        charged: 0,
        told: 0,
        version: 1,
      },
      ...{ addOns: [], notices: [] },
    });
    await world.put({
      ...keys.order(accountNumber, 'order-a'),
      ...{ orderId: 'order-a', accountNumber, serviceId: 'inet-a', serviceType: 'internet' },
      ...{ status: 'completed', when: 'now', fulfilment: 'automatic', placedAt: 1, endedAt: 1 },
      ...{ placedBy: delegate.profileId, language: 'fr-CA', timeZone: 'America/Toronto' },
      ...{ effectiveDate: '2026-12-10', change: { kind: 'data-add-on', ...bought } },
      ...{ price: { before: 0, after: 0, oneTime: 500 }, version: 1 },
    });
    await world.put(
      activityItem(
        { accountNumber, profileId: delegate.profileId, role: 'delegate' },
        { action: 'signed-in' },
        world.clock.now(),
      ),
    );
    await world.put({
      ...keys.security(accountNumber, 'inet-a'),
      ...{ serviceId: 'inet-a', version: 2, downloads: { go: { ios: 1 } } },
      subscriptions: [{ productId: 'go', activatedOn: '2026-11-23' }],
      seats: [
        {
          ...{ seatId: 'seat-id', productId: 'go', platform: 'ios', deviceName: 'Tablet' },
          ...{ takenAt: 1, lastDownloadAt: 1 },
        },
      ],
    });
    await world.put({
      ...keys.mailboxes(accountNumber, 'inet-a'),
      ...{ serviceId: 'inet-a', version: 2 },
      mailboxes: [
        {
          ...{ mailboxId: 'mailbox-id', address: 'chalet@example.net', suspended: false },
          ...{ forwardTo: 'chalet@example.org', createdAt: 1 },
        },
      ],
    });
    await world.put({
      ...keys.purchase(accountNumber, 'tv-a', '2026-11-15T00:42:10.000Z', 'ppv-1'),
      ...{ purchaseId: 'ppv-1', accountNumber, serviceId: 'tv-a', type: 'ppv', titleId: 'minuit' },
      ...{ title: 'Titre de minuit', masked: true, orderedAt: 1, rentalHours: 24, version: 2 },
      events: [
        { status: 'viewed', amount: 1299, viewedAt: 2 },
        { status: 'credited', amount: 1299 },
      ],
    });
    await world.put({
      ...keys.tvHistory(accountNumber, 'tv-a', '2026-11-15T00:42:10.000Z', 2),
      ...{ at: 1, planId: 'mix-3', picked: { news: '2026-11-14' }, addOns: ['films'] },
      orderId: 'order-tv',
    });
    const { text, body } = await exported(holder);
    expect(body.accounts).toMatchObject([
      {
        accountNumber,
        holder: { firstName: 'Marie', email: holder.email },
        serviceAddress: { city: 'Montréal' },
        services: [{ serviceId: `inet-${accountNumber}`, planId: 'internet-120' }],
        pinOnFile: true,
        delegates: [
          {
            delegateId: delegate.profileId,
            permissions: ['viewUsage'],
            acceptedAt: '1970-01-01T00:00:00.001Z',
          },
        ],
        internetUsage: [
          {
            serviceId: 'inet-a',
            periods: [
              {
                firstDay: '2026-12-09',
                days: [
                  {
                    day: '2026-12-31',
                    downloadBytes: 9_007_199_254_740_991,
                    uploadBytes: '9007199254740993',
                  },
                  {
                    day: '2027-01-01',
                    ...{ downloadBytes: 5, uploadBytes: 0 },
                    whenClosed: { downloadBytes: 3, uploadBytes: 0 },
                  },
                ],
                terms: {
                  ...{ planId: 'internet-120', allowanceBytes: 4e11 },
                  overageRate: {
                    ...{ price: { amount: 1000 }, bytes: 5e10, cap: { amount: 10_000 } },
                  },
                  overageBeforeLastChange: { amount: 1000, currency: 'CAD' },
                  dataAddOns: [{ orderId: 'order-a', ...bought, price: { amount: 500 } }],
                  notices: [{ percent: 75, usedBytes: '9007199254740993', limitBytes: 4e11 }],
                },
              },
            ],
          },
          {
            serviceId: 'inet-b',
            periods: [{ days: [], terms: { allowanceBytes: 'unlimited', dataAddOns: [] } }],
          },
        ],
        orders: [
          {
            ...{ orderId: 'order-a', status: 'completed', placedBy: delegate.profileId },
            ...{ change: { kind: 'data-add-on', ...bought }, price: { oneTime: 500 } },
            placedAt: '1970-01-01T00:00:00.001Z',
          },
        ],
        securityProducts: [
          {
            ...{ serviceId: 'inet-a', downloads: { go: { ios: 1 } } },
            subscriptions: [{ productId: 'go', activatedOn: '2026-11-23' }],
            devices: [{ productId: 'go', deviceName: 'Tablet', platform: 'ios' }],
          },
        ],
        mailboxes: [
          {
            ...{ serviceId: 'inet-a', address: 'chalet@example.net', suspended: false },
            ...{ forwardTo: 'chalet@example.org', createdAt: '1970-01-01T00:00:00.001Z' },
          },
        ],
        tvPurchases: [
          {
            ...{ purchaseId: 'ppv-1', serviceId: 'tv-a', type: 'ppv', rentalHours: 24 },
            ...{ titleId: 'minuit', title: 'Titre de minuit', titleHiddenFromDelegates: true },
            orderedAt: '1970-01-01T00:00:00.001Z',
            events: [
              { status: 'viewed', amount: 1299, viewedAt: '1970-01-01T00:00:00.002Z' },
              { status: 'credited', amount: 1299 },
            ],
          },
        ],
        tvHistory: [
          {
            ...{ serviceId: 'tv-a', since: '1970-01-01T00:00:00.001Z', planId: 'mix-3' },
            ...{ picked: { news: '2026-11-14' }, addOns: ['films'], orderId: 'order-tv' },
          },
        ],
        activity: expect.arrayContaining([
          expect.objectContaining({ action: 'signed-in', by: delegate.profileId }),
        ]),
      },
    ]);
    expect(body.ownActivity).toHaveLength(1);
    expect(text).not.toContain(delegate.email);
  });

  it('of an account of which one is a delegate only the own part', async () => {
    const holder = await world.customer();
    const delegate = await world.customer();
    await putDelegate(world.table, delegate, holder.accountNumber, ['viewUsage']);
    for (const { profileId, role } of [
      { ...holder, role: 'holder' as const },
      { ...delegate, role: 'delegate' as const },
    ]) {
      await world.put(
        activityItem(
          { accountNumber: holder.accountNumber, profileId, role },
          { action: 'signed-in' },
          world.clock.now(),
        ),
      );
    }
    const { text, body } = await exported(delegate);
    expect(body.memberships).toHaveLength(2);
    expect(body.accounts.map((one) => one.accountNumber)).toEqual([delegate.accountNumber]);
    expect(body.ownActivity).toMatchObject([
      { action: 'signed-in', accountNumber: holder.accountNumber, role: 'delegate' },
      { action: 'export-asked', accountNumber: delegate.accountNumber },
    ]);
    expect(text).not.toContain(holder.email);
    expect(text).not.toContain(holder.profileId);
  });

  it('says what is in it and what is not', async () => {
    const { body } = await exported(await world.customer());
    expect(body).toMatchObject({ schemaVersion: 1, generatedAt: world.clock.now().toISOString() });
    for (const { fr, en } of body.readme)
      expect([fr.length > 20, en.length > 20]).toEqual([true, true]);
    const named = body.notIncluded.map((one) => one.what.en).join();
    expect(named).toMatch(/Raw records/);
    expect(named).toMatch(/Names and addresses of your delegates/);
  });

  it('usage of years that fills several pages of the table', async () => {
    const person = await world.customer();
    // 45 services with 13 periods of 31 days: 1.2 MB.
    const wanted: string[] = [];
    for (let service = 0; service < 45; service++) {
      await Promise.all(
        Array.from({ length: 13 }, async (_, month) => {
          const start = `20${String(10 + Math.floor((month + 8) / 12))}-${String(((month + 8) % 12) + 1).padStart(2, '0')}-01`;
          const days = Array.from({ length: 28 }, (__, index) => addDays(start, index));
          wanted.push(...days.map((day) => `${service} ${day}`));
          await world.put({
            ...keys.usagePeriod(person.accountNumber, `inet-many-${service}`, start),
            ...Object.fromEntries(
              days.map((day) => [
                day.slice(5, 7) + day.slice(8),
                [
                  '123456789012345678901234567890'.slice(0, 19),
                  '98765432109876543',
                  1_000_000,
                  1440,
                ],
              ]),
            ),
          });
        }),
      );
    }
    const stored = JSON.stringify(await world.items(`ACCOUNT#${person.accountNumber}`, 'USAGE#'));
    expect(stored.length).toBeGreaterThan(1_000_000);
    const { body } = await exported(person);
    const got = (body.accounts[0]?.internetUsage ?? []).flatMap(({ serviceId, periods }) =>
      periods.flatMap(({ days }) =>
        days.map(({ day }) => `${serviceId.replace('inet-many-', '')} ${day}`),
      ),
    );
    expect(got.toSorted()).toEqual(wanted.toSorted());
  });
});

describe('building', () => {
  const situation = async () => {
    const person = await world.customer();
    const { token, exportId } = await world.askedExport(person);
    return { person, token, exportId, at: { profileId: person.profileId, exportId } };
  };
  const oneArchive = async ({ person, token, exportId }: Awaited<ReturnType<typeof situation>>) => {
    expect(await world.mails(person.profileId)).toMatchObject([
      { template: 'export-ready', details: { exportId }, accountNumber: person.accountNumber },
    ]);
    const builds = new Set((await partsOf(person)).map(({ sk }) => String(sk).split('#')[2]));
    expect(builds.size).toBe(1);
    expect((await archiveOf(token, exportId)).body).toMatchObject({ exportId });
  };

  it('twice over, and once more when its own change comes by, makes one archive and one mail', async () => {
    const one = await situation();
    await world.builder()(one.at);
    const [before] = await partsOf(one.person);
    await world.builder()(one.at);
    expect(await partsOf(one.person)).toEqual([before]);
    await oneArchive(one);
  });

  it('six times at once makes one archive and one mail', async () => {
    const one = await situation();
    await Promise.all(Array.from({ length: 6 }, () => world.builder()(one.at)));
    await oneArchive(one);
  });

  it('killed at any step and repeated makes one archive and one mail', async () => {
    let kills = 0;
    for (let calls = 0; ; calls++) {
      const one = await situation();
      const outcome = await world
        .builder(dyingTable(world.table, calls))(one.at)
        .then(
          () => 'done',
          (fault: unknown) => fault,
        );
      if (outcome === 'done') break;
      expect(outcome).toBeInstanceOf(Killed);
      kills++;
      await world.builder()(one.at);
      await oneArchive(one);
    }
    expect(kills).toBeGreaterThan(4);
  });

  it('leaves nothing of a person who was erased, whenever that was', async () => {
    for (const calls of [1, 2]) {
      const one = await situation();
      await world
        .builder(dyingTable(world.table, calls))(one.at)
        .catch(() => undefined);
      await world.house.call(contract.eraseProfile, { token: one.token });
      await world.put({
        ...keys.exportPart(one.person.profileId, one.exportId, 'of-a-dead-build', 0),
        body: Buffer.from('late'),
      });
      await world.builder()(one.at);
      expect(await world.items(`PROFILE#${one.person.profileId}`)).toEqual([]);
      const mails = await world.mails(one.person.profileId);
      expect(mails.filter(({ template }) => template === 'export-ready')).toEqual([]);
    }
  });
});

describe('an archive that is large', () => {
  /** Nothing that compresses: it is in the archive twice, as one's own and as the account's. */
  const withActivity = async (entries: number) => {
    const person = await world.customer();
    for (let i = 0; i < entries; i++) {
      await world.put(
        activityItem(
          { ...person, role: 'holder' },
          { action: 'signed-in', details: { noise: randomBytes(200_000).toString('base64') } },
          world.clock.now(),
        ),
      );
    }
    return { person, ...(await world.askedExport(person)) };
  };

  it('is stored in parts that give it back whole', async () => {
    const { person, token, exportId } = await withActivity(3);
    await world.builder()({ profileId: person.profileId, exportId });
    const parts = await partsOf(person);
    expect(parts.length).toBeGreaterThan(3);
    for (const { body } of parts) expect((body as Uint8Array).length).toBeLessThanOrEqual(350_000);
    const { body } = await archiveOf(token, exportId);
    expect(body.ownActivity).toHaveLength(4);
  });

  it('beyond what can be answered is given up by name, and nothing of it stays', async () => {
    const { person, token, exportId } = await withActivity(13);
    await expect(world.builder()({ profileId: person.profileId, exportId })).rejects.toMatchObject({
      name: 'ArchiveTooLarge',
    });
    expect(await partsOf(person)).toEqual([]);
    expect(await world.mails(person.profileId)).toEqual([]);
    const reply = await world.house.call(contract.getExport, { token, params: { exportId } });
    expect(reply.body).toMatchObject({ status: 'requested' });
  });
});

describe('the stream', () => {
  let sequence = 0;
  const record = (item: Record<string, unknown>): DynamoDBRecord => ({
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: `seq-${++sequence}`,
      Keys: { pk: { S: String(item['pk']) }, sk: { S: String(item['sk']) } },
      NewImage: Object.fromEntries(
        Object.entries(item).map(([name, value]) => [name, { S: String(value) }]),
      ),
    },
  });
  const asked = (profileId: string, exportId: string, status = 'requested') =>
    record({ ...keys.export(profileId, exportId), profileId, exportId, status });

  it('builds what was asked for, and leaves what was made', async () => {
    const built: unknown[] = [];
    const job = buildExports((at) => {
      built.push(at);
      return Promise.resolve();
    });
    const Records = [
      asked('p-1', 'e-1'),
      asked('p-1', 'e-2', 'ready'),
      record({ ...keys.exportPart('p-1', 'e-1', 'b', 0), status: 'requested' }),
    ];
    expect(await job({ Records })).toEqual({ batchItemFailures: [] });
    expect(built).toEqual([{ profileId: 'p-1', exportId: 'e-1' }]);
  });

  it.each([
    ['an item that cannot be read', record({ ...keys.export('p-2', 'e-x'), status: 'requested' })],
    ['an archive that cannot be made', asked('p-2', 'e-poison')],
  ])('reports %s, having built the nine others', async (_, poison) => {
    const built: string[] = [];
    const job = buildExports(({ exportId }) => {
      if (exportId === 'e-poison') return Promise.reject(new Error('cannot'));
      built.push(exportId);
      return Promise.resolve();
    });
    const Records = Array.from({ length: 9 }, (__, index) => asked('p-2', `e-${index}`));
    Records.splice(4, 0, poison);
    expect(await job({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: poison.dynamodb?.SequenceNumber }],
    });
    expect(built).toHaveLength(9);
  });
});
