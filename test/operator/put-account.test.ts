import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outboxMail } from '../../shared/outbox.ts';
import { emailOwner } from '../../shared/profile.ts';
import { keys } from '../../shared/table/keys.ts';
import { catalog, internet, sentAccount } from './fixtures.ts';
import { startOperator } from './operator.ts';

const one = '50000000001';
const two = '50000000002';
const marie = { firstName: 'Marie', lastName: 'Tremblay' };

let api: Awaited<ReturnType<typeof startOperator>>;
beforeEach(async () => {
  api = await startOperator();
  await api.putCatalog(catalog());
});
afterEach(() => api.stop());

const ownerOf = async (email: string) => {
  const item = await api.item(keys.email(email));
  return item === undefined ? 'nobody' : emailOwner.parse(item).profileId;
};

const activate = (profileId: string) =>
  api.table.client.send(
    new UpdateCommand({
      TableName: api.table.name,
      Key: keys.profile(profileId),
      UpdateExpression: 'SET #status = :active',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':active': 'active' },
    }),
  );

const templates = async () =>
  (await api.items('OUTBOX#'))
    .map((item) => outboxMail.parse(item))
    .map(({ template, accountNumber }) => `${template} ${accountNumber ?? ''}`)
    .sort();

describe('a new account', () => {
  it('is stored with its services, and its holder invited by mail', async () => {
    const reply = await api.putAccount(one, sentAccount({ pin: '4821' }));
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      accountNumber: one,
      version: 1,
      changed: true,
      profile: { status: 'invited' },
    });

    const profileId = await ownerOf('Marie@Example.com');
    expect(await api.item(keys.profile(profileId))).toMatchObject({ status: 'invited', ...marie });
    expect(await api.item(keys.membership(profileId, one))).toMatchObject({ role: 'holder' });
    const stored = await api.item(keys.account(one));
    expect(stored).toMatchObject({ holderProfileId: profileId, version: 1 });
    expect(JSON.stringify(stored)).not.toContain('4821');
    expect(await api.item(keys.service('inet-1'))).toMatchObject({
      accountNumber: one,
      type: 'internet',
      timeZone: 'America/Toronto',
      shard: expect.any(Number),
    });
    expect(await api.item(keys.usageHeader(one, 'inet-1'))).toMatchObject({
      planId: 'internet-120',
      status: 'active',
    });
    expect(await templates()).toEqual([`registration-link ${one}`]);
  });

  it('sent ten times at once makes one profile and one mail', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => api.putAccount(one, sentAccount({ pin: '4821' }))),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 201]);
    expect(await api.items('PROFILE#')).toHaveLength(2);
    expect(await api.items('OUTBOX#')).toHaveLength(1);
    expect(await api.item(keys.account(one))).toMatchObject({ version: 1 });
  });

  it('of the same person at the same moment shares the profile', async () => {
    const replies = await Promise.all([
      api.putAccount(one, sentAccount({ services: [internet('a')] })),
      api.putAccount(two, sentAccount({ services: [internet('b')] })),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    const profiles = (await api.items('PROFILE#')).filter(({ sk }) => sk === 'PROFILE');
    expect(profiles).toHaveLength(1);
    expect(await templates()).toEqual([`registration-link ${one}`, `registration-link ${two}`]);
  });

  it('of somebody who signs in already is added, and told so', async () => {
    await api.putAccount(one, sentAccount());
    await activate(await ownerOf('marie@example.com'));
    const reply = await api.putAccount(two, sentAccount({ services: [internet('b')] }));
    expect(reply.body.profile).toEqual({ status: 'active' });
    expect(await templates()).toEqual([`account-added ${two}`, `registration-link ${one}`]);
  });

  it('with a service of another account is refused, and nothing is stored', async () => {
    await api.putAccount(one, sentAccount());
    const before = await api.items();
    const holder = { ...marie, email: 'other@example.com' };
    const services = [internet('new'), internet('inet-1')];
    const reply = await api.putAccount(two, sentAccount({ holder, services }));
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({ code: 'service-of-another-account', serviceId: 'inet-1' });
    expect(await api.items()).toEqual(before);
  });

  it.each([
    ['an unknown plan', { services: [internet('a', 'gone')] }, 422, 'unknown-plan'],
    ['an unknown zone', { timeZone: 'America/Nowhere' }, 400, 'invalid-request'],
  ])('with %s is refused, and nothing is stored', async (_, over, status, code) => {
    const before = await api.items();
    const reply = await api.putAccount(one, sentAccount(over));
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(await api.items()).toEqual(before);
  });

  it('may hold as many services as the contract allows', async () => {
    const services = (from: number) =>
      Array.from({ length: 20 }, (_, index) => internet(`s${from + index}`));
    expect((await api.putAccount(one, sentAccount({ services: services(0) }))).status).toBe(201);
    const other = sentAccount({ services: services(20), cycleDay: 1 });
    expect((await api.putAccount(one, other)).status).toBe(200);
    expect((await api.items('SERVICE#')).length).toBe(40);
  });
});

