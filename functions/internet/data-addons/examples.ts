/** What the document shows of each answer. */
const period = { start: '2026-11-09', end: '2026-12-08' };
const dataAddOn = { dataAddOnId: 'donnees-50', name: '50 GB more', bytes: 50000000000 };
const price = { amount: 500, currency: 'CAD' };
const orderId = '019ab3a0-5c00-7d1e-8a53-0d6c6c1f0002';

export const dataAddOns = {
  period,
  items: [{ ...dataAddOn, price }],
  bought: [{ purchaseId: orderId, ...dataAddOn, price, boughtAt: '2026-11-23T15:00:00.000Z' }],
};

export const purchase = {
  order: {
    ...{ orderId, serviceId: 'inet-000123', serviceType: 'internet', status: 'completed' },
    ...{ when: 'now', placedAt: '2026-11-23T15:00:00.000Z', effectiveDate: '2026-11-23' },
    endedAt: '2026-11-23T15:00:00.000Z',
    change: { kind: 'data-add-on', ...dataAddOn },
    price: { monthlyDifference: { amount: 0, currency: 'CAD' }, oneTime: price },
    canUndo: false,
  },
  period,
  allowance: {
    unlimited: false,
    limit: 450000000000,
    remaining: 38576426218,
    overBy: 0,
    percentUsed: 91.4,
  },
  overage: {
    charge: { amount: 1000, currency: 'CAD' },
    rate: {
      price: { amount: 1000, currency: 'CAD' },
      bytes: 50000000000,
      cap: { amount: 10000, currency: 'CAD' },
    },
  },
};
