/** The demo operator's customers. Names, addresses and numbers are invented. */
import type { operatorContract } from '../../../functions/operator/contract.ts';
import type { BodyOf } from '../../../shared/http/client.ts';

export type AccountDocument = BodyOf<typeof operatorContract.putAccount>;

export type DemoCustomer = {
  accountNumber: string;
  /** What there is to see, for whoever looks for an account to sign in with. */
  what: string;
  account: AccountDocument;
};

/** The password of all of them: a demo is there to be looked at. */
export const demoPassword = 'quatre saisons sur le fleuve';

const dollars = (amount: number) => ({
  amount: Math.round(amount * 100),
  currency: 'CAD' as const,
});

/**
 * The demo's Internet services share a shard of usage: a fold takes a shard's day at a time, and
 * whoever starts the demo waits for all of them.
 */
export const measuredServiceId = 'inet-500100';

const residential: DemoCustomer = {
  accountNumber: '50010000001',
  what: 'Residential, fr-CA: Internet with an allowance; the usage is measured on a real line',
  account: {
    kind: 'residential',
    holder: {
      firstName: 'Marie',
      lastName: 'Tremblay',
      email: 'marie.tremblay@example.com',
      phone: '+15145550123',
    },
    language: 'fr-CA',
    serviceAddress: {
      line1: '1200, rue Saint-Denis',
      line2: 'app. 4',
      city: 'Montréal',
      province: 'QC',
      postalCode: 'H2X 3J6',
    },
    cycleDay: 9,
    pin: '4821',
    services: [
      {
        serviceId: measuredServiceId,
        type: 'internet',
        planId: 'internet-120',
        equipment: [
          {
            kind: 'modem',
            model: 'Hitron CODA-4582',
            serialNumber: 'HT4582100123',
            mac: '00:1A:2B:3C:4D:5E',
            location: 'Salon',
            ownership: 'rented',
          },
        ],
      },
    ],
  },
};

const business: DemoCustomer = {
  accountNumber: '50010000002',
  what: 'Business, en-CA: Internet, TV and two phone lines; sees its services, cannot change them',
  account: {
    kind: 'business',
    holder: {
      firstName: 'Priya',
      lastName: 'Nair',
      email: 'priya.nair@example.com',
      phone: '+16135550171',
    },
    language: 'en-CA',
    serviceAddress: {
      line1: '250 Bank Street',
      line2: 'Suite 300',
      city: 'Ottawa',
      province: 'ON',
      postalCode: 'K2P 1X4',
    },
    cycleDay: 1,
    pin: '7305',
    services: [
      {
        serviceId: 'inet-500203',
        type: 'internet',
        planId: 'affaires-60',
        label: 'Clinic',
        equipment: [
          {
            kind: 'gateway',
            model: 'Technicolor CGM4981',
            serialNumber: 'TC4981200456',
            mac: '3C:82:C0:11:22:33',
            location: 'Server closet',
            ownership: 'rented',
          },
        ],
        addOns: ['ip-fixe'],
      },
      {
        serviceId: 'tv-500204',
        type: 'tv',
        planId: 'tv-affaires',
        label: 'Waiting room',
        equipment: [
          {
            kind: 'set-top-box',
            model: 'Arris DCX3220',
            serialNumber: 'AR3220200457',
            location: 'Waiting room',
            ownership: 'rented',
          },
        ],
      },
      {
        serviceId: 'tel-500200',
        type: 'phone',
        planId: 'tel-affaires',
        label: 'Front desk',
        phoneNumber: '+16135550171',
        addOns: ['boite-vocale'],
      },
      {
        serviceId: 'tel-500201',
        type: 'phone',
        planId: 'tel-affaires',
        label: 'Fax',
        phoneNumber: '+16135550172',
      },
    ],
  },
};

export const family: DemoCustomer = {
  accountNumber: '50010000003',
  what: 'Family, fr-CA: pick-your-own TV, unlimited Internet and phone, with equipment',
  account: {
    kind: 'residential',
    holder: {
      firstName: 'Jean-François',
      lastName: 'Gagnon',
      email: 'jf.gagnon@example.com',
      phone: '+14185550134',
    },
    language: 'fr-CA',
    serviceAddress: {
      line1: '845, avenue Cartier',
      city: 'Québec',
      province: 'QC',
      postalCode: 'G1R 2R7',
    },
    cycleDay: 17,
    pin: '1960',
    services: [
      {
        serviceId: 'inet-500300',
        type: 'internet',
        planId: 'internet-400',
        equipment: [
          {
            kind: 'gateway',
            model: 'Hitron CODA-5310',
            serialNumber: 'HT5310300789',
            mac: '68:8F:2E:44:55:66',
            location: 'Bureau',
            ownership: 'rented',
          },
        ],
      },
      {
        serviceId: 'tv-500300',
        type: 'tv',
        planId: 'mon-mix-20',
        equipment: [
          {
            kind: 'set-top-box',
            model: 'Arris DCX3635',
            serialNumber: 'AR3635300111',
            location: 'Salon',
            ownership: 'rented',
          },
          {
            kind: 'set-top-box',
            model: 'Arris DCX3220',
            serialNumber: 'AR3220300112',
            location: 'Sous-sol',
            ownership: 'owned',
          },
        ],
        addOns: ['super-ecran', 'nhl-network', 'enregistreur-infonuagique'],
        picked: [
          'rds',
          'rds2',
          'tva-sports',
          'lcn',
          'cnn',
          'canal-vie',
          'canal-d',
          'addiktv',
          'yoopa',
          'teletoon',
          'mezzo-live',
        ].map((channelId) => ({ channelId })),
      },
      {
        serviceId: 'tel-500300',
        type: 'phone',
        planId: 'tel-illimite',
        phoneNumber: '+14185550134',
        equipment: [
          {
            kind: 'phone-adapter',
            model: 'Cisco SPA112',
            serialNumber: 'CS112300222',
            mac: '00:27:0D:77:88:99',
            location: 'Bureau',
            ownership: 'rented',
          },
        ],
        addOns: ['boite-vocale', 'interurbain-monde'],
      },
    ],
  },
};

/** `now` dates the standing, which the billing system tells as of a moment. */
const pastDue = (now: Date): DemoCustomer => ({
  accountNumber: '50010000004',
  what: 'Past due, en-CA: Internet over its allowance and a balance that was not paid',
  account: {
    kind: 'residential',
    holder: {
      firstName: 'Daniel',
      lastName: 'Okafor',
      email: 'daniel.okafor@example.com',
      phone: '+14165550188',
    },
    language: 'en-CA',
    serviceAddress: {
      line1: '77 Harbour Square',
      line2: 'Unit 1208',
      city: 'Toronto',
      province: 'ON',
      postalCode: 'M5J 2S2',
    },
    cycleDay: 28,
    pin: '3377',
    services: [
      {
        serviceId: 'inet-500400',
        type: 'internet',
        planId: 'internet-30',
        equipment: [
          {
            kind: 'modem',
            model: 'Hitron CDA3-35',
            serialNumber: 'HT335400333',
            mac: '74:9B:E8:AA:BB:CC',
            ownership: 'owned',
          },
        ],
        addOns: ['donnees-50'],
      },
    ],
    standing: {
      balance: dollars(184.77),
      pastDue: dollars(118.32),
      dueOn: new Date(now.getTime() - 24 * 86_400_000).toISOString().slice(0, 10),
      asOf: now.toISOString(),
    },
  },
});

export const customersAt = (now: Date): DemoCustomer[] => [
  residential,
  business,
  family,
  pastDue(now),
];
