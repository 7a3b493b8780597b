/** What a service becomes by a name of the customer's own. Pure: nothing is read or written here. */
import type { StoredAccount, StoredService } from '../../shared/account.ts';

export type Renaming = {
  /** Of the account it was decided on. */
  version: number;
  /** Where the service stands in the account. */
  at: number;
  service: StoredService;
  changed: boolean;
};

/** Undefined when the account has no such service, or not any more. */
export function renamed(
  { services, version }: Pick<StoredAccount, 'services' | 'version'>,
  serviceId: string,
  label: string | null,
): Renaming | undefined {
  const at = services.findIndex((one) => one.serviceId === serviceId);
  const before = services[at];
  if (before?.status !== 'active') return undefined;
  const { ownLabel, ...rest } = before;
  return {
    ...{ version, at },
    service: label === null ? rest : { ...rest, ownLabel: label },
    changed: (ownLabel ?? null) !== label,
  };
}