describe('what the usage pages know of a service, beside its periods', () => {
  const header = () => api.item(keys.usageHeader(one, 'inet-1'));
  const modem = {
    kind: 'modem' as const,
    model: 'CODA-45',
    serialNumber: 'HT1',
    ownership: 'rented' as const,
  };

  it('follows the account, and keeps when it came on file and which plans it had', async () => {
    await api.putAccount(one, sentAccount());
    const onFileAt = api.clock.now().getTime();
    expect(await header()).toMatchObject({ language: 'fr-CA', equipment: [], onFileAt });
    api.clock.advance(40 * 86_400);
    const services = [{ ...internet('inet-1', 'internet-60'), equipment: [modem] }];
    await api.putAccount(one, sentAccount({ services, language: 'en-CA' }));
    expect(await header()).toMatchObject({
      ...{ planId: 'internet-60', language: 'en-CA', equipment: [modem], onFileAt },
      plans: [
        { from: '2026-11-20', planId: 'internet-120' },
        { from: '2026-12-30', planId: 'internet-60' },
      ],
    });
    await api.putAccount(one, sentAccount({ services: [] }));
    expect(await header()).toMatchObject({ status: 'ended', endedOn: '2026-12-30' });
    await api.putAccount(one, sentAccount({ services }));
    expect(await header()).toMatchObject({ status: 'active', onFileAt });
    expect((await header())?.['plans']).toHaveLength(2);
    expect(await header()).not.toHaveProperty('endedOn');
  });

  it('is left alone by what it does not copy', async () => {
    await api.putAccount(one, sentAccount());
    const before = await header();
    await api.putAccount(one, sentAccount({ pin: '1111' }));
    expect(await header()).toEqual(before);
  });
});

describe('a known account', () => {
  it('is left alone by the same document', async () => {
    const sent = sentAccount({ pin: '4821' });
    await api.putAccount(one, sent);
    const before = await api.items();
    api.clock.advance(400 * 86_400);
    const again = await api.putAccount(one, sent);
    expect([again.status, again.body.changed, again.body.version]).toEqual([200, false, 1]);
    const pin = await api.putAccount(one, sentAccount());
    expect(pin.body.changed).toBe(false);
    expect(await api.items()).toEqual(before);
  });

  it('gets a new PIN, a moved cycle day, an ended service, and mails nobody', async () => {
    await api.putAccount(one, sentAccount({ pin: '4821' }));
    const shard = (await api.item(keys.service('inet-1')))?.['shard'];
    const next = sentAccount({ pin: '1111', cycleDay: 20, services: [] });
    expect((await api.putAccount(one, next)).body).toMatchObject({ version: 2, changed: true });
    const cycles = [expect.anything(), { from: '2026-12-09', day: 20 }];
    expect(await api.item(keys.service('inet-1'))).toMatchObject({ cycles, shard });
    expect(await api.item(keys.usageHeader(one, 'inet-1'))).toMatchObject({
      cycles,
      status: 'ended',
    });
    expect(await templates()).toHaveLength(1);
  });

  it('follows a new address until its holder has registered', async () => {
    await api.putAccount(one, sentAccount());
    const first = await ownerOf('marie@example.com');
    const moved = sentAccount({ holder: { ...marie, email: 'new@example.com' } });
    expect((await api.putAccount(one, moved)).status).toBe(200);
    const next = await ownerOf('new@example.com');
    expect(next).not.toBe(first);
    expect(await api.item(keys.membership(first, one))).toBeUndefined();
    expect(await api.item(keys.membership(next, one))).toMatchObject({ role: 'holder' });
    expect(await templates()).toEqual([`registration-link ${one}`, `registration-link ${one}`]);

    await activate(next);
    await api.putAccount(one, sentAccount());
    expect(await api.item(keys.account(one))).toMatchObject({ holderProfileId: next });
    expect(await templates()).toHaveLength(2);
  });

  it('takes no other account along to its new address, and no link that was mailed before', async () => {
    await api.putAccount(one, sentAccount());
    await api.putAccount(two, sentAccount({ services: [internet('b')] }));
    const shared = await ownerOf('marie@example.com');
    const linked = {
      ...(await api.item(keys.profile(shared))),
      linkHash: 'x',
      linkExpiresAt: 8e12,
    };
    await api.table.client.send(new PutCommand({ TableName: api.table.name, Item: linked }));
    await api.putAccount(one, sentAccount({ holder: { ...marie, email: 'new@example.com' } }));
    const next = await ownerOf('new@example.com');
    expect(await api.item(keys.membership(next, two))).toBeUndefined();
    expect(await api.item(keys.membership(shared, two))).toMatchObject({ role: 'holder' });
    expect(await api.item(keys.profile(shared))).toMatchObject({ email: 'marie@example.com' });
    expect(await api.item(keys.profile(shared))).not.toHaveProperty('linkHash');
  });

  it('goes over to who owns its new address', async () => {
    await api.putAccount(one, sentAccount());
    const first = await ownerOf('marie@example.com');
    const holder = { ...marie, email: 'other@example.com' };
    await api.putAccount(two, sentAccount({ holder, services: [internet('b')] }));
    const other = await ownerOf('other@example.com');
    await api.putAccount(one, sentAccount({ holder }));
    expect(await api.item(keys.membership(first, one))).toBeUndefined();
    expect(await api.item(keys.membership(other, one))).toMatchObject({ role: 'holder' });
    expect(await api.item(keys.account(one))).toMatchObject({ holderProfileId: other });
  });

  it('keeps its time zone', async () => {
    await api.putAccount(one, sentAccount());
    const reply = await api.putAccount(one, sentAccount({ timeZone: 'America/Vancouver' }));
    expect([reply.status, reply.body.code]).toEqual([422, 'time-zone-fixed']);
  });

  it('changed in ten ways at once ends as one of them, and every accepted change counts', async () => {
    await api.putAccount(one, sentAccount());
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        api.putAccount(
          one,
          sentAccount({ services: [{ ...internet('inet-1'), label: `L${index}` }] }),
        ),
      ),
    );
    const accepted = replies.filter(({ status }) => status === 200);
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await api.item(keys.account(one))).toMatchObject({ version: 1 + accepted.length });
  });
});
