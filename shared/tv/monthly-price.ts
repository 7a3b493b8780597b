/** What a TV service costs a month, line by line, before tax. Nothing is charged twice. Pure. */
import { hadOtherwise, type Holdings, type Source } from './holdings.ts';

type Names = { fr: string; en: string };

export type PriceLine = {
  kind: 'plan' | 'package' | 'a-la-carte' | 'add-on';
  id: string;
  name: Names | string;
  /** In cents. */
  amount: number;
  /** What a channel or package comes with, that costs nothing by itself therefore. */
  comesWith?: Source;
};

export function priceLines(holdings: Holdings): PriceLine[] {
  const { plan, included, packages, alaCarte, addOns } = holdings;
  return [
    { kind: 'plan', id: plan.planId, name: plan.name, amount: plan.monthlyPrice.amount },
    ...packages.map(({ package: one }): PriceLine => {
      const line = { kind: 'package', id: one.packageId, name: one.name } as const;
      // The operator's document may name what the plan includes.
      return included.some(({ packageId }) => packageId === one.packageId)
        ? { ...line, amount: 0, comesWith: { kind: 'plan', package: one } }
        : { ...line, amount: one.monthlyPrice.amount };
    }),
    ...alaCarte.map(({ channel }): PriceLine => {
      const comesWith = hadOtherwise(holdings, channel.channelId);
      const line = { kind: 'a-la-carte', id: channel.channelId, name: channel.name } as const;
      return comesWith === undefined
        ? { ...line, amount: channel.alaCartePrice?.amount ?? 0 }
        : { ...line, amount: 0, comesWith };
    }),
    ...addOns.map((one): PriceLine => ({
      ...{ kind: 'add-on', id: one.addOnId, name: one.name },
      amount: one.monthlyPrice.amount,
    })),
  ];
}

export const monthlyPrice = (holdings: Holdings): number =>
  priceLines(holdings).reduce((sum, { amount }) => sum + amount, 0);
