/** What the document shows of each answer. */
const cad = (amount: number) => ({ amount, currency: 'CAD' });
const base = { packageId: 'base', name: 'Basic' };
const sports = { packageId: 'sports', name: 'Sports' };
const mix = { planId: 'mon-mix-10', name: 'My Mix 10', monthlyPrice: cad(4295) };
const complete = { planId: 'tv-complete', name: 'Complete TV', monthlyPrice: cad(8995) };

export const upgrades = {
  current: { ...mix, channels: 39, pick: { regular: 10, premium: 0 }, packages: [base] },
  items: [
    {
      ...{ ...complete, channels: 136, packages: [base, sports], priceDifference: cad(4700) },
      ifToday: {
        ...{ monthlyDifference: cad(2700), gained: 95, lost: 0, notCharged: 1 },
        picks: { stay: 0, notNeeded: 2, lost: 0 },
      },
    },
  ],
};

export const planChange = {
  changed: true,
  order: {
    orderId: '019ab3a0-5c00-7d1e-8a53-0d6c6c1f0003',
    ...{ serviceId: 'tv-000123', serviceType: 'tv', status: 'submitted', when: 'now' },
    ...{ placedAt: '2026-11-23T15:00:00.000Z', effectiveDate: '2026-11-23' },
    change: {
      ...{ kind: 'plan', from: mix, to: complete },
      tv: {
        gained: [{ channelId: 'cnn', name: 'CNN' }],
        lost: [],
        picks: {
          stay: [],
          notNeeded: [{ channelId: 'lcn', name: 'LCN' }],
          lost: [],
          counts: { regular: { used: 0, included: 0 }, premium: { used: 0, included: 0 } },
        },
        notCharged: [{ type: 'package', id: 'sports', name: 'Sports', monthlyPrice: cad(2000) }],
        charged: [],
      },
    },
    price: {
      monthlyDifference: cad(2700),
      prorated: {
        ...{ from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 },
        ...{ credit: cad(3357), charge: cad(4797), amount: cad(1440) },
      },
    },
    canUndo: true,
  },
};
