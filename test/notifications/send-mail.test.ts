import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMailer, type Mailer } from '../../functions/notifications/send-mail/mailer.store.ts';
import { receiveMessages } from '../../functions/notifications/send-mail/receive-messages.ts';
import { sendMail } from '../../functions/notifications/send-mail/send-mail.ts';
import { mailStore, type MailStore } from '../../functions/notifications/send-mail/store.ts';
import { registrationStore } from '../../functions/registration/store.ts';
import { attemptsIn } from '../../shared/attempts.ts';
import { hashOf } from '../../shared/opaque-token.ts';
import { outboxItem, type OutboxMail } from '../../shared/outbox.ts';
import type { Profile } from '../../shared/profile.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { updateItem } from '../support/items.ts';

type StartSes = (options: { port: number; host: string }) => Promise<Server>;
// Required, since Node and the test runner do not agree on what importing its CommonJS gives.
const { default: startSes } = createRequire(import.meta.url)('aws-ses-v2-local') as {
  default: StartSes;
};

type Received = {
  messageId: string;
  from: string;
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { text: string; html: string };
};

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const mailerAt = (endpoint: string) =>
  openMailer({ sender: 'Guichet <noreply@example.com>', configurationSet: 'guichet', endpoint });

let engine: Engine;
let ses: Server;
let logged: string[];
let clock: ReturnType<typeof fixedClock>;
beforeAll(async () => {
  [engine, ses] = await Promise.all([startEngine(), startSes({ port: 0, host: '127.0.0.1' })]);
});
afterAll(async () => {
  ses.close();
  await engine.stop();
});
beforeEach(async () => {
  clock = fixedClock('2026-03-01T12:00:00Z');
  logged = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => logged.push(line));
  await fetch(`${urlOf(ses)}/clear-store`, { method: 'POST' });
});
afterEach(() => vi.restoreAllMocks());

const inbox = async () => {
  const stored = await fetch(`${urlOf(ses)}/store`);
  return ((await stored.json()) as { emails: Received[] }).emails;
};

/** The handler as the entry wires it, with what a test puts in another's place. */
function handlerWith({ mailer, store }: { mailer?: Mailer; store?: Partial<MailStore> } = {}) {
  const handler = receiveMessages(
    sendMail({
      store: { ...mailStore(engine.table), ...store },
      attempts: attemptsIn(engine.table, clock),
      mailer: mailer ?? mailerAt(urlOf(ses)),
      portalUrl: 'https://account.example.com',
      clock,
    }),
  );
  /** Delivers bodies in one batch; gives the indexes of those that failed. */
  return async (...bodies: string[]): Promise<number[]> => {
    const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
    const { batchItemFailures } = await handler({ Records } as never);
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  };
}

const person = (changes: Partial<Profile> = {}): Profile => ({
  profileId: crypto.randomUUID(),
  email: 'marie.tremblay@example.com',
  firstName: 'Marie',
  lastName: 'Tremblay',
  language: 'fr-CA',
  status: 'invited',
  ...changes,
});

const put = (Item: object) =>
  engine.table.client.send(new PutCommand({ TableName: engine.table.name, Item }));
const invite = async (changes: Partial<Profile> = {}) => {
  const invited = person(changes);
  await put({ ...keys.profile(invited.profileId), ...invited });
  return invited.profileId;
};

let mails = 0;
async function pend(
  profileId: string,
  template: OutboxMail['template'] = 'registration-link',
  more: Pick<Parameters<typeof outboxItem>[0], 'address' | 'details'> = {},
) {
  const item = outboxItem(
    { template, profileId, key: String(mails++), accountNumber: '50012345678', ...more },
    clock.now(),
  );
  await put(item);
  return { outboxId: item.outboxId, message: JSON.stringify({ outboxId: item.outboxId }) };
}

const read = async (key: { pk: string; sk: string }) => {
  const found = await engine.table.client.send(
    new GetCommand({ TableName: engine.table.name, Key: key, ConsistentRead: true }),
  );
  return found.Item;
};
const outbox = (outboxId: string) => read(keys.outbox(outboxId));

