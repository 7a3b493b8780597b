import { exampleOrder } from '../../shared/order-view.ts';

const cad = (amount: number) => ({ amount, currency: 'CAD' }) as const;

export const exampleTv = {
  serviceId: 'tv-000123',
  plan: { planId: 'mon-mix-10', name: 'My Mix 10', monthlyPrice: cad(4295) },
  equipment: [
    {
      ...{ kind: 'set-top-box', model: 'Arris XG1', serialNumber: 'AX1300789' },
      ...{ mac: '5C:8F:E0:11:22:33', location: 'Living room', ownership: 'rented' },
    },
  ],
  selection: {
    regular: { included: 10, used: 2 },
    premium: { included: 0, used: 0 },
    keepDays: 30,
    changes: { made: 1, most: 5, nextPeriod: '2026-12-09' },
    channels: [
      {
        ...{ channelId: 'rds', number: 70, name: 'RDS', class: 'regular' },
        ...{ addedOn: '2026-11-20', keptUntil: '2026-12-20' },
      },
      { channelId: 'canal-vie', number: 120, name: 'Canal Vie', class: 'regular' },
    ],
  },
  packages: [
    {
      packageId: 'base',
      name: 'Basic',
      by: 'basic',
      channels: ['ici-tele-montreal', 'tva-montreal'],
    },
    {
      ...{ packageId: 'super-ecran', name: 'Super Écran', by: 'bought' },
      ...{ channels: ['super-ecran-1', 'super-ecran-2'], addedOn: '2026-11-02' },
      keptUntil: '2026-12-02',
    },
  ],
  alaCarte: [],
  channelCount: 6,
  monthlyPrice: {
    lines: [
      { kind: 'plan', id: 'mon-mix-10', name: 'My Mix 10', price: cad(4295) },
      { kind: 'package', id: 'super-ecran', name: 'Super Écran', price: cad(1600) },
    ],
    total: cad(5895),
  },
  upcoming: [
    {
      ...{ kind: 'price-up', of: 'package', id: 'super-ecran' },
      ...{ name: { fr: 'Super Écran', en: 'Super Écran' }, effectiveFrom: '2027-01-15' },
      ...{ before: cad(1600), after: cad(1700) },
    },
  ],
  canChange: true,
} as const;

export const exampleLineup = {
  catalogVersion: 12,
  items: [
    {
      ...{ channelId: 'tsn1', number: 75, name: { fr: 'TSN1', en: 'TSN1' }, language: 'en' },
      ...{ genre: 'sports', class: 'regular', quality: '4k', packages: ['sports'], had: [] },
      pick: { selectable: false, chosen: false, why: 'no-place-left', from: '2026-12-02' },
      alone: { monthlyPrice: cad(400), selectable: true, chosen: false },
    },
  ],
  packages: [
    {
      ...{ packageId: 'sports', name: { fr: 'Sports', en: 'Sports' }, kind: 'theme' },
      ...{ monthlyPrice: cad(2000), selectable: true, chosen: false },
    },
  ],
} as const;

const { price: _price, change: _change, ...exampleDone } = exampleOrder;
const ofTv = { ...exampleDone, serviceId: 'tv-000123', serviceType: 'tv', canUndo: false } as const;

export const exampleSelectionChange = {
  changed: true,
  monthlyPrice: cad(5895),
  order: {
    ...ofTv,
    change: {
      kind: 'tv-selection',
      added: [{ channelId: 'tsn1', name: 'TSN1' }],
      removed: [{ channelId: 'tva-sports', name: 'TVA Sports' }],
    },
    price: { monthlyDifference: cad(0) },
  },
} as const;

export const examplePackageChange = {
  changed: true,
  monthlyPrice: cad(7095),
  order: {
    ...ofTv,
    change: {
      kind: 'tv-add-ons',
      added: [{ type: 'package', id: 'super-ecran', name: 'Super Écran', monthlyPrice: cad(1600) }],
      removed: [
        {
          ...{ type: 'channel', id: 'super-ecran-1', name: 'Super Écran 1' },
          ...{ monthlyPrice: cad(400), comesWith: 'super-ecran' },
        },
      ],
    },
    price: {
      monthlyDifference: cad(1200),
      prorated: {
        ...{ from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 },
        ...{ credit: cad(213), charge: cad(853), amount: cad(640) },
      },
    },
  },
} as const;
