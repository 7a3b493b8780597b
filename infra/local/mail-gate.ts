/** Stands before the SES engine: refuses what SES would, and shows this stack's mails. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf } from './access-gate.ts';
import type { Assembly } from './assembly.ts';
import type { DataFolder } from './data-folder.ts';
import type { Resolver } from './intrinsics.ts';
import type { Services } from './services.ts';
import { answer, listen, readBody } from './loopback.ts';
import { openMailbox, type Mailbox } from './mailbox.ts';
import {
  addressIn,
  identityOf,
  readMailRules,
  refusalOf,
  type MailRules,
  type OutgoingMail,
} from './mail-rules.ts';
import type { Permissions } from './permissions.ts';
import { accountId } from './physical.ts';

type MailGate = {
  engine: string;
  mailbox: Mailbox;
  rules: MailRules;
  permissions: Permissions;
  region: string;
  /** True while SES is to be out of order. */
  failing: boolean;
};

export async function startMail(how: {
  assembly: Assembly;
  resolver: Resolver;
  services: Services;
  data: DataFolder;
  permissions: Permissions;
}) {
  const { mailEngineUrl: engine } = how.services;
  const gate: MailGate = {
    engine,
    mailbox: openMailbox(engine, how.data.file('mails.jsonl')),
    rules: readMailRules(how.assembly, how.resolver),
    permissions: how.permissions,
    region: how.assembly.region,
    failing: false,
  };
  const listener = await listen((request, response) => {
    serve(request, response, gate).catch(() => response.destroy());
  });
  const fail = (failing: boolean) => {
    gate.failing = failing;
  };
  return { ...listener, mailbox: gate.mailbox, fail };
}

async function serve(request: IncomingMessage, response: ServerResponse, gate: MailGate) {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.method === 'GET' && path === '/store')
    sendJson(response, { templates: {}, emails: gate.mailbox.all() });
  else if (path === '/clear-store') {
    gate.mailbox.clear();
    sendJson(response, { message: 'Store cleared' });
  } else if (request.method === 'GET') {
    const page = await fetch(new URL(request.url ?? '/', gate.engine));
    const type = page.headers.get('content-type') ?? 'text/plain';
    answer(response, page.status, { 'content-type': type }, Buffer.from(await page.arrayBuffer()));
  } else await sendMail(request, response, gate);
}

async function sendMail(request: IncomingMessage, response: ServerResponse, gate: MailGate) {
  const body = String(await readBody(request));
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  if (gate.failing) {
    sendError(response, 503, 'ServiceUnavailable', 'The service is not available.');
    return;
  }
  // Of a raw mail the engine would believe its headers, which nothing here looks at.
  if (action !== 'SendEmail') {
    sendError(response, 400, 'InvalidAction', `${action} does not work here; use SendEmail.`);
    return;
  }
  const mail = mailIn(form);
  const denied = missingGrant(request, mail, gate);
  if (denied !== undefined) {
    sendError(response, 403, 'AccessDenied', denied);
    return;
  }
  const refusal = refusalOf(mail, gate.rules, gate.region);
  if (refusal !== undefined) {
    sendError(response, 400, refusal.code, refusal.message);
    return;
  }
  const sent = await fetch(gate.engine, {
    method: 'POST',
    headers: {
      authorization: request.headers.authorization ?? '',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
  });
  const xml = await sent.text();
  const messageId = /<MessageId>([^<]+)</.exec(xml)?.[1];
  if (messageId !== undefined) await gate.mailbox.keep(messageId);
  answer(response, sent.status, { 'content-type': 'text/xml' }, xml);
}

function mailIn(form: URLSearchParams): OutgoingMail {
  const recipients = [...form]
    .filter(([name]) => /^Destination\.\w+\.member\.\d+$/.test(name))
    .map(([, address]) => address);
  return {
    source: form.get('Source') ?? '',
    recipients,
    subject: form.get('Message.Subject.Data') ?? '',
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
  };
}

function missingGrant(
  request: IncomingMessage,
  { source, configurationSet }: OutgoingMail,
  gate: MailGate,
) {
  const caller = callerOf(request);
  const granted = gate.permissions(caller);
  if (granted === undefined) return undefined;
  const sender = addressIn(source);
  const used = [
    `identity/${identityOf(sender, gate.rules) ?? sender}`,
    ...(configurationSet === undefined ? [] : [`configuration-set/${configurationSet}`]),
  ].map((path) => `arn:aws:ses:${gate.region}:${accountId}:${path}`);
  const missing = used.find((resource) => !granted('ses:SendEmail', resource));
  return missing === undefined
    ? undefined
    : `User ${caller} is not authorized to perform ses:SendEmail on resource ${missing}`;
}

const sendJson = (response: ServerResponse, value: unknown) => {
  answer(response, 200, { 'content-type': 'application/json' }, JSON.stringify(value));
};

function sendError(response: ServerResponse, status: number, code: string, message: string) {
  const text = message.replace(/[<&]/g, (sign) => (sign === '<' ? '&lt;' : '&amp;'));
  const fault = status < 500 ? 'Sender' : 'Receiver';
  const xml = `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>${fault}</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  answer(response, status, { 'content-type': 'text/xml' }, xml);
}
