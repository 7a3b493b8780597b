/** Every feature's contract, with what its chapter of the API page says. */
import { accountContract } from '../functions/account/contract.ts';
import { activityContract } from '../functions/activity/contract.ts';
import { delegatesContract } from '../functions/delegates/contract.ts';
import { internetContract } from '../functions/internet/contract.ts';
import { planContract } from '../functions/internet/plan/contract.ts';
import { dataAddOnsContract } from '../functions/internet/data-addons/contract.ts';
import { mailboxesContract } from '../functions/internet/mailboxes/contract.ts';
import { securityContract } from '../functions/internet/security/contract.ts';
import { usageFilesContract } from '../functions/internet/usage-files/contract.ts';
import { retentionContract } from '../functions/internet/retention/contract.ts';
import { usageIntakeContract } from '../functions/internet/usage-intake/contract.ts';
import { operatorClientsContract } from '../functions/operator/clients/contract.ts';
import { usageTotalsContract } from '../functions/internet/usage-totals/contract.ts';
import { operatorContract } from '../functions/operator/contract.ts';
import { ordersContract } from '../functions/orders/contract.ts';
import { profileContract } from '../functions/profile/contract.ts';
import { passkeysContract } from '../functions/passkeys/contract.ts';
import { privacyContract } from '../functions/privacy/contract.ts';
import { referenceContract } from '../functions/reference/contract.ts';
import { registrationContract } from '../functions/registration/contract.ts';
import { sessionsContract } from '../functions/sessions/contract.ts';
import { tvContract } from '../functions/tv/contract.ts';
import { tvHistoryContract } from '../functions/tv/history/contract.ts';
import { tvPlanContract } from '../functions/tv/plan/contract.ts';
import { purchaseIntakeContract } from '../functions/tv/purchase-intake/contract.ts';
import { purchasesContract } from '../functions/tv/purchases/contract.ts';
import type { Contract } from '../shared/http/contract.ts';

export type Chapter = { name: string; description: string; contract: Contract };

export const chapters: readonly Chapter[] = [
  {
    name: 'Registration',
    description: 'From the link in the mail, or the proof of being the customer, to a password.',
    contract: registrationContract,
  },
  {
    name: 'Sessions',
    description: 'Signing in and out, and the tokens of customers and operator systems.',
    contract: sessionsContract,
  },
  {
    name: 'Profile',
    description: 'Who signs in, and with what: names, email, password, second factors.',
    contract: profileContract,
  },
  {
    name: 'Passkeys',
    description: 'Signing in, and proving again who you are, with a device instead of a password.',
    contract: passkeysContract,
  },
  {
    name: 'Account',
    description: 'What the account is, what it holds, and how it stands.',
    contract: accountContract,
  },
  {
    name: 'Delegates',
    description: 'Who else may come to an account, and what they may do there.',
    contract: delegatesContract,
  },
  {
    name: 'Activity',
    description: 'Who did what on an account, when, and on whose behalf.',
    contract: activityContract,
  },
  {
    name: 'Internet',
    description: 'The Internet services: plan, equipment, and usage by billing period and day.',
    contract: internetContract,
  },
  {
    name: 'Internet: plan',
    description: 'Higher plans for an Internet service, and moving up to one.',
    contract: planContract,
  },
  {
    name: 'TV',
    description:
      'A TV service: what it has and costs, every channel there is, and changing the selection, channels à la carte and packages.',
    contract: tvContract,
  },
  {
    name: 'TV: history',
    description: 'What a TV service had before, since when, and by which order.',
    contract: tvHistoryContract,
  },
  {
    name: 'TV: plan',
    description: 'Higher plans for a TV service, what each means, and moving up to one.',
    contract: tvPlanContract,
  },
  {
    name: 'Orders',
    description: 'What was ordered, how far it is, taking it back; and fulfilment by the operator.',
    contract: ordersContract,
  },
  {
    name: 'Internet: data add-ons',
    description: 'More allowance for the billing period that is under way.',
    contract: dataAddOnsContract,
  },
  {
    name: 'Internet: security products',
    description: 'What protects the devices of an Internet service, and on which it is.',
    contract: securityContract,
  },
  {
    name: 'Internet: mailboxes',
    description: 'The email addresses that come with an Internet service.',
    contract: mailboxesContract,
  },
  {
    name: 'TV: purchases',
    description: 'What was bought on TV, on demand and pay-per-view, by billing period.',
    contract: purchasesContract,
  },
  {
    name: 'Operator: TV purchases',
    description: 'What customers bought on TV, as it happens, and what became of each record.',
    contract: purchaseIntakeContract,
  },
  {
    name: 'Operator: usage',
    description: 'Usage records from mediation, and what became of each of them.',
    contract: usageIntakeContract,
  },
  {
    name: 'Operator: usage files',
    description: 'Usage in files of any size: where to upload them, and what became of each.',
    contract: usageFilesContract,
  },
  {
    name: 'Operator: retention',
    description: 'Which usage records were deleted when they were past their time, and the proof.',
    contract: retentionContract,
  },
  {
    name: 'Operator: usage totals',
    description: 'What billing outside needs to know of the periods that ended on a day.',
    contract: usageTotalsContract,
  },
  {
    name: 'Operator: provisioning and jobs',
    description: 'Accounts and their services, the catalog, and jobs on demand.',
    contract: operatorContract,
  },
  {
    name: 'Operator: clients',
    description: 'The operator systems themselves: what each may do, its secrets, its end.',
    contract: operatorClientsContract,
  },
  {
    name: 'Privacy',
    description: 'A copy of the data of a person, its erasure, and the register of incidents.',
    contract: privacyContract,
  },
  {
    name: 'Reference',
    description: 'The API about itself.',
    contract: referenceContract,
  },
];
