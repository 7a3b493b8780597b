/**
 * The days of 2026 on which the clocks change, through intake and fold: records of every form count
 * on the local day they belong to, which is 23 or 25 hours long. Instants are written out.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginningOfTime } from '../../shared/calendar.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { startIntake } from './intake.ts';

let intake: Awaited<ReturnType<typeof startIntake>>;
beforeAll(async () => {
  intake = await startIntake('2026-03-09T12:00:00Z');
});
afterAll(() => intake.stop());

const minute = 60_000;
const hour = 60 * minute;
const march = ['2026-03-07', '2026-03-08', '2026-03-09'] as const;
const november = ['2026-10-31', '2026-11-01', '2026-11-02'] as const;

type Day = {
  zone: string;
  days: readonly [string, string, string];
  /** Midnight at its beginning and at its end. */
  start: string;
  end: string;
  hours: number;
};
const changes: Day[] = [
  {
    ...{ zone: 'America/Toronto', days: march, hours: 23 },
    ...{ start: '2026-03-08T05:00:00Z', end: '2026-03-09T04:00:00Z' },
  },
  {
    ...{ zone: 'America/Halifax', days: march, hours: 23 },
    ...{ start: '2026-03-08T04:00:00Z', end: '2026-03-09T03:00:00Z' },
  },
  {
    ...{ zone: 'America/St_Johns', days: march, hours: 23 },
    ...{ start: '2026-03-08T03:30:00Z', end: '2026-03-09T02:30:00Z' },
  },
  {
    ...{ zone: 'America/Toronto', days: november, hours: 25 },
    ...{ start: '2026-11-01T04:00:00Z', end: '2026-11-02T05:00:00Z' },
  },
  {
    ...{ zone: 'America/Halifax', days: november, hours: 25 },
    ...{ start: '2026-11-01T03:00:00Z', end: '2026-11-02T04:00:00Z' },
  },
  {
    ...{ zone: 'America/St_Johns', days: november, hours: 25 },
    ...{ start: '2026-11-01T02:30:00Z', end: '2026-11-02T03:30:00Z' },
  },
];

let made = 0;
let modems = 0;

/** A customer of the zone whose billing period begins on the day, and whose clock is past it. */
async function customer({ zone, days, end }: Day) {
  const [, day] = days;
  const serviceId = await intake.service({
    timeZone: zone,
    cycles: [{ from: beginningOfTime, day: Number(day.slice(-2)) }],
  });
  const mac = `00:1A:2B:3C:04:${String(10 + ++modems)}`;
  await intake.modem(mac, { serviceId, from: 0 });
  intake.clock.set(new Date(Date.parse(end) + 6 * hour).toISOString());
  return { serviceId, mac };
}

const iso = (at: number) => new Date(at).toISOString();
const delta = (serviceId: string, start: number | string, bytes: number) => ({
  record_id: `d-${++made}`,
  service_id: serviceId,
  start: typeof start === 'string' ? start : iso(start),
  end: iso((typeof start === 'string' ? Date.parse(start) : start) + 15 * minute),
  bytes_down: bytes,
  bytes_up: 0,
});
const flow = (mac: string, began: number, at: number, octets: number) => ({
  record_id: `f-${++made}`,
  source: 'cmts-7',
  cm_mac: mac,
  flow_id: 1,
  service_time_created_ticks: 0,
  sys_uptime: Math.floor((at - began) / 10),
  rec_type: 'interim',
  direction: 'down',
  octets,
  observed_at: iso(at),
});
const session = (serviceId: string, began: number, at: number, octets: number) => ({
  acct_unique_id: `s-${serviceId}`,
  status_type: 'interim',
  event_time: iso(at),
  session_time: Math.floor((at - began) / 1000),
  service_id: serviceId,
  input_octets: 0,
  output_octets: octets,
});

