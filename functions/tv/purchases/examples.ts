/** What the document shows of each answer. */
const cad = (amount: number) => ({ amount, currency: 'CAD' });

export const purchases = {
  serviceId: 'tv-500300',
  period: { start: '2026-11-17', end: '2026-12-16' },
  current: true,
  totals: {
    charged: cad(599),
    credited: cad(0),
    net: cad(599),
    toBeCharged: cad(0),
    pending: cad(6999),
  },
  items: [
    {
      purchaseId: 'ppv-20261121-0007781',
      type: 'ppv',
      title: 'Gala de boxe du Centre Bell',
      titleId: 'boxe-2026-11-28',
      masked: false,
      orderedAt: '2026-11-21T23:14:05.000Z',
      orderedOn: '2026-11-21',
      rentalHours: 24,
      rentalUntil: '2026-11-22T23:14:05.000Z',
      status: 'pending',
      ...{ price: cad(6999), charged: cad(0), credited: cad(0) },
    },
    {
      purchaseId: 'vod-20261118-0045512',
      type: 'vod',
      title: 'Incendies',
      titleId: 'incendies-2010',
      masked: false,
      orderedAt: '2026-11-19T00:42:10.000Z',
      orderedOn: '2026-11-18',
      viewedAt: '2026-11-19T01:05:00.000Z',
      rentalHours: 48,
      rentalUntil: '2026-11-21T01:05:00.000Z',
      status: 'charged',
      ...{ price: cad(599), charged: cad(599), credited: cad(0) },
    },
  ],
  omitted: 0,
  periods: [
    { start: '2026-11-17', end: '2026-12-16' },
    { start: '2026-10-17', end: '2026-11-16' },
    { start: '2026-09-17', end: '2026-10-16' },
    { start: '2026-08-17', end: '2026-09-16' },
  ],
};

export const purchasesCsv = [
  'Day,Ordered (UTC),Type,Title,Status,Viewed (UTC),Rental until (UTC),Price ($),Charged ($),Credited ($),Purchase',
  '2026-11-21,2026-11-21T23:14:05.000Z,pay-per-view,Gala de boxe du Centre Bell,pending,,2026-11-22T23:14:05.000Z,69.99,0.00,0.00,ppv-20261121-0007781',
  '2026-11-18,2026-11-19T00:42:10.000Z,on demand,Incendies,charged,2026-11-19T01:05:00.000Z,2026-11-21T01:05:00.000Z,5.99,5.99,0.00,vod-20261118-0045512',
  '',
].join('\r\n');
