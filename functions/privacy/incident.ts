/**
 * A confidentiality incident as Quebec's register has it (Regulation respecting confidentiality
 * incidents, s. 7): each member is one of its eight points.
 */
import * as z from 'zod/mini';
import { day } from '../../shared/http/fields.ts';

/** Several lines; no other control characters, nor any that turn the direction of reading. */
const account = (description: string) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(2000),
    // eslint-disable-next-line no-control-regex -- refusing control and bidi-override characters is the point
    z.regex(/^[^\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$/),
    z.describe(description),
  );

const days = (from: string) => ({
  from: day.check(z.describe(from)),
  to: z.optional(day.check(z.describe('Last day, where it was a period'))),
});
const inOrder = z.refine<{ from: string; to?: string | undefined }>(
  ({ from, to }) => to === undefined || from <= to,
  { error: 'the last day on or after the first' },
);

const approximate = z
  ._default(z.boolean(), false)
  .check(z.describe('It is not known exactly, and this is an approximation'));

const notices = z.strictObject({
  commissionOn: z.optional(
    day.check(z.describe('When the Commission was sent its notice; absent: not yet')),
  ),
  personsOn: z.optional(
    day.check(z.describe('When the persons concerned were sent theirs; absent: not yet')),
  ),
  publicNotice: z.discriminatedUnion('given', [
    z.strictObject({ given: z.literal(false) }),
    z.strictObject({ given: z.literal(true), reasons: account('Why a public notice was given') }),
  ]),
});

export const incidentDocument = z.strictObject({
  personalInformation: z.union([
    z.strictObject({ description: account('What kinds of personal information are concerned') }),
    z.strictObject({ unknownBecause: account('Why they cannot be described') }),
  ]),
  circumstances: account('What happened, in short; no name and no data of a person'),
  occurred: z
    .strictObject({ ...days('First day on which it happened'), approximate })
    .check(inOrder),
  becameAware: z
    .strictObject(days('First day on which the organization knew'))
    .check(inOrder, z.describe('The register keeps the incident for 5 years from then')),
  personsConcerned: z.strictObject({ count: z.int().check(z.nonnegative()), approximate }),
  seriousInjury: z.discriminatedUnion('risk', [
    z.strictObject({
      risk: z.literal(false),
      reasons: account('What leads to conclude that there is no risk of serious injury'),
    }),
    z.strictObject({
      risk: z.literal(true),
      reasons: account(
        'Sensitivity, possible malicious uses, consequences to expect and how likely they are',
      ),
      notices,
    }),
  ]),
  measures: account('What was done since then to reduce the risks'),
});

export const exampleIncident: z.output<typeof incidentDocument> = {
  personalInformation: { description: 'Names and service addresses; no payment data' },
  circumstances: 'A list of appointments was mailed to the wrong contractor.',
  occurred: { from: '2026-11-18', approximate: false },
  becameAware: { from: '2026-11-19' },
  personsConcerned: { count: 40, approximate: true },
  seriousInjury: {
    risk: true,
    reasons: 'Addresses with hours of absence could be used for burglary.',
    notices: {
      commissionOn: '2026-11-20',
      personsOn: '2026-11-20',
      publicNotice: { given: false },
    },
  },
  measures: 'The contractor confirmed the deletion; lists now leave by portal only.',
};
