import * as z from 'zod/mini';
import { accountKind } from '../../shared/account.ts';
import { defineContract, permissions, roles } from '../../shared/http/contract.ts';
import {
  accountNumber,
  billingPeriod,
  catalogId,
  day,
  equipment,
  language,
  planId,
  price,
  serviceAddress,
  serviceId,
  serviceType,
  standing,
  text,
} from '../../shared/http/fields.ts';

const plan = z.strictObject({
  planId,
  name: z.string().check(z.describe('In the language asked for')),
  monthlyPrice: price,
});

const serviceSummary = z.strictObject({
  serviceId,
  type: serviceType,
  label: z.optional(
    z.string().check(z.describe("The customer's or operator's name for it: Cottage")),
  ),
  plan,
});

const service = z.strictObject({
  ...serviceSummary.shape,
  status: z.enum(['active', 'ended']),
  endedOn: z.optional(day),
  equipment: z.array(equipment),
  addOns: z.array(
    z.strictObject({ addOnId: catalogId('an add-on'), name: z.string(), monthlyPrice: price }),
  ),
  phoneNumber: z.optional(z.string().check(z.describe('E.164, phone services only'))),
  pendingOrderId: z.optional(
    z.uuid().check(z.describe('The order of this service that is not done yet')),
  ),
  canChange: z
    .boolean()
    .check(z.describe('Whether this person may change the service; false on business accounts')),
});

const headers = { 'Accept-Language': 'fr-CA or en-CA; else the language of the account' };

const exampleService = {
  serviceId: 'inet-000123',
  type: 'internet',
  plan: {
    planId: 'internet-120',
    name: 'Internet 120',
    monthlyPrice: { amount: 6495, currency: 'CAD' },
  },
};

const exampleServiceDetail = {
  ...exampleService,
  status: 'active',
  equipment: [
    {
      kind: 'modem',
      model: 'CODA-4582',
      serialNumber: 'SN100123',
      mac: '00:1A:2B:3C:4D:5E',
      ownership: 'rented',
    },
  ],
  addOns: [],
  canChange: true,
};

export const accountContract = defineContract({
  listAccounts: {
    method: 'GET',
    path: '/v1/accounts',
    audience: 'customer',
    concerns: 'person',
    summary: 'Accounts of the signed-in person',
    description:
      'Those they hold, and those they are a delegate of. POST /v1/sessions/account goes on with another one.',
    success: 'ok',
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          accountNumber,
          kind: accountKind,
          label: z.string().check(z.describe('The service address, to tell accounts apart')),
          role: z.enum(roles),
          permissions: z.array(z.enum(permissions)),
          current: z.boolean().check(z.describe('The account of this access token')),
        }),
      ),
    }),
    problems: [],
    examples: {
      answer: {
        items: [
          {
            accountNumber: '50012345678',
            kind: 'residential',
            label: '1200 rue Saint-Denis, Montréal',
            role: 'holder',
            permissions: [...permissions],
            current: true,
          },
        ],
      },
    },
  },
  getAccount: {
    method: 'GET',
    path: '/v1/account',
    audience: 'customer',
    summary: 'Account overview',
    description:
      'What the first page shows: who, where, which services, which billing period, and how the account stands.',
    headers,
    success: 'ok',
    answer: z.strictObject({
      accountNumber,
      kind: accountKind,
      holder: z.strictObject({ firstName: z.string(), lastName: z.string() }),
      language,
      timeZone: z.string().check(z.describe('IANA time zone in which days and periods are cut')),
      serviceAddress,
      billingPeriod: z.strictObject({
        ...billingPeriod.shape,
        daysLeft: z.int().check(z.describe('Days left, today included')),
      }),
      services: z.array(serviceSummary),
      standing: z.optional(
        standing.check(
          z.describe(
            'As last told by the operator; absent when it told none, and for delegates without `viewBills`',
          ),
        ),
      ),
      permissions: z.array(z.enum(permissions)),
    }),
    problems: ['not-found'],
    examples: {
      answer: {
        accountNumber: '50012345678',
        kind: 'residential',
        holder: { firstName: 'Marie', lastName: 'Tremblay' },
        language: 'fr-CA',
        timeZone: 'America/Toronto',
        serviceAddress: {
          line1: '1200 rue Saint-Denis',
          city: 'Montréal',
          province: 'QC',
          postalCode: 'H2X 3J6',
        },
        billingPeriod: { start: '2026-11-09', end: '2026-12-08', daysLeft: 16 },
        services: [exampleService],
        standing: {
          balance: { amount: 7468, currency: 'CAD' },
          pastDue: { amount: 0, currency: 'CAD' },
          dueOn: '2026-11-30',
          asOf: '2026-11-23T05:00:00Z',
        },
        permissions: [...permissions],
      },
    },
  },
  listServices: {
    method: 'GET',
    path: '/v1/services',
    audience: 'customer',
    summary: 'Services of the account, with plan and equipment',
    description:
      'Every service, also those that have ended: their usage stays visible for three billing periods.',
    headers,
    query: z.strictObject({ type: z.optional(serviceType) }),
    success: 'ok',
    answer: z.strictObject({ items: z.array(service) }),
    problems: ['not-found'],
    examples: { answer: { items: [exampleServiceDetail] } },
  },
  renameService: {
    method: 'PATCH',
    path: '/v1/services/{serviceId}',
    audience: 'customer',
    permission: 'changeServices',
    changesService: true,
    summary: 'Give a service a name of one’s own',
    description:
      'Shown to everybody on the account instead of the name the operator gave; null takes it back. With `dryRun=true` everything is checked and answered, and nothing is stored.',
    headers,
    params: z.strictObject({ serviceId }),
    query: z.strictObject({ dryRun: z.optional(z.enum(['true', 'false'])) }),
    body: z.strictObject({
      label: z.nullable(text(60, 'Name of the service: Cottage')),
    }),
    success: 'ok',
    answer: service,
    problems: ['not-found', 'conflict'],
    examples: {
      request: { label: 'Cottage' },
      answer: { ...exampleServiceDetail, label: 'Cottage' },
    },
  },
});
