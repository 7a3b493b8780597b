/** The access patterns of a look at a period's terms: one read, one transaction. */
import * as z from 'zod/mini';
import { storedAccount } from '../../../../shared/account.ts';
import { outboxItem } from '../../../../shared/outbox.ts';
import { getItems, itemAt } from '../../../../shared/table/access.ts';
import type { Table } from '../../../../shared/table/client.ts';
import { keys } from '../../../../shared/table/keys.ts';
import { transact, type Part } from '../../../../shared/table/transactions.ts';
import { usageHeader, type UsageHeader } from '../../../../shared/usage-header.ts';
import { lookPart, readUsagePeriod, type UsagePeriod } from '../../../../shared/usage-period.ts';
import { readUsageTerms, termsPart, type UsageTerms } from '../../../../shared/usage-terms.ts';
import type { ServiceTotal } from '../fold.ts';

export type UnderReview = {
  accountNumber: string;
  holderProfileId: string;
  header: UsageHeader;
  period: UsagePeriod;
  /** Undefined: nothing was set down of the period yet. */
  terms?: UsageTerms;
};

export type Review = UnderReview & {
  /** Undefined: there are none to set down. */
  after: UsageTerms | undefined;
  lookAt: bigint | 'never';
  /** Percent of the notice to give; undefined when there is none. */
  due: number | undefined;
  periodEnd: string;
  now: Date;
};

export type ReviewStore = {
  /** Undefined when the account is not on file, or its service. */
  underReview: (total: ServiceTotal) => Promise<UnderReview | undefined>;
  /** False when terms, plan or what is looked for have changed since they were read. */
  saveReview: (review: Review) => Promise<boolean>;
};

export const reviewStore = (table: Table): ReviewStore => ({
  async underReview({ accountNumber, serviceId, periodStart }) {
    const at = {
      account: keys.account(accountNumber),
      header: keys.usageHeader(accountNumber, serviceId),
      period: keys.usagePeriod(accountNumber, serviceId, periodStart),
      terms: keys.usageTerms(accountNumber, serviceId, periodStart),
    };
    const items = await getItems(table, Object.values(at));
    const [account, header] = [itemAt(items, at.account), itemAt(items, at.header)];
    const period = itemAt(items, at.period);
    if (account === undefined || header === undefined || period === undefined) return undefined;
    const terms = itemAt(items, at.terms);
    return {
      accountNumber,
      holderProfileId: z.parse(storedAccount, account).holderProfileId,
      header: z.parse(usageHeader, header),
      period: readUsagePeriod(period),
      ...(terms === undefined ? {} : { terms: readUsageTerms(terms) }),
    };
  },

  async saveReview({ accountNumber, header, period, terms, after, lookAt, ...rest }) {
    const { serviceId, start } = period;
    const place = { accountNumber, serviceId, start };
    const failed = await transact(table, [
      ...(after === undefined || after === terms ? [] : [termsPart(place, terms, after)]),
      lookPart(place, lookAt, period.lookAt),
      {
        ConditionCheck: {
          Key: keys.usageHeader(accountNumber, serviceId),
          ConditionExpression: 'planId = :plan',
          ExpressionAttributeValues: { ':plan': header.planId },
        },
      },
      ...noticeParts({ accountNumber, serviceId, after, ...rest }),
    ]);
    return failed.length === 0;
  },
});

type Noticed = Pick<
  Review,
  'accountNumber' | 'holderProfileId' | 'after' | 'due' | 'periodEnd' | 'now'
>;

/** To who is billed. The same notice under another limit is another mail. */
function noticeParts({ due, after, ...of }: Noticed & { serviceId: string }): Part[] {
  const notice = after?.notices.at(-1);
  if (due === undefined || notice === undefined) return [];
  const { accountNumber, serviceId, holderProfileId, periodEnd, now } = of;
  const { start, overage } = after as UsageTerms;
  const { percent, limit } = notice;
  return [
    {
      Put: {
        Item: outboxItem(
          {
            ...{ template: 'usage-notice', profileId: holderProfileId, accountNumber },
            details: {
              ...{ serviceId, periodStart: start, periodEnd },
              ...{ percent: String(percent), limit: String(limit) },
              ...(overage === undefined ? {} : overageDetails(overage)),
            },
            key: `${serviceId}#${start}#${percent}#${limit}`,
          },
          now,
        ),
      },
    },
  ];
}

const overageDetails = ({ price, bytes, cap }: NonNullable<UsageTerms['overage']>) => ({
  ...{ overagePrice: String(price), overageBytes: String(bytes) },
  ...(cap === undefined ? {} : { overageCap: String(cap) }),
});
