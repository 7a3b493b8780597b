/** What is needed by what, and what a package that comes makes needless. Pure. */
import type { ChannelPackage } from '../../shared/catalog/catalog.ts';
import type { Holdings } from '../../shared/tv/holdings.ts';

/** Channels alone, and smaller packages, but those that are needed by it or by anything that stays. */
export function absorbedBy(wanted: ChannelPackage, holdings: Holdings): string[] {
  const includes = (channelId: string) => wanted.channels.includes(channelId);
  const covered = [
    ...holdings.alaCarte.map(({ channel }) => channel.channelId).filter(includes),
    ...holdings.packages
      .map((one) => one.package)
      .filter(({ channels }) => channels.every(includes))
      .map(({ packageId }) => packageId),
  ];
  // One that stays may need others, which then stay too.
  for (;;) {
    const needed = new Set([
      ...(wanted.requires ?? []),
      ...needsOf(holdings).flatMap(({ id, requires, isPick }) =>
        !isPick && covered.includes(id) ? [] : requires,
      ),
    ]);
    const stays = covered.findIndex((id) => needed.has(id));
    if (stays < 0) return covered;
    covered.splice(stays, 1);
  }
}

/** What is had and could not be without this package. */
export const needing = (holdings: Holdings, packageId: string): string[] =>
  needsOf(holdings).flatMap(({ id, requires }) => (requires.includes(packageId) ? [id] : []));

/** The packages that each thing needs. A channel may be picked and had alone: a pick stays. */
function needsOf({ packages, alaCarte, picked }: Holdings) {
  const need = (id: string, requires: readonly string[] = [], isPick = false) => ({
    ...{ id, requires, isPick },
  });
  return [
    ...packages.map((one) => need(one.package.packageId, one.package.requires)),
    ...alaCarte.map(({ channel }) => need(channel.channelId, channel.requires)),
    ...picked.map(({ channel }) => need(channel.channelId, channel.requires, true)),
  ];
}
