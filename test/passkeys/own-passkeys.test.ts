/** A person's passkeys: adding, naming and removing them. */
import { randomBytes } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passkeysContract as contract } from '../../functions/passkeys/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { newAuthenticator, type Lie } from '../support/authenticator.ts';
import { signedIn, type Person } from '../support/people.ts';
import { openDesk, page, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.clock.advance(3600);
});

const list = async (person: Person) => {
  const { token } = await signedIn(desk.table, desk.clock, person);
  return (await desk.call(contract.listPasskeys, { token })).body.items;
};
const rename = (token: string, passkeyId: string, name: unknown) =>
  desk.call(contract.renamePasskey, { token, params: { passkeyId }, body: { name } });
const remove = (token: string, passkeyId: string) =>
  desk.call(contract.removePasskey, { token, params: { passkeyId } });
const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status).toSorted();

const mailsTo = async ({ profileId }: Person) =>
  (await desk.items('OUTBOX#')).filter((item) => item['profileId'] === profileId);
const activityOf = async ({ accountNumber }: Person) =>
  (await desk.items(`ACTIVITY#${accountNumber}`)).map(({ action, details, profileId }) => ({
    action,
    details,
    profileId,
  }));

describe('options for a new passkey', () => {
  it('ask for one that is found without a user name and asks who uses it', async () => {
    const person = await desk.person();
    const token = await desk.steppedUp(person);
    const { status, body } = await desk.call(contract.passkeyOptions, { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rp: { id: page.rpId },
      user: {
        id: Buffer.from(person.profileId.replaceAll('-', ''), 'hex').toString('base64url'),
        name: person.email,
        displayName: 'Marie Tremblay',
      },
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      timeout: 300_000,
    });
    expect(body.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
  });

  it('exclude those that the person has, and only those', async () => {
    const [marie, paul] = [await desk.person(), await desk.person()];
    const device = await desk.passkeyOf(marie);
    await desk.passkeyOf(paul);
    const { excludeCredentials } = await desk.creationOptions(await desk.steppedUp(marie));
    expect(excludeCredentials).toEqual([
      { id: device.id, type: 'public-key', transports: ['hybrid', 'internal'] },
    ]);
  });
});

describe('adding a passkey', () => {
  it('keeps it under its name, tells the person, and never shows its key', async () => {
    const person = await desk.person();
    const token = await desk.steppedUp(person);
    const device = newAuthenticator({ synced: true });
    const reply = await desk.add(
      token,
      device.create(await desk.creationOptions(token)),
      'Téléphone 📱',
    );
    const passkey = {
      passkeyId: device.id,
      name: 'Téléphone 📱',
      createdAt: desk.clock.now().toISOString(),
      synced: true,
    };
    expect(reply).toMatchObject({ status: 201 });
    expect(reply.body).toEqual(passkey);
    expect(await list(person)).toEqual([passkey]);
    expect(await mailsTo(person)).toMatchObject([
      {
        template: 'second-factor-changed',
        status: 'pending',
        details: { change: 'passkey-added' },
      },
    ]);
    expect(await activityOf(person)).toEqual([
      {
        action: 'passkey-added',
        details: { passkeyId: device.id },
        profileId: person.profileId,
      },
    ]);
  });

  it('takes one that vouches for itself by its own signature', async () => {
    const token = await desk.steppedUp(await desk.person());
    const response = newAuthenticator().create(await desk.creationOptions(token), {
      attestation: 'self',
    });
    expect((await desk.add(token, response)).status).toBe(201);
  });

  it.each<[string, Lie]>([
    ['a page of somebody else', { origin: 'https://evil.example' }],
    ['a frame within a page of somebody else', { crossOrigin: true }],
    ['the domain of somebody else', { rpId: 'evil.example' }],
    ['a challenge that we never gave', { challenge: 'A'.repeat(43) }],
    ['a device that did not ask who it is', { userVerified: false }],
    ['a device that nobody touched', { userPresent: false }],
    ['a sign-in', { type: 'webauthn.get' }],
    ['an id other than the one within', { id: newAuthenticator().id }],
    ['the word of its maker, which nobody asked for', { attestation: 'maker' }],
    ['no attestation object', { attestationObject: Buffer.from('nothing') }],
    ['an attestation nested without end', { attestationObject: Buffer.alloc(6000, 0x81) }],
    [
      'an attestation of four billion parts',
      { attestationObject: Buffer.from('9affffffff', 'hex') },
    ],
    ['random bytes', { attestationObject: randomBytes(500) }],
  ])('refuses %s, stores nothing and tells nobody', async (_, lie) => {
    const person = await desk.person();
    const token = await desk.steppedUp(person);
    const options = await desk.creationOptions(token);
    expect(await desk.add(token, newAuthenticator().create(options, lie))).toMatchObject({
      status: 422,
      body: { code: 'passkey-refused' },
    });
    expect(await list(person)).toEqual([]);
    expect(await mailsTo(person)).toEqual([]);
    expect(await activityOf(person)).toEqual([]);
  });

  it('refuses the challenge of a sign-in', async () => {
    const token = await desk.steppedUp(await desk.person());
    const options = await desk.creationOptions(token);
    const { challenge } = await desk.requestOptions();
    const response = newAuthenticator().create({ ...options, challenge });
    expect((await desk.add(token, response)).status).toBe(422);
  });

  it("refuses another person's challenge, and leaves it to them", async () => {
    const [marie, paul] = [
      await desk.steppedUp(await desk.person()),
      await desk.steppedUp(await desk.person()),
    ];
    const response = newAuthenticator().create(await desk.creationOptions(marie));
    expect((await desk.add(paul, response)).status).toBe(422);
    expect((await desk.add(marie, response)).status).toBe(201);
  });

  it('refuses a challenge after five minutes', async () => {
    const person = await desk.person();
    const options = await desk.creationOptions(await desk.steppedUp(person));
    desk.clock.advance(300);
    const reply = await desk.add(await desk.steppedUp(person), newAuthenticator().create(options));
    expect(reply.status).toBe(422);
  });

  it('gives one success to twenty parallel uses of one challenge', async () => {
    const person = await desk.person();
    const token = await desk.steppedUp(person);
    const options = await desk.creationOptions(token);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => desk.add(token, newAuthenticator().create(options))),
    );
    expect(statuses(replies)).toEqual([201, ...Array.from({ length: 19 }, () => 422)]);
    expect(await list(person)).toHaveLength(1);
  });

  it('refuses one that is there already, and keeps its name', async () => {
    const person = await desk.person();
    const device = await desk.passkeyOf(person);
    const token = await desk.steppedUp(person);
    const again = device.create(await desk.creationOptions(token));
    expect((await desk.add(token, again, 'Again')).status).toBe(422);
    expect(await list(person)).toMatchObject([{ name: 'Phone' }]);
  });

  it('keeps ten, however many come at once, and one more when one is removed', async () => {
    const person = await desk.person();
    const token = await desk.steppedUp(person);
    const options = await Promise.all(
      Array.from({ length: 12 }, () => desk.creationOptions(token)),
    );
    const replies = await Promise.all(
      options.map((one) => desk.add(token, newAuthenticator().create(one))),
    );
    const refused = replies.filter(({ status }) => status !== 201);
    expect(refused).toMatchObject(
      Array.from({ length: 2 }, () => ({
        status: 422,
        body: { code: 'too-many-passkeys', most: 10 },
      })),
    );
    const passkeys = await list(person);
    expect(passkeys).toHaveLength(10);
    expect(await desk.call(contract.passkeyOptions, { token })).toMatchObject({
      status: 422,
      body: { code: 'too-many-passkeys', most: 10 },
    });

    expect((await remove(token, passkeys[0]?.passkeyId ?? '')).status).toBe(204);
    await desk.passkeyOf(person);
    expect(await list(person)).toHaveLength(10);
  });

  it.each([
    ['no name', { name: '' }],
    ['a name of two lines', { name: 'Phone\r\nBcc: all' }],
    ['a name without end', { name: 'x'.repeat(61) }],
    ['a member more', { admin: true }],
    ['no response', { response: {} }],
  ])('refuses %s as malformed', async (_, change) => {
    const token = await desk.steppedUp(await desk.person());
    const response = newAuthenticator().create(await desk.creationOptions(token));
    const body = { name: 'Phone', response, ...change };
    expect(await desk.call(contract.addPasskey, { token, body })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});

describe('the list', () => {
  it('holds the own ones, the oldest first', async () => {
    const [marie, paul] = [await desk.person(), await desk.person()];
    await desk.passkeyOf(marie, { name: 'First' });
    desk.clock.advance(60);
    await desk.passkeyOf(paul, { name: 'Of Paul' });
    await desk.passkeyOf(marie, { name: 'Second' });
    expect((await list(marie)).map(({ name }) => name)).toEqual(['First', 'Second']);
  });
});

describe('renaming a passkey', () => {
  it('gives it another name', async () => {
    const person = await desk.person();
    const { id } = await desk.passkeyOf(person);
    const { token } = await signedIn(desk.table, desk.clock, person);
    expect(await rename(token, id, 'Tablet')).toMatchObject({
      status: 200,
      body: { passkeyId: id, name: 'Tablet' },
    });
    expect(await list(person)).toMatchObject([{ name: 'Tablet' }]);
  });

  it("answers another person's passkey like a missing one", async () => {
    const [marie, paul] = [await desk.person(), await desk.person()];
    const { id } = await desk.passkeyOf(marie);
    const { token } = await signedIn(desk.table, desk.clock, paul);
    const strangers = await rename(token, id, 'Mine');
    expect(strangers).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(strangers.text).toBe((await rename(token, newAuthenticator().id, 'Mine')).text);
    expect(await list(marie)).toMatchObject([{ name: 'Phone' }]);
  });

  it.each([
    ['a name of nothing', newAuthenticator().id, ''],
    ['a name that is no text', newAuthenticator().id, 7],
    ['an id that is none', '../PROFILE', 'Phone'],
  ])('refuses %s as malformed', async (_, id, name) => {
    const { token } = await signedIn(desk.table, desk.clock, await desk.person());
    expect(await rename(token, id, name)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});

describe('removing a passkey', () => {
  it('lets nobody in with it any more, and tells the person', async () => {
    const person = await desk.person();
    const device = await desk.passkeyOf(person);
    const token = await desk.steppedUp(person);
    expect((await remove(token, device.id)).status).toBe(204);
    expect(await list(person)).toEqual([]);
    expect((await desk.use(device)).status).toBe(422);
    expect(await mailsTo(person)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ details: { change: 'passkey-removed' } }),
      ]) as unknown[],
    );
    expect(await activityOf(person)).toContainEqual({
      action: 'passkey-removed',
      details: { passkeyId: device.id },
      profileId: person.profileId,
    });
  });

  it("answers another person's passkey like a missing one", async () => {
    const [marie, paul] = [await desk.person(), await desk.person()];
    const { id } = await desk.passkeyOf(marie);
    const token = await desk.steppedUp(paul);
    const strangers = await remove(token, id);
    expect(strangers).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(strangers.text).toBe((await remove(token, newAuthenticator().id)).text);
    expect(await list(marie)).toHaveLength(1);
    expect(await mailsTo(paul)).toEqual([]);
  });

  it('happens once, however often it is asked for at once', async () => {
    const person = await desk.person();
    const { id } = await desk.passkeyOf(person);
    const token = await desk.steppedUp(person);
    const replies = await Promise.all(Array.from({ length: 5 }, () => remove(token, id)));
    expect(statuses(replies)).toEqual([204, 404, 404, 404, 404]);
    expect(await mailsTo(person)).toHaveLength(2);
  });
});

describe('who may change passkeys', () => {
  const changes = [
    ['asking for options', (token?: string) => desk.call(contract.passkeyOptions, { token })],
    [
      'adding',
      (token?: string) =>
        desk.call(contract.addPasskey, {
          token,
          body: {
            name: 'Phone',
            response: newAuthenticator().create({
              ...page,
              challenge: 'A'.repeat(43),
              user: { id: '' },
            }),
          },
        }),
    ],
    [
      'removing',
      (token?: string) =>
        desk.call(contract.removePasskey, { token, params: { passkeyId: newAuthenticator().id } }),
    ],
  ] as const;

  it.each(changes)('%s needs a token', async (_, change) => {
    expect(await change()).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it.each(changes)('%s needs the password again', async (_, change) => {
    const { token } = await signedIn(desk.table, desk.clock, await desk.person());
    expect(await change(token)).toMatchObject({
      status: 401,
      body: { code: 'step-up-required', maxAge: 300 },
    });
  });

  it.each(changes)('%s needs a session that is open', async (_, change) => {
    const person = await desk.person();
    const { token, sessionId } = await signedIn(desk.table, desk.clock, person, {
      steppedUp: true,
    });
    await desk.table.client.send(
      new DeleteCommand({
        TableName: desk.table.name,
        Key: keys.session(person.profileId, sessionId),
      }),
    );
    expect(await change(token)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
  });
});
