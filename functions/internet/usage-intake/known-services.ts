import type { Clock } from '../../../shared/clock.ts';
import type { Service } from './service.ts';

/** A service that is not known may be provisioned any moment: only found ones are remembered. */
const rememberedMs = 3_600_000;
/** About 30 MB. */
const maxRemembered = 100_000;

/** In the order of the ids; undefined where there is no such service. */
export type ResolveServices = (serviceIds: readonly string[]) => Promise<(Service | undefined)[]>;

export function knownServices(deps: {
  store: { services: (serviceIds: readonly string[]) => Promise<Service[]> };
  clock: Clock;
}): ResolveServices {
  const remembered = new Map<string, { service: Service; until: number }>();

  const remember = (service: Service, until: number) => {
    remembered.delete(service.serviceId);
    const [oldest] = remembered.size >= maxRemembered ? remembered.keys() : [];
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(service.serviceId, { service, until });
  };

  return async (serviceIds) => {
    const now = deps.clock.now().getTime();
    const found = serviceIds.map((serviceId) => {
      const known = remembered.get(serviceId);
      return known !== undefined && known.until > now ? known.service : undefined;
    });
    const missing = serviceIds.filter((_, i) => found[i] === undefined);
    if (missing.length === 0) return found;
    const read = new Map<string, Service>();
    for (const service of await deps.store.services(missing)) {
      read.set(service.serviceId, service);
      remember(service, now + rememberedMs);
    }
    return found.map((service, i) => service ?? read.get(serviceIds[i] as string));
  };
}
