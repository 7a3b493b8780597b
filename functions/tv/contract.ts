import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { serviceId, text } from '../../shared/http/fields.ts';
import { channel } from '../../shared/catalog/tv.ts';
import {
  exampleLineup,
  examplePackageChange,
  exampleSelectionChange,
  exampleTv,
} from './examples.ts';
import { changeAnswer, channelId, lineup, packageId, tvPage } from './fields.ts';

const language = { 'Accept-Language': 'fr-CA or en-CA; else the language of the account' };
const changing = {
  ...language,
  'If-Match': 'The ETag of what was seen: after another change it is answered 409 `conflict`',
};
const query = z.strictObject({ dryRun: z.optional(z.enum(['true', 'false'])) });
const ofService = z.strictObject({ serviceId });
const ofChannel = z.strictObject({ serviceId, channelId });
const ofPackage = z.strictObject({ serviceId, packageId });

const atOnce =
  'It holds at once, and the order goes to the operator’s systems: `submitted`, then `completed`; should it fail, what was added goes again and is not charged. ' +
  'What is so already is answered with `changed: false`, whatever the If-Match. ' +
  'With `dryRun=true` everything is checked and answered, without `orderId`, and nothing is stored.';

const changes = {
  audience: 'customer',
  permission: 'changeServices',
  changesService: true,
  success: 'ok',
} as const;

export const tvContract = defineContract({
  getTv: {
    method: 'GET',
    path: '/v1/tv/{serviceId}',
    audience: 'customer',
    summary: 'A TV service: plan, equipment, selection, packages, price',
    description:
      'Everything that one has, since when, until when it is kept, and what it costs a month, line by line. The ETag stands for plan, selection, channels and packages: it is what changes take in If-Match.',
    headers: language,
    params: ofService,
    success: 'ok',
    answer: tvPage,
    problems: ['not-found'],
    examples: { answer: exampleTv },
  },
  getLineup: {
    method: 'GET',
    path: '/v1/tv/{serviceId}/lineup',
    audience: 'customer',
    summary: 'Every channel, and whether it can be had',
    description:
      'All channels of the catalog in force by their number, the packages that can be had, and for each: how one has it, whether it can be chosen now and, if not, why and from when on. ' +
      'The answer is the same until the catalog, the day or what the service has changes: sent with If-None-Match, its ETag is answered 304 without a body.',
    params: ofService,
    headers: { 'If-None-Match': 'The ETag of the line-up that one has' },
    query: z.strictObject({
      genre: z.optional(channel.shape.genre),
      language: z.optional(channel.shape.language),
      text: z.optional(text(60, 'Part of a name in either language, or the number')),
    }),
    conditional: true,
    success: 'ok',
    answer: lineup,
    problems: ['not-found'],
    examples: { answer: exampleLineup },
  },
  changeSelection: {
    ...changes,
    method: 'PUT',
    path: '/v1/tv/{serviceId}/selection',
    summary: 'Change the channels of a pick-your-own plan',
    description: `The body is the whole selection: what it does not name goes. Basic channels come with the plan and are not named. A channel that was picked is kept for as many days as the plan says; the plan also says how many there may be of each class, and how often a billing period they may be changed. Picks cost nothing beside the plan. If-Match is required, so that nobody undoes what they have not seen. ${atOnce}`,
    headers: changing,
    params: ofService,
    query,
    body: z.strictObject({
      channels: z
        .array(channelId)
        .check(z.maxLength(500), z.describe('Regular and premium channels, in any order')),
    }),
    answer: z.strictObject(changeAnswer),
    problems: [
      'not-found',
      'not-pick-your-own',
      'channels-not-selectable',
      'channels-kept-until',
      'too-many-channels',
      'no-changes-left',
      'order-pending',
      'conflict',
      'if-match-required',
    ],
    examples: {
      request: { channels: ['rds', 'canal-vie', 'tsn1'] },
      answer: exampleSelectionChange,
    },
  },
  putChannel: {
    ...changes,
    method: 'PUT',
    path: '/v1/tv/{serviceId}/channels/{channelId}',
    summary: 'Add a channel à la carte',
    description: `For its own price a month, from today on. What one has by plan, package or selection already is not sold again. ${atOnce}`,
    headers: changing,
    params: ofChannel,
    query,
    answer: z.strictObject(changeAnswer),
    problems: [
      'not-found',
      'not-offered',
      'already-had',
      'package-needed',
      'order-pending',
      'conflict',
    ],
    examples: { answer: examplePackageChange },
  },
  deleteChannel: {
    ...changes,
    method: 'DELETE',
    path: '/v1/tv/{serviceId}/channels/{channelId}',
    summary: 'Give up a channel à la carte',
    description: `From today on it is not charged; possible once its minimum stay is over, or while it comes with something else anyway. ${atOnce}`,
    headers: changing,
    params: ofChannel,
    query,
    answer: z.strictObject(changeAnswer),
    problems: ['not-found', 'minimum-stay', 'order-pending', 'conflict'],
    examples: { answer: { changed: false, monthlyPrice: exampleTv.monthlyPrice.total } },
  },
  putPackage: {
    ...changes,
    method: 'PUT',
    path: '/v1/tv/{serviceId}/packages/{packageId}',
    summary: 'Add a package',
    description: `Theme and premium packages, for their price a month, from today on. Channels à la carte and smaller packages that it includes end with it, whatever their minimum stay: they are in \`order.change.removed\` with \`comesWith\`, so that nothing is charged twice. Picks that it includes stay picks; others can be picked instead once they may go. ${atOnce}`,
    headers: changing,
    params: ofPackage,
    query,
    answer: z.strictObject(changeAnswer),
    problems: [
      'not-found',
      'not-offered',
      'already-had',
      'package-needed',
      'package-excluded',
      'order-pending',
      'conflict',
    ],
    examples: { answer: examplePackageChange },
  },
  deletePackage: {
    ...changes,
    method: 'DELETE',
    path: '/v1/tv/{serviceId}/packages/{packageId}',
    summary: 'Give up a package',
    description: `From today on it is not charged. What comes with the plan stays, the basic package always. Channels that ended when the package came do not come back by themselves. ${atOnce}`,
    headers: changing,
    params: ofPackage,
    query,
    answer: z.strictObject(changeAnswer),
    problems: [
      'not-found',
      'comes-with-plan',
      'minimum-stay',
      'still-needed',
      'order-pending',
      'conflict',
    ],
    examples: { answer: { changed: false, monthlyPrice: exampleTv.monthlyPrice.total } },
  },
});
