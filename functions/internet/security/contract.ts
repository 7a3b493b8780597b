import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import {
  catalogId,
  day,
  instant,
  platform,
  price,
  serviceId,
  text,
} from '../../../shared/http/fields.ts';

const productId = catalogId('a security product');
const seatId = z.uuid().check(z.describe('Of a seat of this product'));
const count = z.int().check(z.nonnegative());

const seat = z.strictObject({
  seatId,
  deviceName: z.string(),
  platform,
  takenAt: instant,
  lastDownloadAt: instant,
});

const product = z.strictObject({
  productId,
  name: z.string().check(z.describe('In the language asked for')),
  state: z
    .enum(['included', 'active', 'available'])
    .check(z.describe('`included` at no charge, `active` once subscribed to, else `available`')),
  monthlyPrice: price.check(z.describe('Before tax')),
  activatedOn: z.optional(day.check(z.describe('First day of the subscription'))),
  platforms: z.array(
    z.strictObject({
      platform,
      downloads: count.check(z.describe('Links given out for this service')),
    }),
  ),
  seats: z.strictObject({
    limit: count.check(z.describe('Devices it may be installed on')),
    used: count,
    items: z.array(seat),
  }),
});

const dryRun = z.optional(
  z
    .enum(['true', 'false'])
    .check(z.describe('With `true` everything is checked and answered, and nothing is stored')),
);

const subscription = z.strictObject({
  product,
  changed: z.boolean().check(z.describe('`false` when it was so already: nothing is charged')),
  price: z.strictObject({
    monthlyPrice: price.check(z.describe('Before tax')),
    prorated: z.optional(
      z
        .strictObject({
          kind: z.enum(['charge', 'credit']),
          from: day,
          to: day.check(z.describe('Last day of the billing period, included')),
          days: count,
          amount: price,
        })
        .check(z.describe('For the rest of the billing period, on the next bill')),
    ),
  }),
});

const headers = { 'Accept-Language': 'fr-CA or en-CA; else the language of the account' };
const ofProduct = z.strictObject({ serviceId, productId });

const cad = (amount: number) => ({ amount, currency: 'CAD' });
const exampleSeat = {
  seatId: '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1f0021',
  deviceName: 'Marie’s phone',
  platform: 'android',
  takenAt: '2026-11-23T15:00:00.000Z',
  lastDownloadAt: '2026-11-23T15:00:00.000Z',
};
const exampleProduct = {
  productId: 'securite-go',
  name: 'Sécurité GO',
  state: 'active',
  monthlyPrice: cad(299),
  activatedOn: '2026-11-23',
  platforms: [
    { platform: 'android', downloads: 1 },
    { platform: 'ios', downloads: 0 },
  ],
  seats: { limit: 3, used: 1, items: [exampleSeat] },
};
const rest = { from: '2026-11-23', to: '2026-12-08', days: 16, amount: cad(159) };

export const securityContract = defineContract({
  listSecurityProducts: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/security',
    audience: 'customer',
    summary: 'Security products of an Internet service',
    description:
      'What comes with the service at no charge, what is subscribed to and what can be, with the devices each is on.',
    headers,
    params: z.strictObject({ serviceId }),
    success: 'ok',
    answer: z.strictObject({
      items: z.array(product),
      canChange: z
        .boolean()
        .check(
          z.describe('Whether this person may subscribe and cancel; false on business accounts'),
        ),
    }),
    problems: ['not-found'],
    examples: { answer: { items: [exampleProduct], canChange: true } },
  },
  downloadSecurityProduct: {
    method: 'POST',
    path: '/v1/internet/{serviceId}/security/{productId}/downloads',
    audience: 'customer',
    permission: 'changeServices',
    summary: 'Get a link to download a product for a device',
    description:
      'The link is good for 10 minutes. A device takes a seat with its first download; again for the device of the same name and platform it takes none. Business accounts download what they have, too.',
    params: ofProduct,
    body: z.strictObject({
      platform,
      deviceName: text(60, 'What the customer calls the device, to tell seats apart'),
    }),
    success: 'created',
    answer: z.strictObject({
      url: z.string().check(z.describe('Where to download it; tell nobody')),
      expiresAt: instant,
      seat,
      seats: z.strictObject({ limit: count, used: count }),
    }),
    problems: ['not-found', 'not-subscribed', 'platform-not-offered', 'no-seat-left', 'conflict'],
    examples: {
      request: { platform: 'android', deviceName: 'Marie’s phone' },
      answer: {
        url: 'https://downloads.example.com/go/securite-go.apk?expires=1795446600&key=2026-01&signature=k3Zb5Fh0eYk7o3qRr0p3vR9mZ9G8m3b1pQ7u6xJ2sVY',
        expiresAt: '2026-11-23T15:10:00.000Z',
        seat: exampleSeat,
        seats: { limit: 3, used: 1 },
      },
    },
  },
  freeSecuritySeat: {
    method: 'DELETE',
    path: '/v1/internet/{serviceId}/security/{productId}/seats/{seatId}',
    audience: 'customer',
    permission: 'changeServices',
    summary: 'Free the seat of a device',
    description:
      'Another device can take it. The product stays on the device until it is removed there.',
    params: z.strictObject({ serviceId, productId, seatId }),
    success: 'no-content',
    problems: ['not-found', 'conflict'],
  },
  subscribeSecurityProduct: {
    method: 'PUT',
    path: '/v1/internet/{serviceId}/security/{productId}',
    audience: 'customer',
    permission: 'changeServices',
    changesService: true,
    summary: 'Subscribe to a security product',
    description:
      'From today, in the time zone of the account. The rest of the billing period is charged on the next bill, a thirtieth of the monthly price a day; the whole period is the whole price. Asking again changes nothing.',
    headers,
    params: ofProduct,
    query: z.strictObject({ dryRun }),
    success: 'ok',
    answer: subscription,
    problems: ['not-found', 'included-in-service', 'conflict'],
    examples: {
      answer: {
        product: exampleProduct,
        changed: true,
        price: { monthlyPrice: cad(299), prorated: { kind: 'charge', ...rest } },
      },
    },
  },
  cancelSecurityProduct: {
    method: 'DELETE',
    path: '/v1/internet/{serviceId}/security/{productId}',
    audience: 'customer',
    permission: 'changeServices',
    changesService: true,
    summary: 'Cancel a security product',
    description:
      'From today, and its seats with it. The rest of the billing period is credited on the next bill, as it would be charged. Canceling what is not subscribed to changes nothing.',
    headers,
    params: ofProduct,
    query: z.strictObject({ dryRun }),
    success: 'ok',
    answer: subscription,
    problems: ['not-found', 'included-in-service', 'conflict'],
    examples: {
      answer: {
        product: {
          ...exampleProduct,
          state: 'available',
          activatedOn: undefined,
          seats: { limit: 3, used: 0, items: [] },
        },
        changed: true,
        price: { monthlyPrice: cad(299), prorated: { kind: 'credit', ...rest } },
      },
    },
  },
});
