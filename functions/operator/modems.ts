/** What an account's document says of its modems: who has which from now on. */
import type { StoredAccount } from '../../shared/account.ts';
import { bareMac, type Tenure } from '../../shared/modem.ts';

type Services = Pick<StoredAccount, 'services'>;

/** A modem that a service of the account gets, or that one gives up. */
export type ModemChange = { mac: string; to: string } | { mac: string; from: string };

export function modemChanges(before: Services | undefined, after: Services): ModemChange[] {
  const had = modemsOf(before?.services ?? []);
  const has = modemsOf(after.services);
  return [
    ...[...has]
      .filter(([mac, serviceId]) => had.get(mac) !== serviceId)
      .map(([mac, to]) => ({ mac, to })),
    ...[...had].filter(([mac]) => !has.has(mac)).map(([mac, from]) => ({ mac, from })),
  ];
}

/** MAC address → service. What a TV or phone service has counts no Internet usage. */
const modemsOf = (services: StoredAccount['services']) =>
  new Map(
    services
      .filter(({ type, status }) => type === 'internet' && status === 'active')
      .flatMap(({ serviceId, equipment }) =>
        equipment.flatMap(({ mac }) =>
          mac === undefined ? [] : [[bareMac(mac), serviceId] as const],
        ),
      ),
  );

/** Longer than any record is taken. */
const keptFor = 400 * 86_400_000;

/**
 * The history after a change at `now`. A modem that nobody had before is its first service's from
 * the beginning, so that records which came before the order did are not lost. One that comes back
 * to the service that had it last was never away. In between it is nobody's.
 */
export function changedHistory(
  history: readonly Tenure[],
  change: ModemChange,
  now: number,
): readonly Tenure[] {
  const last = history.at(-1);
  const before = history.slice(0, -1);
  if (last === undefined) return 'to' in change ? [{ serviceId: change.to, from: 0 }] : history;
  const isHeld = last.to === undefined;
  // The clocks of two provisioners differ; what was settled stays.
  const at = Math.max(now, last.to ?? last.from);

  if ('from' in change) {
    return isHeld && last.serviceId === change.from ? [...before, { ...last, to: at }] : history;
  }
  if (last.serviceId === change.to) {
    const { serviceId, from } = last;
    return isHeld ? history : [...before, { serviceId, from }];
  }
  const ended = { ...last, to: last.to ?? at };
  return [...before, ended, { serviceId: change.to, from: at }].filter(
    ({ from, to }) => from !== to && (to === undefined || to > now - keptFor),
  );
}
