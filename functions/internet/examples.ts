/** What the document shows of each answer. */
const allowance = {
  unlimited: false,
  limit: 400000000000,
  remaining: 393223619488,
  overBy: 0,
  percentUsed: 1.6,
};

const figures = {
  period: { start: '2026-11-09', end: '2026-12-08' },
  daysLeft: 16,
  dataAsOf: '2026-11-23T05:00:00.000Z',
  totals: { download: 4219940304, upload: 2556440208, total: 6776380512 },
  allowance,
  overage: {
    charge: { amount: 0, currency: 'CAD' },
    rate: {
      price: { amount: 1000, currency: 'CAD' },
      bytes: 50000000000,
      cap: { amount: 10000, currency: 'CAD' },
    },
  },
  dataAddOns: [],
  notices: [],
  projection: {
    total: 14520815382,
    method: 'average-of-complete-days',
    completeDays: 14,
  },
};

export const internet = {
  serviceId: 'inet-000123',
  status: 'active',
  plan: {
    planId: 'internet-120',
    name: 'Internet 120',
    monthlyPrice: { amount: 6495, currency: 'CAD' },
    downloadMbps: 120,
    uploadMbps: 20,
    allowance: 400000000000,
  },
  equipment: [
    {
      kind: 'modem',
      model: 'Hitron CODA-45',
      serialNumber: 'HT2210045511',
      mac: '00:1A:2B:3C:4D:5E',
      ownership: 'rented',
    },
  ],
  ...figures,
};

export const usage = {
  serviceId: 'inet-000123',
  current: true,
  ...figures,
  days: [{ day: '2026-11-09', download: 263777519, upload: 159796263, total: 423573782 }],
  periods: [
    { start: '2026-11-09', end: '2026-12-08' },
    { start: '2026-10-09', end: '2026-11-08' },
    { start: '2026-09-09', end: '2026-10-08' },
    { start: '2026-08-09', end: '2026-09-08' },
  ],
};

export const usageCsv = [
  'Day,Download (bytes),Upload (bytes),Total (bytes),Revised',
  '2026-11-09,263777519,159796263,423573782,no',
  '',
].join('\r\n');

export const usagePeriods = {
  serviceId: 'inet-000123',
  items: [
    {
      ...{ start: '2026-11-09', end: '2026-12-08' },
      ...figures.totals,
      ...{ allowance: 400000000000, overBy: 0 },
    },
    {
      ...{ start: '2026-10-09', end: '2026-11-08' },
      ...{ download: 390263777519, upload: 21159796263, total: 411423573782 },
      ...{ allowance: 400000000000, overBy: 11423573782 },
      overage: { amount: 1000, currency: 'CAD' },
    },
  ],
};

export const usagePeriodsCsv = [
  'First day,Last day,Download (bytes),Upload (bytes),Total (bytes),Allowance (bytes),Over (bytes),Overage charge ($)',
  '2026-11-09,2026-12-08,4219940304,2556440208,6776380512,400000000000,0,0.00',
  '2026-10-09,2026-11-08,390263777519,21159796263,411423573782,400000000000,11423573782,10.00',
  '',
].join('\r\n');
