import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeRegistration } from '../../functions/registration/complete-registration.ts';
import { registrationContract as contract } from '../../functions/registration/contract.ts';
import { requestRegistration } from '../../functions/registration/request-registration.ts';
import { returnStore } from '../../functions/registration/return.store.ts';
import { registrationStore } from '../../functions/registration/store.ts';
import { attemptsIn } from '../../shared/attempts.ts';
import { feature, type FeatureHandler } from '../../shared/http/feature.ts';
import { outboxMail } from '../../shared/outbox.ts';
import { newToken } from '../../shared/opaque-token.ts';
import { call } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { putPerson } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const goodPassword = 'trois petits canards bleus';
let engine: Engine;
let handler: FeatureHandler;

const featureWith = (acceptedProof: 'pin' | 'postal-code' | 'either') => {
  const deps = {
    store: registrationStore(engine.table),
    returns: returnStore(engine.table),
    attempts: attemptsIn(engine.table, clock),
    clock,
    acceptedProof,
  };
  return feature(
    contract,
    {
      requestRegistration: requestRegistration(deps),
      completeRegistration: completeRegistration(deps),
    },
    settingsFor(clock),
  );
};

beforeAll(async () => {
  engine = await startEngine();
  handler = featureWith('either');
});
afterAll(() => engine.stop());

const outbox = async () => {
  const { Items = [] } = await engine.table.client.send(
    new ScanCommand({
      TableName: engine.table.name,
      FilterExpression: 'begins_with(pk, :outbox)',
      ExpressionAttributeValues: { ':outbox': 'OUTBOX#' },
    }),
  );
  return Items.map((item) => z.parse(outboxMail, item));
};

let sources = 0;
/** A source of its own for each call, so that one test's tries don't lock another's. */
const sourceIp = () => `198.51.100.${++sources}`;

const complete = (token: string, password: string) =>
  call(handler, contract.completeRegistration, { body: { token, password }, sourceIp: sourceIp() });

describe('completing a registration', () => {
  it('sets the password once; the link is dead afterwards', async () => {
    const person = await putPerson(engine.table, {
      email: 'one@example.com',
      accountNumber: '50000000101',
    });
    expect(await complete(person.link, goodPassword)).toMatchObject({
      status: 201,
      body: { email: 'one@example.com' },
    });
    expect(await complete(person.link, goodPassword)).toMatchObject({
      status: 422,
      body: { code: 'link-not-valid' },
    });
  });

  it('lets one of twenty parallel completions through', async () => {
    const person = await putPerson(engine.table, {
      email: 'twenty@example.com',
      accountNumber: '50000000102',
    });
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => complete(person.link, goodPassword)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(19);
  });

  it('refuses an expired link by our own clock', async () => {
    const person = await putPerson(engine.table, {
      email: 'late@example.com',
      accountNumber: '50000000103',
      linkExpiresAt: clock.now().getTime(),
    });
    expect(await complete(person.link, goodPassword)).toMatchObject({
      status: 422,
      body: { code: 'link-not-valid' },
    });
  });

  it.each([
    ['too short', 'onze carac.', ['too-short']],
    ['too long', 'x1'.repeat(129), ['too-long', 'common']],
    ['common', 'unbelievable', ['common']],
    ['one word repeated', 'abcabcabcabcabc', ['common']],
    ["the customer's name", 'tremblay-forever-2026', ['contains-your-data']],
    ["the service's name", 'my guichet account', ['contains-your-data']],
    ['the account number', 'compte 50000000104 !', ['contains-your-data']],
  ])('refuses a password that is %s, and the link stays good', async (_, password, reasons) => {
    const person = await putPerson(engine.table, {
      email: 'rules@example.com',
      accountNumber: '50000000104',
    });
    expect(await complete(person.link, password)).toMatchObject({
      status: 422,
      body: { code: 'password-refused', reasons },
    });
    expect(await complete(person.link, goodPassword)).toMatchObject({ status: 201 });
  });

  it.each([
    ['unknown', newToken('7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0009').token],
    ['of the wrong length', 'A'.repeat(40)],
  ])('refuses a link that is %s', async (_, token) => {
    expect(await complete(token, goodPassword)).toMatchObject({
      status: 422,
      body: { code: 'link-not-valid' },
    });
  });
});

describe('asking for a link', () => {
  const ask = (body: unknown, source = sourceIp()) =>
    call(handler, contract.requestRegistration, { body, sourceIp: source });

  it('answers alike, and mails only whom it concerns', async () => {
    const invited = await putPerson(engine.table, {
      email: 'invited@example.com',
      accountNumber: '50000000201',
      pin: '4821',
    });
    const active = await putPerson(engine.table, {
      email: 'active@example.com',
      accountNumber: '50000000202',
      password: goodPassword,
      pin: '4821',
    });
    const asked: [string, object, { template: string; profileId?: string }][] = [
      [
        'right PIN',
        { accountNumber: '50000000201', pin: '4821' },
        { template: 'registration-link', profileId: invited.profileId },
      ],
      [
        'right postal code',
        { accountNumber: '50000000201', postalCode: 'h2x3j6' },
        { template: 'registration-link', profileId: invited.profileId },
      ],
      [
        'email on file',
        { email: 'Invited@example.com' },
        { template: 'registration-link', profileId: invited.profileId },
      ],
      [
        'registered already',
        { accountNumber: '50000000202', pin: '4821' },
        { template: 'already-registered', profileId: active.profileId },
      ],
      ['wrong PIN', { accountNumber: '50000000201', pin: '0000' }, { template: 'nothing-to-tell' }],
      [
        'wrong postal code',
        { accountNumber: '50000000201', postalCode: 'H1A 1A1' },
        { template: 'nothing-to-tell' },
      ],
      [
        'unknown account',
        { accountNumber: '50999999999', pin: '4821' },
        { template: 'nothing-to-tell' },
      ],
      ['unknown email', { email: 'nobody@example.com' }, { template: 'nothing-to-tell' }],
    ];
    const answers = new Set<string>();
    for (const [situation, body, mail] of asked) {
      const before = await outbox();
      const reply = await ask(body);
      answers.add(JSON.stringify([reply.status, reply.headers, reply.text]));
      const after = await outbox();
      const known = new Set(before.map(({ outboxId }) => outboxId));
      const added = after.filter(({ outboxId }) => !known.has(outboxId));
      expect(added, situation).toEqual([expect.objectContaining(mail)]);
    }
    expect(answers.size).toBe(1);
  });

  it('locks a subject after five tries, known or not, and says for how long', async () => {
    for (const accountNumber of ['50000000201', '50888888888']) {
      clock.advance(3600);
      for (let i = 0; i < 5; i++)
        expect((await ask({ accountNumber, pin: '1111' })).status).toBe(202);
      const locked = await ask({ accountNumber, pin: '4821' });
      expect(locked).toMatchObject({
        status: 429,
        headers: { 'retry-after': '900' },
        body: { code: 'too-many-attempts' },
      });
      clock.advance(901);
      expect((await ask({ accountNumber, pin: '1111' })).status).toBe(202);
    }
  });

  it('takes only the proof the operator has chosen', async () => {
    const reply = await call(featureWith('pin'), contract.requestRegistration, {
      body: { accountNumber: '50000000201', postalCode: 'H2X 3J6' },
    });
    expect(reply).toMatchObject({
      status: 422,
      body: { code: 'proof-not-accepted', accepted: ['pin', 'email'] },
    });
  });
});
