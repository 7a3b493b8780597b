/** Changes to come, as customers are shown them. */
import * as z from 'zod/mini';
import { day, names, price } from '../http/fields.ts';
import { thingOf, type UpcomingChange } from './upcoming-changes.ts';

const fields = {
  of: z.enum(['plan', 'package', 'channel', 'add-on']).check(z.describe('What `id` is of')),
  id: z.string(),
  name: names,
  effectiveFrom: day.check(z.describe('First day it is so')),
};
const within = z
  .strictObject({ id: z.string(), name: names })
  .check(z.describe('The package or plan that it leaves or joins'));
const channelClass = z.enum(['basic', 'regular', 'premium']);
const picks = z.strictObject({ regular: z.int(), premium: z.int() });

export const upcomingChange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .enum(['price-up', 'price-down'])
      .check(z.describe('What it costs a month, before tax; of a channel, alone')),
    ...{ ...fields, before: price, after: price },
  }),
  z.strictObject({
    kind: z.literal('channel-ends').check(z.describe('Nobody has the channel from then on')),
    ...{ ...fields, before: z.optional(day.check(z.describe('The day told before'))), after: day },
  }),
  z.strictObject({
    kind: z.enum(['channel-leaves', 'channel-joins', 'package-leaves', 'package-joins']),
    ...{ ...fields, within },
  }),
  z.strictObject({
    kind: z.enum(['class-up', 'class-down']).check(z.describe('As what the channel counts')),
    ...{ ...fields, before: channelClass, after: channelClass },
  }),
  z.strictObject({
    kind: z.literal('number-changes').check(z.describe('Number on the remote')),
    ...{ ...fields, before: z.int(), after: z.int() },
  }),
  z.strictObject({
    kind: z.enum(['picks-fewer', 'picks-more']).check(z.describe('Channels to pick in the plan')),
    ...{ ...fields, before: picks, after: picks },
  }),
]);

export type ShownChange = z.output<typeof upcomingChange>;

export function upcomingView(change: UpcomingChange): ShownChange {
  const { id, name, effectiveFrom } = change;
  const shown = { of: thingOf(change), id, name, effectiveFrom };
  switch (change.kind) {
    case 'channel-leaves':
    case 'channel-joins':
    case 'package-leaves':
    case 'package-joins':
      return { kind: change.kind, ...shown, within: change.within ?? { id, name } };
    case 'channel-ends': {
      const { before, after } = change;
      return { kind: change.kind, ...shown, ...(before === undefined ? {} : { before }), after };
    }
    case 'price-up':
    case 'price-down':
      return { kind: change.kind, ...shown, before: change.before, after: change.after };
    case 'class-up':
    case 'class-down':
      return { kind: change.kind, ...shown, before: change.before, after: change.after };
    case 'number-changes':
      return { kind: change.kind, ...shown, before: change.before, after: change.after };
    case 'picks-fewer':
    case 'picks-more':
      return { kind: change.kind, ...shown, before: change.before, after: change.after };
  }
}