const tokenIn = (mail: Received | undefined) =>
  /https:\/\/account\.example\.com\/complete#([\w-]+)/.exec(mail?.body.text ?? '')?.[1] ?? '';
/** Uses a link as registration does. */
const complete = (profileId: string, mail: Received | undefined) =>
  registrationStore(engine.table).complete(
    profileId,
    hashOf(tokenIn(mail)),
    'password-hash',
    clock.now(),
  );

describe('a registration link', () => {
  it('reaches the one address on file, works for 7 days, and is noted as sent', async () => {
    const profileId = await invite();
    const { outboxId, message } = await pend(profileId);
    expect(await handlerWith()(message)).toEqual([]);

    const [mail, ...others] = await inbox();
    expect(others).toEqual([]);
    expect(mail?.from).toBe('Guichet <noreply@example.com>');
    expect(mail?.destination).toEqual({ to: ['marie.tremblay@example.com'], cc: [], bcc: [] });
    expect(mail?.body.html).toContain(`https://account.example.com/complete#${tokenIn(mail)}`);
    expect(await outbox(outboxId)).toMatchObject({
      status: 'sent',
      sentAt: clock.now().getTime(),
      messageId: mail?.messageId,
    });

    clock.advance(7 * 86_400 - 1);
    expect(await complete(profileId, mail)).toBe(true);
  });

  it('no longer works after 7 days', async () => {
    const profileId = await invite();
    await handlerWith()((await pend(profileId)).message);
    clock.advance(7 * 86_400);
    expect(await complete(profileId, (await inbox())[0])).toBe(false);
  });

  it('is void once a newer one was sent', async () => {
    const profileId = await invite();
    await handlerWith()((await pend(profileId)).message);
    await handlerWith()((await pend(profileId)).message);
    const [older, newer] = await inbox();
    expect(await complete(profileId, older)).toBe(false);
    expect(await complete(profileId, newer)).toBe(true);
  });

  it('is stored as a hash only, and is in no log line', async () => {
    const profileId = await invite();
    const { outboxId, message } = await pend(profileId);
    await handlerWith()(message);
    const token = tokenIn((await inbox())[0]);
    const stored = JSON.stringify([await read(keys.profile(profileId)), await outbox(outboxId)]);
    expect(token.length).toBeGreaterThan(40);
    expect(stored).not.toContain(token);
    expect(logged.join('\n')).toContain(outboxId);
    expect(logged.join('\n')).not.toMatch(/marie|tremblay|complete#|50012345678/i);
  });
});

it.each(['already-registered', 'account-added'] as const)(
  'the mail %s holds no link and changes no profile',
  async (template) => {
    const profileId = await invite({ status: 'active', language: 'en-CA' });
    const before = await read(keys.profile(profileId));
    expect(await handlerWith()((await pend(profileId, template)).message)).toEqual([]);
    const [mail] = await inbox();
    expect(mail?.body.text).toContain('Hello Marie,');
    expect(mail?.body.html).not.toMatch(/href|complete/);
    expect(await read(keys.profile(profileId))).toEqual(before);
  },
);

describe('that a mailbox is forwarded', () => {
  const at = { serviceId: 'inet-1', mailboxId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0031' };
  const told = async (details: Record<string, string>) => {
    const profileId = await invite({ status: 'active', language: 'en-CA' });
    const { outboxId, message } = await pend(profileId, 'mailbox-forwarding-changed', { details });
    expect(await handlerWith()(message)).toEqual([]);
    return { item: await outbox(outboxId), mail: (await inbox())[0] };
  };

  it('is told with the address, which is looked up and kept nowhere', async () => {
    await put({
      ...keys.mailboxes('50012345678', at.serviceId),
      ...{ serviceId: at.serviceId, version: 1 },
      mailboxes: [
        { mailboxId: at.mailboxId, address: 'chalet@example.net', suspended: false, createdAt: 1 },
      ],
    });
    const { item, mail } = await told({ ...at, change: 'on' });
    expect(mail?.body.text).toContain('chalet@example.net is now forwarded to another address');
    expect(mail?.body.text).not.toContain('50012345678');
    expect(item).toMatchObject({ status: 'sent' });
    expect(JSON.stringify(item)).not.toContain('chalet');
  });

  it.each([
    ['of a mailbox that is gone', { ...at, serviceId: 'inet-2', change: 'on' }],
    ['for a reason there is not', { ...at, change: 'sideways' }],
  ])('%s is not told', async (_, details) => {
    const { item, mail } = await told(details);
    expect([mail, item?.['status'], item?.['reason']]).toEqual([undefined, 'skipped', 'outdated']);
  });
});

describe('a notice of usage', () => {
  const details = {
    ...{ serviceId: 'inet-1', periodStart: '2026-02-09', periodEnd: '2026-03-08' },
    ...{ percent: '75', limit: '400000000000' },
    ...{ overagePrice: '1000', overageBytes: '50000000000', overageCap: '10000' },
  };
  const terms = (...percents: number[]) =>
    put({
      ...keys.usageTerms('50012345678', 'inet-1', '2026-02-09'),
      ...{ planId: 'internet-120', allowance: 4e11, addOns: [] },
      ...{ incurred: 0, charged: 0, told: percents.at(-1), version: 1 },
      notices: percents.map((percent) => ({ percent, at: 0, used: 3e11, limit: 4e11 })),
    });

  it('reaches the holder in their language', async () => {
    await terms(75);
    const profileId = await invite({ status: 'active', language: 'en-CA' });
    await handlerWith()((await pend(profileId, 'usage-notice', { details })).message);
    const [mail] = await inbox();
    expect(mail?.subject).toBe('You have used 75% of your Internet data');
    expect(mail?.body.text).toContain('$10.00, at most $100.00');
  });

  it('is not sent once a higher one was given', async () => {
    await terms(75, 90);
    const profileId = await invite({ status: 'active' });
    const { message } = await pend(profileId, 'usage-notice', { details });
    expect(await handlerWith()(message)).toEqual([]);
    expect(await inbox()).toEqual([]);
  });

  it('is not sent when its details are not whole', async () => {
    const profileId = await invite({ status: 'active' });
    const { limit: _lost, ...rest } = details;
    await handlerWith()((await pend(profileId, 'usage-notice', { details: rest })).message);
    expect(await inbox()).toEqual([]);
  });

  it('that data was added names what was bought', async () => {
    const profileId = await invite({ status: 'active', language: 'en-CA' });
    const bought = { addOnFr: '200 Go', addOnEn: '200 GB', periodEnd: '2026-03-08' };
    await handlerWith()((await pend(profileId, 'data-add-on-bought', { details: bought })).message);
    expect((await inbox())[0]?.body.text).toContain('200 GB was added to your Internet data');
  });
});

describe('a change of the catalog', () => {
  const changes = [
    {
      ...{ kind: 'price-up', of: 'plan', id: 'mix', name: { fr: 'Mon Mix', en: 'My Mix' } },
      ...{ effectiveFrom: '2026-04-05', before: { amount: 4295, currency: 'CAD' } },
      after: { amount: 4495, currency: 'CAD' },
    },
  ];
  const details = { changes: JSON.stringify(changes), more: '0', changesOwn: 'true' };

  it.each([
    ['fr-CA', 'Votre service de télé change', 'Mon Mix\u00a0: 44,95'],
    ['en-CA', 'Your TV service is changing', 'My Mix: $44.95 a month instead of $42.95'],
  ] as const)('reaches the holder in %s', async (language, subject, line) => {
    const profileId = await invite({ status: 'active', language });
    await handlerWith()((await pend(profileId, 'catalog-change', { details })).message);
    const [mail] = await inbox();
    expect(mail?.subject).toBe(subject);
    expect(mail?.body.text).toContain(line);
    expect(mail?.body.html).toContain('<li>');
  });

  it.each([
    ['are missing', { more: '0', changesOwn: 'true' }],
    ['are none', { ...details, changes: '[]' }],
    ['are no JSON', { ...details, changes: 'x' }],
    ['are of no known kind', { ...details, changes: '[{"kind":"other"}]' }],
    ['are not counted', { changes: details.changes }],
  ])('is not sent when its changes %s', async (_, broken: Record<string, string>) => {
    const profileId = await invite({ status: 'active' });
    const { message } = await pend(profileId, 'catalog-change', { details: broken });
    expect(await handlerWith()(message)).toEqual([]);
    expect(await inbox()).toEqual([]);
  });
});

describe('a mail of TV', () => {
  const names = {
    ...{ effectiveDate: '2026-03-08', addedFr: 'Météo, RDS', addedEn: 'Weather, RDS' },
    ...{ removedFr: 'Canal D', removedEn: '' },
  };

  it.each([
    ['fr-CA', 'tv-changed', 'Vous avez maintenant : Météo, RDS.', 'plus à part : Canal D.'],
    ['en-CA', 'tv-changed', 'You now have: Weather, RDS.', undefined],
    ['fr-CA', 'tv-not-changed', 'pas pu vous donner : Météo, RDS.', 'devait retirer : Canal D.'],
    ['en-CA', 'tv-not-changed', 'could not give you: Weather, RDS.', undefined],
  ] as const)('in %s, %s, names what came and went', async (language, template, came, went) => {
    const profileId = await invite({ status: 'active', language });
    await handlerWith()((await pend(profileId, template, { details: names })).message);
    const text = (await inbox())[0]?.body.text;
    expect(text).toContain(came);
    if (went === undefined) expect(text).not.toMatch(/no longer have|take away/);
    else expect(text).toContain(went);
  });

  it('is not sent when its details are not whole', async () => {
    const profileId = await invite({ status: 'active' });
    const { addedFr: _lost, ...rest } = names;
    await handlerWith()((await pend(profileId, 'tv-changed', { details: rest })).message);
    expect(await inbox()).toEqual([]);
  });
});

describe('the link to', () => {
  const active = (changes: Partial<Profile> = {}) => invite({ status: 'active', ...changes });
  const hashIn = (mail: Received | undefined, page: string) =>
    hashOf(
      new RegExp(`https://account\\.example\\.com/${page}#([\\w-]+)`).exec(
        mail?.body.text ?? '',
      )?.[1] ?? '',
    );

  it('a new password is good for an hour, the newest alone, kept as a hash', async () => {
    const profileId = await active();
    await handlerWith()((await pend(profileId, 'password-reset')).message);
    await handlerWith()((await pend(profileId, 'password-reset')).message);
    const [older, newer] = await inbox();
    const stored = await read(keys.profile(profileId));
    expect(stored).toMatchObject({
      resetHash: hashIn(newer, 'reset-password'),
      resetExpiresAt: clock.now().getTime() + 3_600_000,
    });
    expect(hashIn(older, 'reset-password')).not.toBe(stored?.['resetHash']);
  });

  it('a new address goes there, and confirms no address that was asked for since', async () => {
    const profileId = await active({ newEmail: 'second@example.com' });
    const late = await pend(profileId, 'new-email', { address: 'first@example.com' });
    const good = await pend(profileId, 'new-email', { address: 'second@example.com' });
    expect(await handlerWith()(late.message, good.message)).toEqual([]);
    const received = await inbox();
    expect(received.map(({ destination }) => destination.to)).toEqual([['second@example.com']]);
    expect(await outbox(late.outboxId)).toMatchObject({ status: 'skipped', reason: 'outdated' });
    expect(await read(keys.profile(profileId))).toMatchObject({
      newEmailHash: hashIn(received[0], 'confirm-email'),
      newEmailExpiresAt: clock.now().getTime() + 86_400_000,
    });
  });

  it('an account of somebody else names them, and registers who has no profile yet', async () => {
    const holderId = await active({ firstName: 'Paul', lastName: 'Roy' });
    const [known, newcomer] = [await active(), await invite()];
    const details = { holderId };
    const first = await pend(known, 'delegate-invited', { details });
    const second = await pend(newcomer, 'delegate-invited', { details });
    await handlerWith()(first.message);
    await handlerWith()(second.message);
    const [toKnown, toNewcomer] = await inbox();
    expect(toKnown?.body.text).toContain('Paul Roy vous donne accès au compte');
    expect(toKnown?.body.text).not.toContain('#');
    expect(await complete(newcomer, toNewcomer)).toBe(true);
  });

  it('the data that was exported names it by its id', async () => {
    const { message } = await pend(await active(), 'export-ready', {
      details: { exportId: 'e-1' },
    });
    await handlerWith()(message);
    expect((await inbox())[0]?.body.text).toContain('https://account.example.com/export#e-1');
  });
});

describe('a notice', () => {
  it.each(['password-changed', 'email-changed', 'email-change-asked', 'delegate-removed'] as const)(
    '%s is sent however many mails strangers asked for',
    async (template) => {
      const profileId = await invite({ status: 'active' });
      for (let asked = 0; asked < 6; asked++)
        await handlerWith()((await pend(profileId, 'password-reset')).message);
      expect(await inbox()).toHaveLength(5);
      await handlerWith()((await pend(profileId, template)).message);
      expect(await inbox()).toHaveLength(6);
    },
  );

  it('to a former address goes there, and the table forgets the address', async () => {
    const profileId = await invite({ status: 'active', email: 'now@example.com' });
    const { outboxId, message } = await pend(profileId, 'email-changed', {
      address: 'before@example.com',
    });
    await handlerWith()(message);
    expect((await inbox())[0]?.destination.to).toEqual(['before@example.com']);
    expect(await outbox(outboxId)).not.toHaveProperty('address');
  });

  it('says which protection has changed, and nothing of a change it does not know', async () => {
    const profileId = await invite({ status: 'active' });
    const told = await pend(profileId, 'second-factor-changed', {
      details: { change: 'totp-off' },
    });
    const unknown = await pend(profileId, 'second-factor-changed', { details: { change: 'x' } });
    await handlerWith()(told.message, unknown.message);
    const received = await inbox();
    expect(received).toHaveLength(1);
    expect(received[0]?.body.text).toContain('désactivée');
    expect(await outbox(unknown.outboxId)).toMatchObject({ status: 'skipped' });
  });

  it('of an erasure reaches who is in the table no more, in their language', async () => {
    const { message } = await pend(crypto.randomUUID(), 'profile-erased', {
      address: 'gone@example.com',
      details: { language: 'en-CA' },
    });
    await handlerWith()(message);
    const [mail] = await inbox();
    expect(mail?.destination.to).toEqual(['gone@example.com']);
    expect(mail?.body.text).toMatch(/^Hello,/);
  });
});

describe('sends once', () => {
  it('what is delivered again', async () => {
    const { message } = await pend(await invite());
    expect(await handlerWith()(message)).toEqual([]);
    expect(await handlerWith()(message)).toEqual([]);
    expect(await handlerWith()(message, message)).toEqual([]);
    expect(await inbox()).toHaveLength(1);
  });

  it('what is delivered four times in parallel; the others come again and find it sent', async () => {
    const profileId = await invite();
    const { outboxId, message } = await pend(profileId);
    const handlers = Array.from({ length: 4 }, () => handlerWith());
    const failures = await Promise.all(handlers.map((deliver) => deliver(message)));
    expect(failures.flat().length).toBeLessThanOrEqual(3);
    const received = await inbox();
    expect(received).toHaveLength(1);
    expect(await outbox(outboxId)).toMatchObject({ status: 'sent' });

    expect(await handlerWith()(message)).toEqual([]);
    expect(await inbox()).toHaveLength(1);
    expect(await complete(profileId, received[0])).toBe(true);
  });

  it('ten mails delivered in parallel and in reverse', async () => {
    const pending = await Promise.all(
      Array.from({ length: 10 }, async () => (await pend(await invite())).message),
    );
    await Promise.all([handlerWith()(...pending), handlerWith()(...pending.toReversed())]);
    await handlerWith()(...pending);
    expect(await inbox()).toHaveLength(10);
  });
});

describe('loses nothing', () => {
  it('while SES is down: the item stays pending and is sent at the next delivery', async () => {
    const profileId = await invite();
    const { outboxId, message } = await pend(profileId);
    const down = handlerWith({ mailer: mailerAt('http://127.0.0.1:1') });
    expect(await down(message)).toEqual([0]);
    expect(await outbox(outboxId)).toMatchObject({ status: 'pending' });

    expect(await handlerWith()(message)).toEqual([]);
    const received = await inbox();
    expect(received).toHaveLength(1);
    expect(await complete(profileId, received[0])).toBe(true);
  });

  it.each(['MessageRejected', 'InvalidParameterValue', 'MailFromDomainNotVerifiedException'])(
    'when SES refuses with %s up to the dead letters: redriven, it is sent',
    async (code) => {
      const refusing = createServer((_, reply) => {
        reply.writeHead(400, { 'content-type': 'text/xml' });
        reply.end(
          `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>Address marie.tremblay@example.com</Message></Error></ErrorResponse>`,
        );
      });
      await new Promise<void>((done) => refusing.listen(0, '127.0.0.1', done));
      const { outboxId, message } = await pend(await invite());
      const deliver = handlerWith({ mailer: mailerAt(urlOf(refusing)) });
      for (let delivery = 1; delivery <= 8; delivery++) expect(await deliver(message)).toEqual([0]);
      refusing.close();
      expect(await outbox(outboxId)).toMatchObject({ status: 'pending' });
      expect(logged.join('\n')).toContain(code);
      expect(logged.join('\n')).not.toContain('marie');

      expect(await handlerWith()(message)).toEqual([]);
      expect(await inbox()).toHaveLength(1);
    },
  );

  it('killed between SES and the note: the second mail has a link that works', async () => {
    const profileId = await invite();
    const { message } = await pend(profileId);
    const killed = handlerWith({ store: { markSent: () => Promise.reject(new Error('killed')) } });
    expect(await killed(message)).toEqual([0]);
    expect(await handlerWith()(message), 'its claim still holds').toEqual([0]);

    clock.advance(60);
    expect(await handlerWith()(message)).toEqual([]);
    const [first, second, ...others] = await inbox();
    expect(others).toEqual([]);
    expect(await complete(profileId, first)).toBe(false);
    expect(await complete(profileId, second)).toBe(true);
  });

  it('killed between the link and SES: the next delivery sends a link that works', async () => {
    const profileId = await invite();
    const { message } = await pend(profileId);
    const reached = Promise.withResolvers<undefined>();
    const never = new Promise<string>(() => undefined);
    const hanging = handlerWith({
      mailer: {
        send: () => {
          reached.resolve(undefined);
          return never;
        },
      },
    });
    void hanging(message);
    await reached.promise;

    clock.advance(60);
    expect(await handlerWith()(message)).toEqual([]);
    const received = await inbox();
    expect(received).toHaveLength(1);
    expect(await complete(profileId, received[0])).toBe(true);
  });
});

describe('skips', () => {
  it.each([
    ['a link for who completed meanwhile', 'active', 'registration-link', 'already-active'],
    ['a mail to somebody erased', undefined, 'already-registered', 'no-profile'],
    ['what tells nothing', 'active', 'nothing-to-tell', 'nothing-to-tell'],
  ] as const)('%s, saying why', async (_, status, template, reason) => {
    const profileId = status === undefined ? crypto.randomUUID() : await invite({ status });
    const { outboxId, message } = await pend(profileId, template);
    expect(await handlerWith()(message)).toEqual([]);
    expect(await outbox(outboxId)).toMatchObject({ status: 'skipped', reason });
    expect(await inbox()).toEqual([]);
  });

  it('a link for who completes just before it is stored, and stores none', async () => {
    const profileId = await invite();
    const { outboxId, message } = await pend(profileId);
    const { profile } = mailStore(engine.table);
    const deliver = handlerWith({
      store: {
        profile: async (id) => {
          const found = await profile(id);
          await engine.table.client.send(
            new UpdateCommand({
              TableName: engine.table.name,
              Key: keys.profile(id),
              UpdateExpression: 'SET #status = :active',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: { ':active': 'active' },
            }),
          );
          return found;
        },
      },
    });
    expect(await deliver(message)).toEqual([]);
    expect(await outbox(outboxId)).toMatchObject({ status: 'skipped', reason: 'already-active' });
    expect(await read(keys.profile(profileId))).not.toHaveProperty('linkHash');
    expect(await inbox()).toEqual([]);
  });

  it('the sixth mail of an hour to one customer, and no other customer’s', async () => {
    const profileId = await invite();
    for (let sent = 0; sent < 5; sent++) await handlerWith()((await pend(profileId)).message);
    const working = (await inbox()).at(-1);
    const sixth = await pend(profileId);
    expect(await handlerWith()(sixth.message)).toEqual([]);
    expect(await handlerWith()((await pend(await invite())).message)).toEqual([]);

    expect(await outbox(sixth.outboxId)).toMatchObject({ status: 'skipped', reason: 'too-many' });
    expect(logged.filter((line) => line.includes('too-many'))).toHaveLength(1);
    expect(await inbox()).toHaveLength(6);
    expect(await complete(profileId, working), 'the skipped one voided no link').toBe(true);
  });

  it('no link to a new password because strangers asked for other mails', async () => {
    const profileId = await invite({ status: 'active' });
    for (let sent = 0; sent < 6; sent++)
      await handlerWith()((await pend(profileId, 'already-registered')).message);
    const reset = await pend(profileId, 'password-reset');
    await handlerWith()(reset.message);
    expect(await outbox(reset.outboxId)).toMatchObject({ status: 'sent' });
  });

  it('a link whose address changed while it was written, and stores none', async () => {
    const profileId = await invite({ status: 'active' });
    const { outboxId, message } = await pend(profileId, 'password-reset');
    const { profile } = mailStore(engine.table);
    const deliver = handlerWith({
      store: {
        profile: async (id) => {
          const found = await profile(id);
          await updateItem(engine.table, keys.profile(id), { email: 'new@example.com' });
          return found;
        },
      },
    });
    await deliver(message);
    expect(await outbox(outboxId)).toMatchObject({ status: 'skipped', reason: 'outdated' });
    expect(await read(keys.profile(profileId))).not.toHaveProperty('resetHash');
  });

  it('nothing an hour later', async () => {
    const profileId = await invite();
    for (let sent = 0; sent < 6; sent++) await handlerWith()((await pend(profileId)).message);
    clock.advance(3600);
    await handlerWith()((await pend(profileId)).message);
    expect(await inbox()).toHaveLength(6);
  });
});

describe('a message', () => {
  const secret = 'marie.tremblay@example.com';
  it.each([
    ['not JSON', `{"outboxId":\n${secret}\n\n`],
    ['empty', ''],
    ['of another shape', JSON.stringify({ email: secret })],
    ['with more than an id', JSON.stringify({ outboxId: 'x', email: secret })],
    ['with an id that cannot be', JSON.stringify({ outboxId: `${secret}#` })],
    ['null', 'null'],
  ])('%s fails alone among ten, and is not quoted in a log', async (_, poison) => {
    const good = await Promise.all(
      Array.from({ length: 9 }, async () => (await pend(await invite())).message),
    );
    expect(await handlerWith()(...good.slice(0, 4), poison, ...good.slice(4))).toEqual([4]);
    expect(await inbox()).toHaveLength(9);
    expect(logged.join('\n')).not.toContain(secret);
  });

  it('of an item that housekeeping removed is done with', async () => {
    expect(await handlerWith()(JSON.stringify({ outboxId: 'removed' }))).toEqual([]);
    expect(await inbox()).toEqual([]);
  });
});