async function counted(serviceId: string, records: object[]) {
  const { body } = await intake.send(records);
  expect(body).toMatchObject({ accepted: records.length, rejected: [] });
  await intake.fold();
  const totals = await intake.totals(serviceId);
  return Object.fromEntries(Object.entries(totals).map(([day, [down]]) => [day, Number(down)]));
}

describe.each(changes)('in $zone, $days.1 of $hours hours', (day) => {
  const [before, itself, after] = day.days;
  const [start, end] = [Date.parse(day.start), Date.parse(day.end)];
  const quarters = Array.from(
    { length: (end - start + 2 * hour) / (15 * minute) },
    (_, i) => start - hour + i * 15 * minute,
  );
  const whole = { [before]: 4, [itself]: day.hours * 4, [after]: 4 };

  it('lasts from midnight to midnight', () => {
    expect(end - start).toBe(day.hours * hour);
  });

  it('has every quarter of an hour of delta records, in the period that begins on it', async () => {
    const { serviceId } = await customer(day);
    const records = quarters.map((at) => delta(serviceId, at, 1));
    expect(await counted(serviceId, records)).toEqual(whole);
    const periods = await itemsUnder(intake.table, 'ACCOUNT#50000000001', `USAGE#${serviceId}#`);
    expect(periods.map(({ sk }) => String(sk).split('#')[2])).toEqual([
      expect.not.stringContaining(itself),
      itself,
    ]);
  });

  it('has every quarter of an hour of a service flow', async () => {
    const { serviceId, mac } = await customer(day);
    const began = start - hour;
    // What is read at the end of a quarter tells of it.
    const records = quarters.map((at, i) => flow(mac, began, at + 15 * minute, i + 1));
    expect(await counted(serviceId, records)).toEqual(whole);
  });

  it('has every quarter of an hour of a session', async () => {
    const { serviceId } = await customer(day);
    const began = start - hour;
    const records = quarters.map((at, i) => session(serviceId, began, at + 15 * minute, i + 1));
    expect(await counted(serviceId, records)).toEqual(whole);
  });

  it.each([
    ['its beginning', start, before, itself],
    ['its end', end, itself, after],
  ])('parts records to the millisecond at %s', async (_, midnight, earlier, later) => {
    const { serviceId, mac } = await customer(day);
    const grace = 5 * minute;
    const began = midnight - 10 * minute;
    expect(
      await counted(serviceId, [
        ...[delta(serviceId, midnight - 1, 1), delta(serviceId, midnight, 100_000)],
        ...[flow(mac, began, midnight + grace - 1, 10), flow(mac, began, midnight, 10)],
        flow(mac, began, midnight + grace, 1_000_010),
        session(serviceId, began, midnight + grace - 1, 100),
        session(serviceId, began, midnight + grace, 10_000_100),
      ]),
    ).toEqual({ [earlier]: 111, [later]: 11_100_000 });
  });
});

describe('the hour that comes twice', () => {
  const [toronto, halifax, stJohns] = changes.filter(({ hours }) => hours === 25) as [
    Day,
    Day,
    Day,
  ];

  it.each<[string, Day, string, string]>([
    ['Toronto', toronto, '2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'],
    ['Halifax', halifax, '2026-11-01T01:30:00-03:00', '2026-11-01T01:30:00-04:00'],
    ['St. John’s', stJohns, '2026-11-01T01:30:00-02:30', '2026-11-01T01:30:00-03:30'],
  ])('in %s counts twice, whatever the form of its records', async (_, day, first, second) => {
    const { serviceId, mac } = await customer(day);
    const [one, other] = [Date.parse(first), Date.parse(second)];
    expect(other - one).toBe(hour);
    const began = one - hour;
    expect(
      await counted(serviceId, [
        ...[delta(serviceId, first, 1), delta(serviceId, second, 2)],
        ...[flow(mac, began, other, 70), flow(mac, began, one, 30)],
        ...[session(serviceId, began, other, 700), session(serviceId, began, one, 100)],
      ]),
    ).toEqual({ '2026-11-01': 773 });
  });
});
