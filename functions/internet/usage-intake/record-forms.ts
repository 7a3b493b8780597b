/** The forms of usage records, as mediation systems export them (snake case). */
import * as z from 'zod/mini';
import { bytes, instant, serviceId } from '../../../shared/http/fields.ts';

/** Counters are 64 bits wide. Decimals of one length compare as their numbers do. */
const largest = String(2n ** 64n - 1n);
const counted = (description: string) =>
  bytes.check(
    z.refine((value) => typeof value === 'number' || value.length < 20 || value <= largest),
    z.describe(description),
  );

const recordId = (description: string) =>
  z.string().check(z.regex(/^[\x21-\x7e]{1,64}$/), z.describe(description));

export const deltaRecord = z
  .strictObject({
    record_id: recordId('Unique for the service and day; sent again it counts once'),
    service_id: serviceId,
    start: instant.check(
      z.describe('Start of the interval; the record counts on the local day it starts in'),
    ),
    end: instant.check(z.describe('End of the interval, after start, at most 25 hours later')),
    bytes_down: counted('Bytes received by the customer in the interval'),
    bytes_up: counted('Bytes sent by the customer in the interval'),
  })
  .check(z.describe('Delta: what was counted in an interval'));

const word = 2 ** 32;
/** CSV knows no numbers: decimals are taken too. */
const word32 = (description: string) =>
  z
    .union([
      z.int().check(z.nonnegative(), z.maximum(word - 1)),
      z.string().check(
        z.regex(/^(0|[1-9]\d{0,9})$/),
        z.refine((text) => Number(text) < word),
      ),
    ])
    .check(z.describe(description));

export const macAddress = z
  .string()
  .check(
    z.regex(/^([0-9A-Fa-f]{2}([:-]?)[0-9A-Fa-f]{2}(\2[0-9A-Fa-f]{2}){4})$/),
    z.describe('MAC address of the modem: 00:1A:2B:3C:4D:5E, with colons, hyphens or neither'),
  );

export const cumulativeRecord = z
  .strictObject({
    record_id: recordId('Unique for the service and day; sent again it counts once'),
    source: z
      .string()
      .check(
        z.regex(/^[\x21-\x7e]{1,64}$/),
        z.describe('The gateway (CMTS) that exports, by a name that stays'),
      ),
    cm_mac: macAddress,
    flow_id: z
      .union([
        z.int().check(z.nonnegative()),
        z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/)),
      ])
      .check(z.describe('The service flow, as the gateway names it')),
    service_time_created: z.optional(
      instant.check(z.describe('When the flow began; another one is another counter, from 0')),
    ),
    service_time_created_ticks: z.optional(
      word32(
        'The same as sysUpTime of the gateway when the flow began, in hundredths of a second, as IPDR has it. Exactly one of both is given, and always the same one of a flow',
      ),
    ),
    sys_uptime: word32(
      'sysUpTime of the gateway in hundredths of a second: less than before means its counters began again from 0, but for its own wrap at 2^32',
    ),
    rec_type: z
      .enum(['interim', 'stop', 'start', 'event'])
      .check(z.describe('`stop`: the last record of the flow')),
    direction: z.enum(['down', 'up']).check(z.describe('Seen from the customer')),
    octets: counted('The counter, cumulative since the flow began; it wraps at 2^64'),
    observed_at: instant.check(z.describe('When the counter was read')),
    flow_kind: z.optional(
      z
        .enum(['unicast', 'multicast'])
        .check(
          z.describe('What a multicast flow carries is no usage of the customer: it is rejected'),
        ),
    ),
  })
  .check(
    z.refine(
      (one) =>
        (one.service_time_created === undefined) !== (one.service_time_created_ticks === undefined),
      { path: ['service_time_created'] },
    ),
    z.describe('Cumulative: a counter of a service flow (IPDR/SAMIS)'),
  );

const octets = (description: string) => z.optional(word32(description));

export const radiusRecord = z
  .strictObject({
    acct_unique_id: recordId('The session. With status_type and event_time it is the record’s id'),
    status_type: z.enum(['start', 'interim', 'stop']),
    event_time: instant,
    session_time: word32('Acct-Session-Time: seconds since the session began'),
    service_id: z.optional(serviceId),
    cm_mac: z.optional(macAddress),
    input_octets: octets('Acct-Input-Octets: what the customer sent; may be absent from a start'),
    input_gigawords: octets('Acct-Input-Gigawords; 0 if absent'),
    output_octets: octets('Acct-Output-Octets: what the customer received'),
    output_gigawords: octets('Acct-Output-Gigawords; 0 if absent'),
  })
  .check(
    z.refine((one) => (one.service_id === undefined) !== (one.cm_mac === undefined), {
      path: ['service_id'],
    }),
    z.refine((one) => one.status_type === 'start' || one.input_octets !== undefined, {
      path: ['input_octets'],
    }),
    z.refine((one) => one.status_type === 'start' || one.output_octets !== undefined, {
      path: ['output_octets'],
    }),
    z.describe(
      'RADIUS accounting (RFC 2866): the counters of a session. Exactly one of service_id and cm_mac says whose it is',
    ),
  );

export const usageRecord = z.union([deltaRecord, cumulativeRecord, radiusRecord]);
