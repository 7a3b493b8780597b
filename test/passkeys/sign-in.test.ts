/** From a passkey to a ticket, and what a ticket is good for. */
import { randomUUID } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passkeysContract as contract } from '../../functions/passkeys/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { newAuthenticator, pairOf, type Algorithm, type Lie } from '../support/authenticator.ts';
import { signedIn } from '../support/people.ts';
import { openDesk, page, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());
beforeEach(() => {
  // Tries are counted for a quarter of an hour.
  desk.clock.advance(3600);
});

const handleOf = (profileId: string) =>
  Buffer.from(profileId.replaceAll('-', ''), 'hex').toString('base64url');
const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status).toSorted();

describe('signing in with a passkey', () => {
  it('goes from the passkey by a ticket to a session of the person', async () => {
    const person = await desk.person();
    const device = await desk.passkeyOf(person);
    const proven = await desk.use(device);
    expect(proven).toMatchObject({ status: 201, body: { expiresIn: 60 } });

    const session = await desk.exchange(proven.body.ticket);
    expect(session).toMatchObject({ status: 201, body: { accountNumber: person.accountNumber } });
    const token = session.body.accessToken;
    const { body } = await desk.call(contract.listPasskeys, { token });
    expect(body.items).toMatchObject([
      { passkeyId: device.id, lastUsedAt: desk.clock.now().toISOString() },
    ]);
  });

  it.each<Algorithm>(['ES256', 'RS256', 'EdDSA'])('takes a key of %s', async (algorithm) => {
    const device = await desk.passkeyOf(await desk.person(), { algorithm });
    expect((await desk.use(device)).status).toBe(201);
  });

  it('offers everybody the same, and names no passkey', async () => {
    await desk.passkeyOf(await desk.person());
    const { body } = await desk.call(contract.passkeySignInOptions);
    const { challenge, ...rest } = body;
    expect(rest).toEqual({ timeout: 300_000, rpId: page.rpId, userVerification: 'required' });
    const again = await desk.call(contract.passkeySignInOptions);
    expect(again.body.challenge).not.toBe(challenge);
  });

  it.each<[string, Lie]>([
    ['a page of somebody else', { origin: 'https://account.example.com.evil.example' }],
    ['the portal without encryption', { origin: 'http://account.example.com' }],
    ['a frame within a page of somebody else', { crossOrigin: true }],
    ['the domain of somebody else', { rpId: 'evil.example' }],
    ['a challenge that we never gave', { challenge: 'A'.repeat(43) }],
    ['a device that did not ask who it is', { userVerified: false }],
    ['a device that nobody touched', { userPresent: false }],
    ['the making of a passkey', { type: 'webauthn.create' }],
    ['a signature with another key', { key: pairOf('ES256').privateKey }],
    ['a signature with a key of another kind', { key: pairOf('RS256').privateKey }],
    ['a counter that was altered afterwards', { alter: (data) => data.with(36, 99) }],
    ['flags that were altered afterwards', { alter: (data) => data.with(32, 0x1d) }],
    ['data that was cut off', { alter: (data) => data.subarray(0, 36) }],
    ['a counter that stands still', { counter: 1 }],
    ['a counter that went back to nothing', { counter: 0 }],
    ['a person who is not known', { userHandle: handleOf(randomUUID()) }],
    ['a handle that is none of ours', { userHandle: 'AAAA' }],
    ['a passkey that is not known', { id: newAuthenticator().id }],
  ])('refuses %s, and answers like to all others', async (_, lie) => {
    const device = await desk.passkeyOf(await desk.person());
    const refused = await desk.use(device, lie);
    expect(refused).toMatchObject({ status: 422, body: { code: 'passkey-refused' } });
    const unknown = await desk.use(newAuthenticator(), { userHandle: handleOf(randomUUID()) });
    expect(refused.text).toBe(unknown.text);
    expect((await desk.use(device, { counter: 2 })).status).toBe(201);
  });

  it.each([
    ['no user handle', (given: { response: object }) => ({ ...given.response, userHandle: null })],
    [
      'client data that is no JSON',
      (given: { response: object }) => ({ ...given.response, clientDataJSON: 'AAAA' }),
    ],
    [
      'client data of another shape',
      (given: { response: object }) => ({
        ...given.response,
        clientDataJSON: Buffer.from('[{"challenge":{}}]').toString('base64url'),
      }),
    ],
  ])('refuses %s', async (_, altered) => {
    const device = await desk.passkeyOf(await desk.person());
    const given = device.get(await desk.requestOptions());
    expect(await desk.signIn({ ...given, response: altered(given) })).toMatchObject({
      status: 422,
      body: { code: 'passkey-refused' },
    });
  });

  it("refuses a passkey under another person's handle", async () => {
    const [marie, paul] = [await desk.person(), await desk.person()];
    const device = await desk.passkeyOf(marie);
    await desk.passkeyOf(paul);
    expect(await desk.use(device, { userHandle: handleOf(paul.profileId) })).toMatchObject({
      status: 422,
      body: { code: 'passkey-refused' },
    });
  });

  it('refuses the challenge of a registration', async () => {
    const person = await desk.person();
    const device = await desk.passkeyOf(person);
    const { challenge } = await desk.creationOptions(await desk.steppedUp(person));
    expect((await desk.use(device, { challenge })).status).toBe(422);
  });

  it('refuses a person whose registration is not complete', async () => {
    const person = await desk.person();
    const device = await desk.passkeyOf(person);
    await desk.table.client.send(
      new UpdateCommand({
        TableName: desk.table.name,
        Key: keys.profile(person.profileId),
        UpdateExpression: 'SET #status = :invited',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':invited': 'invited' },
      }),
    );
    expect((await desk.use(device)).status).toBe(422);
  });

  it('refuses a person who was erased, also a ticket they hold', async () => {
    const person = await desk.person();
    const device = await desk.passkeyOf(person);
    const { ticket } = (await desk.use(device)).body;
    await desk.table.client.send(
      new DeleteCommand({ TableName: desk.table.name, Key: keys.profile(person.profileId) }),
    );
    expect((await desk.use(device)).status).toBe(422);
    expect(await desk.exchange(ticket)).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials' },
    });
  });

  it('lets a passkey that is kept in several places in again and again, without a count', async () => {
    const device = await desk.passkeyOf(await desk.person(), { counts: false, synced: true });
    const replies = await Promise.all(Array.from({ length: 3 }, () => desk.use(device)));
    expect(statuses(replies)).toEqual([201, 201, 201]);
  });

  it('lets one of two copies in that come with the same count at once', async () => {
    const device = await desk.passkeyOf(await desk.person());
    const replies = await Promise.all([
      desk.use(device, { counter: 7 }),
      desk.use(device, { counter: 7 }),
    ]);
    expect(statuses(replies)).toEqual([201, 422]);
  });

  it('locks a source after a hundred tries, and lets others in', async () => {
    const device = await desk.passkeyOf(await desk.person());
    const attempt = async (sourceIp: string) =>
      desk.signIn(device.get(await desk.requestOptions()), sourceIp);
    await Promise.all(Array.from({ length: 100 }, () => attempt('203.0.113.9')));
    expect(await attempt('203.0.113.9')).toMatchObject({
      status: 429,
      headers: { 'retry-after': '900' },
      body: { code: 'too-many-attempts' },
    });
    expect((await attempt('203.0.113.10')).status).toBe(201);
  });
});

