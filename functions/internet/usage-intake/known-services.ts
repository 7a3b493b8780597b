import type { Clock } from '../../../shared/clock.ts';
import { NameTable } from '../name-table.ts';
import type { Service } from './service.ts';

/** A service that is not known may be provisioned any moment: only found ones are remembered. */
const rememberedMs = 3_600_000;
/** About 30 MB. Beyond it all are forgotten, and those that are still asked for are read again. */
const maxRemembered = 100_000;

/** By the numbers of their names; undefined where there is no such service. */
export type ResolveServices = (names: NameTable) => Promise<(Service | undefined)[]>;

export function knownServices(deps: {
  store: { services: (serviceIds: readonly string[]) => Promise<Service[]> };
  clock: Clock;
}): ResolveServices {
  let memory = emptyMemory();

  return async (names) => {
    if (memory.names.count >= maxRemembered) memory = emptyMemory();
    // Another call may begin anew while this one reads.
    const { names: known, services, until } = memory;
    const now = deps.clock.now().getTime();
    const numbers = known.numbersIn(names);
    const found = new Array<Service | undefined>(numbers.length);
    const missing: number[] = [];
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] as number;
      if ((until[number] ?? 0) > now) found[i] = services[number];
      else missing.push(i);
    }
    if (missing.length === 0) return found;

    const texts = names.texts();
    const wanted = new Map(missing.map((i) => [texts[i] as string, i]));
    for (const service of await deps.store.services([...wanted.keys()])) {
      const i = wanted.get(service.serviceId);
      if (i === undefined) continue;
      found[i] = services[numbers[i] as number] = service;
      until[numbers[i] as number] = now + rememberedMs;
    }
    return found;
  };
}

const emptyMemory = () => ({
  names: new NameTable(),
  services: [] as (Service | undefined)[],
  /** Until when each is remembered; epoch ms. */
  until: [] as number[],
});
