import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { day, instant } from '../../shared/http/fields.ts';
import { erasable, keptKinds } from './erasure-rules.ts';
import { exampleIncident, incidentDocument } from './incident.ts';

const exportId = z.uuid().check(z.describe('From POST /v1/account/export'));

const exportState = z.strictObject({
  exportId,
  status: z.enum(['requested', 'ready']),
  requestedAt: instant,
  readyAt: z.optional(instant),
  endsAt: z.optional(instant.check(z.describe('Until when the archive can be fetched'))),
  bytes: z.optional(z.int().check(z.describe('Size of the JSON document, not compressed'))),
});

const exampleExport = {
  exportId: '4f7d0c52-0b1c-4c0e-8f0a-3a9d5b1f2e60',
  requestedAt: '2026-11-23T15:00:00.000Z',
};

const incidentId = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
    z.describe('Identifier of the incident, chosen by the operator: 2026-007'),
  );

const revision = z.int().check(z.describe('Counts the changes of the entry; its ETag, too'));
const clientId = z.string().check(z.describe('Operator client that sent it'));

const registered = z.extend(incidentDocument, {
  incidentId,
  revision,
  recordedAt: instant,
  changedAt: instant,
  changedBy: clientId,
  keptUntil: day.check(z.describe('5 years after the organization became aware')),
});

const revisions = z.array(
  z.strictObject({
    revision,
    changedAt: instant,
    changedBy: clientId,
    incident: incidentDocument.check(z.describe('What it said from then on')),
  }),
);

const exampleRegistered = {
  ...exampleIncident,
  incidentId: '2026-007',
  revision: 1,
  recordedAt: '2026-11-19T20:15:00.000Z',
  changedAt: '2026-11-19T20:15:00.000Z',
  changedBy: 'privacy-office',
  keptUntil: '2031-11-19',
};

export const privacyContract = defineContract({
  askExport: {
    method: 'POST',
    path: '/v1/account/export',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Ask for a copy of your data',
    description:
      'Everything that is kept of the signed-in person, in one JSON document; for the holder of an account with all of the account. ' +
      'It is made within minutes, and a mail says when it is ready. At most 3 a day: the fourth is refused for a day.',
    success: 'accepted',
    answer: z.strictObject({
      exportId,
      status: z.literal('requested'),
      requestedAt: instant,
    }),
    problems: ['too-many-attempts', 'session-ended'],
    examples: { answer: { ...exampleExport, status: 'requested' } },
  },
  getExport: {
    method: 'GET',
    path: '/v1/account/export/{exportId}',
    audience: 'customer',
    concerns: 'person',
    summary: 'Whether a copy of your data is ready',
    description: 'An archive can be fetched for 7 days; afterwards it is gone, and answered 404.',
    params: z.strictObject({ exportId }),
    success: 'ok',
    answer: exportState,
    problems: ['not-found'],
    examples: {
      answer: {
        ...exampleExport,
        status: 'ready',
        readyAt: '2026-11-23T15:00:04.000Z',
        endsAt: '2026-11-30T15:00:04.000Z',
        bytes: 48213,
      },
    },
  },
  downloadExport: {
    method: 'GET',
    path: '/v1/account/export/{exportId}/archive',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Get a copy of your data',
    description:
      'One JSON document with a head that says what is in it and what is not. Compressed for who accepts gzip; else as it is, up to 4,500,000 bytes. ' +
      'Compressed archives hold at most as much (about 500 services with a year of days each).',
    headers: { 'Accept-Encoding': 'gzip, as browsers send it' },
    params: z.strictObject({ exportId }),
    success: 'ok',
    answerType: 'application/json',
    problems: ['not-found', 'export-not-ready'],
  },
  eraseProfile: {
    method: 'DELETE',
    path: '/v1/profile',
    audience: 'customer',
    concerns: 'person',
    stepUp: true,
    summary: 'Erase your online account',
    description:
      'Erases the signed-in person at once and for good: profile, email address, sessions, second factors, exports and access to every account. ' +
      "Where they hold an account, its delegates lose their access and are told. Services go on: ending those is the operator's. " +
      'The answer lists what the law or the contract has us keep, and until when. Repeat the request if it is not answered.',
    success: 'ok',
    answer: z.strictObject({
      erased: z.array(z.enum(erasable)),
      kept: z.array(
        z.strictObject({
          what: z.enum(keptKinds),
          why: z.string().check(z.describe('In the language of Accept-Language')),
          until: z.string(),
        }),
      ),
    }),
    problems: ['session-ended', 'conflict'],
    examples: {
      answer: {
        erased: ['profile', 'email-address', 'account-access', 'sessions', 'second-factors'],
        kept: [
          {
            what: 'activity',
            why: 'Who did what on an account; it names you by an id that leads to nobody.',
            until: '2 years after each entry',
          },
        ],
      },
    },
  },
  putIncident: {
    method: 'PUT',
    path: '/v1/operator/incidents/{incidentId}',
    audience: 'operator',
    scope: 'incidents:write',
    summary: 'Enter or correct a confidentiality incident',
    description:
      'The eight points that the register must hold of it; no personal data of those concerned. The whole entry each time; the same again changes nothing. ' +
      'Every revision is kept. There is no deletion: an entry leaves the register 5 years after the organization became aware.',
    headers: { 'If-Match': 'The ETag of the revision that was read; another one is answered 409' },
    params: z.strictObject({ incidentId }),
    body: incidentDocument,
    success: 'created',
    alsoSuccess: 'ok',
    answer: z.strictObject({ incidentId, revision, changed: z.boolean() }),
    problems: ['conflict'],
    examples: {
      request: exampleIncident,
      answer: { incidentId: '2026-007', revision: 1, changed: true },
    },
  },
  listIncidents: {
    method: 'GET',
    path: '/v1/operator/incidents',
    audience: 'operator',
    scope: 'incidents:write',
    summary: 'The register of confidentiality incidents',
    description:
      'The last the organization became aware of first; at most 100 in one answer. `total` says how many there are: ask for the others by days.',
    query: z.strictObject({
      awareFrom: z.optional(day.check(z.describe('Became aware on this day or later'))),
      awareTo: z.optional(day.check(z.describe('Became aware on this day or before'))),
    }),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(registered),
      total: z.int().check(z.describe('Incidents within these days')),
    }),
    problems: [],
    examples: { answer: { items: [exampleRegistered], total: 1 } },
  },
  getIncident: {
    method: 'GET',
    path: '/v1/operator/incidents/{incidentId}',
    audience: 'operator',
    scope: 'incidents:write',
    summary: 'One confidentiality incident, with its history',
    description: 'The newest 100 revisions: who changed it when, and what it said.',
    params: z.strictObject({ incidentId }),
    success: 'ok',
    answer: z.extend(registered, { history: revisions }),
    problems: ['not-found'],
    examples: {
      answer: {
        ...exampleRegistered,
        history: [
          {
            revision: 1,
            changedAt: exampleRegistered.changedAt,
            changedBy: exampleRegistered.changedBy,
            incident: exampleIncident,
          },
        ],
      },
    },
  },
});