describe('a challenge', () => {
  it('is used up by a try that failed', async () => {
    const device = await desk.passkeyOf(await desk.person());
    const options = await desk.requestOptions();
    expect((await desk.signIn(device.get(options, { userVerified: false }))).status).toBe(422);
    expect((await desk.signIn(device.get(options))).status).toBe(422);
  });

  it('gives one success to twenty parallel uses', async () => {
    const device = await desk.passkeyOf(await desk.person(), { counts: false });
    const options = await desk.requestOptions();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => desk.signIn(device.get(options))),
    );
    expect(statuses(replies)).toEqual([201, ...Array.from({ length: 19 }, () => 422)]);
  });

  it('is good for five minutes', async () => {
    const device = await desk.passkeyOf(await desk.person());
    const [early, late] = [await desk.requestOptions(), await desk.requestOptions()];
    desk.clock.advance(299);
    expect((await desk.signIn(device.get(early))).status).toBe(201);
    desk.clock.advance(1);
    expect((await desk.signIn(device.get(late))).status).toBe(422);
  });
});

describe('a ticket', () => {
  it('is good once, whoever comes first', async () => {
    const device = await desk.passkeyOf(await desk.person());
    const { ticket } = (await desk.use(device)).body;
    const replies = await Promise.all(Array.from({ length: 5 }, () => desk.exchange(ticket)));
    expect(statuses(replies)).toEqual([201, 401, 401, 401, 401]);
  });

  it('is good for a minute', async () => {
    const device = await desk.passkeyOf(await desk.person());
    const early = await desk.use(device);
    desk.clock.advance(59);
    expect((await desk.exchange(early.body.ticket)).status).toBe(201);
    const late = await desk.use(device);
    desk.clock.advance(60);
    expect(await desk.exchange(late.body.ticket)).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials' },
    });
  });

  it('steps up the session of the person, and of nobody else', async () => {
    const [marie, paul] = [await desk.person(), await desk.person()];
    const device = await desk.passkeyOf(marie);
    const stepUp = async (person: typeof marie) => {
      const { token } = await signedIn(desk.table, desk.clock, person);
      const { ticket } = (await desk.use(device)).body;
      return desk.call(sessionsContract.stepUp, { token, body: { ticket } });
    };
    expect(await stepUp(paul)).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials' },
    });
    const own = await stepUp(marie);
    expect(own.status).toBe(200);
    const { accessToken } = own.body;
    expect((await desk.call(contract.passkeyOptions, { token: accessToken })).status).toBe(200);
  });
});

describe('what is no response of a browser', () => {
  it.each([
    ['nothing', () => undefined],
    ['a member more', (given: object) => ({ ...given, admin: true })],
    ['no id', (given: object) => ({ ...given, id: '' })],
    ['an id that is too long', (given: object) => ({ ...given, id: 'A'.repeat(684) })],
    ['an id in other letters', (given: object) => ({ ...given, id: 'é'.repeat(30) })],
    ['another type', (given: object) => ({ ...given, type: 'password' })],
    ['a signature without end', { signature: 'A'.repeat(1025) }],
    ['client data without end', { clientDataJSON: 'A'.repeat(4097) }],
    ['authenticator data that is no text', { authenticatorData: { length: 40 } }],
  ])('is refused before the challenge is used up: %s', async (_, change) => {
    const device = await desk.passkeyOf(await desk.person());
    const given = device.get(await desk.requestOptions());
    const body =
      typeof change === 'function'
        ? change(given)
        : { ...given, response: { ...given.response, ...change } };
    expect(await desk.signIn(body)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect((await desk.signIn(given)).status).toBe(201);
  });

  it('is refused by its size', async () => {
    const given = { clientExtensionResults: { blob: 'A'.repeat(40_000) } };
    expect(await desk.signIn(given)).toMatchObject({
      status: 413,
      body: { code: 'payload-too-large' },
    });
  });
});
