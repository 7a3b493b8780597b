import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privacyContract as contract } from '../../functions/privacy/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { startPrivacy, type World } from './privacy.ts';

let world: World;
beforeAll(async () => {
  world = await startPrivacy();
});
afterAll(() => world.stop());

const ask = (token: string | undefined) => world.house.call(contract.askExport, { token });
const state = (token: string | undefined, exportId: string) =>
  world.house.call(contract.getExport, { token, params: { exportId } });
const download = (
  token: string | undefined,
  exportId: string,
  headers: Record<string, string> = { 'accept-encoding': 'br, gzip' },
) => world.house.call(contract.downloadExport, { token, params: { exportId }, headers });

describe('asking for an export', () => {
  it('is taken, recorded, and told of in the activity', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    const reply = await ask(token);
    expect(reply).toMatchObject({ status: 202, body: { status: 'requested' } });
    expect(await state(token, reply.body.exportId)).toMatchObject({
      status: 200,
      body: {
        exportId: reply.body.exportId,
        status: 'requested',
        requestedAt: world.clock.now().toISOString(),
      },
    });
    expect(await world.items(`ACTIVITY#${person.accountNumber}`)).toMatchObject([
      { action: 'export-asked', profileId: person.profileId, role: 'holder' },
    ]);
  });

  it('is refused the fourth time in a day, and taken the day after', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    for (let i = 0; i < 3; i++) expect((await ask(token)).status).toBe(202);
    expect(await ask(token)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '86400' },
      body: { code: 'too-many-attempts' },
    });
    expect(await world.items(`PROFILE#${person.profileId}`, 'EXPORT#')).toHaveLength(3);
    world.clock.advance(86_401);
    const later = await world.enter(person);
    expect((await ask(later.token)).status).toBe(202);
  });

  it('takes three of ten that come at once', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask(token)));
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(3);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it.each([
    ['nobody', () => Promise.resolve(undefined), 401, 'unauthenticated'],
    [
      'who was not asked for the password again',
      async () => (await world.enter(await world.customer(), { steppedUp: false })).token,
      401,
      'step-up-required',
    ],
    [
      'a session that has ended',
      async () => {
        const person = await world.customer();
        const { token } = await world.enter(person);
        await world.house.call(contract.eraseProfile, { token });
        return token;
      },
      401,
      'session-ended',
    ],
  ])('is refused to %s', async (_, token, status, code) => {
    expect(await ask(await token())).toMatchObject({ status, body: { code } });
  });
});

describe('an archive', () => {
  it('comes compressed as one JSON document to keep', async () => {
    const person = await world.customer();
    const { token, exportId } = await world.askedExport(person);
    expect(await download(token, exportId)).toMatchObject({
      status: 409,
      headers: { 'retry-after': '10' },
      body: { code: 'export-not-ready' },
    });
    await world.builder()({ profileId: person.profileId, exportId });

    const reply = await download(token, exportId);
    expect(reply).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-disposition': `attachment; filename="guichet-${exportId}.json"`,
        'cache-control': 'no-store',
      },
      body: { exportId, schemaVersion: 1 },
    });

    const ready = await state(token, exportId);
    expect(ready.body).toMatchObject({ status: 'ready', bytes: Buffer.byteLength(reply.text) });
    expect(Date.parse(ready.body.endsAt ?? '') - Date.parse(ready.body.readyAt ?? '')).toBe(
      7 * 86_400_000,
    );
  });

  it.each([undefined, 'br', 'identity', 'gzip;q=0'])(
    'comes as it is to who accepts %s',
    async (accepted) => {
      const person = await world.customer();
      const { token, exportId } = await world.askedExport(person);
      await world.builder()({ profileId: person.profileId, exportId });
      const reply = await download(
        token,
        exportId,
        accepted === undefined ? {} : { 'accept-encoding': accepted },
      );
      expect(reply).toMatchObject({ status: 200, body: { exportId } });
      expect(reply.headers).not.toHaveProperty('content-encoding');
    },
  );

  it('needs the password again', async () => {
    const person = await world.customer();
    const { exportId } = await world.askedExport(person);
    await world.builder()({ profileId: person.profileId, exportId });
    const { token } = await world.enter(person, { steppedUp: false });
    expect(await download(token, exportId)).toMatchObject({
      status: 401,
      body: { code: 'step-up-required' },
    });
  });

  it('is gone after a week by our clock, and a request that nobody could fulfil after a month', async () => {
    const person = await world.customer();
    const made = await world.askedExport(person);
    const never = await world.askedExport(person);
    await world.builder()({ profileId: person.profileId, exportId: made.exportId });
    world.clock.advance(7 * 86_400 - 1);
    let { token } = await world.enter(person);
    expect((await state(token, made.exportId)).status).toBe(200);
    world.clock.advance(1);
    for (const reply of [await state(token, made.exportId), await download(token, made.exportId)])
      expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await state(token, never.exportId)).status).toBe(200);
    world.clock.advance(23 * 86_400);
    ({ token } = await world.enter(person));
    expect((await state(token, never.exportId)).status).toBe(404);
  });

  it("answers another person's like a missing one", async () => {
    const [marie, paul] = [await world.customer(), await world.customer()];
    const { exportId } = await world.askedExport(paul);
    await world.builder()({ profileId: paul.profileId, exportId });
    const { token } = await world.enter(marie);
    for (const route of [state, download]) {
      const strangers = await route(token, exportId);
      const missing = await route(token, randomUUID());
      expect(strangers).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect(strangers.text).toBe(missing.text);
      expect(await route(undefined, exportId)).toMatchObject({ status: 401 });
      expect(await route(token, 'no-uuid')).toMatchObject({ status: 400 });
    }
  });

  it('that lost a part is a fault, never half an answer', async () => {
    const person = await world.customer();
    const { token, exportId } = await world.askedExport(person);
    await world.builder()({ profileId: person.profileId, exportId });
    const [part] = await world.items(`PROFILE#${person.profileId}`, 'EXPORTED#');
    await world.put({ ...part, body: Buffer.from('other') });
    expect((await download(token, exportId)).status).toBe(500);
    expect(await world.exists(keys.export(person.profileId, exportId))).toBe(true);
  });
});
