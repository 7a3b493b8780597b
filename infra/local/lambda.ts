/** Invokes functions: a warm environment where one is free, a new one where there is room. */
import { startEnvironment, type Environment, type Host } from './environment.ts';
import { EventTooLarge, Throttled } from './function-error.ts';
import type { FunctionSpec } from './functions.ts';

export type Lambda = {
  /** What the function answered, as JSON; throws a FunctionError, Throttled or EventTooLarge. */
  invoke(functionName: string, event: unknown): Promise<string>;
  /** Invocations under way. */
  busy(): number;
  stop(): Promise<void>;
};

export type Limits = {
  /** Processes of one function; further events wait, where Lambda would start more. */
  environments: number;
  idleSeconds: number;
};

const usualLimits: Limits = { environments: 4, idleSeconds: 300 };
const eventLimit = 6_291_456;

export function makeLambda(
  functions: readonly FunctionSpec[],
  host: Host,
  limits: Partial<Limits> = {},
): Lambda {
  const { environments, idleSeconds } = { ...usualLimits, ...limits };
  const pools = new Map(
    functions.map((spec) => [spec.name, makePool(spec, host, environments, idleSeconds)]),
  );
  return {
    async invoke(functionName, event) {
      const pool = pools.get(functionName);
      if (pool === undefined) throw new Error(`No function ${functionName}`);
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) > eventLimit) throw new EventTooLarge();
      return pool.invoke(payload);
    },
    busy: () => [...pools.values()].reduce((sum, pool) => sum + pool.busy(), 0),
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
}

type Slot = { environment: Environment; expiry: NodeJS.Timeout };

function makePool(spec: FunctionSpec, host: Host, environments: number, idleSeconds: number) {
  const free: Slot[] = [];
  const all = new Set<Environment>();
  const waiting: (() => void)[] = [];
  let running = 0;
  let stopped = false;

  const enter = async () => {
    const { reservedConcurrency = Infinity } = spec;
    if (stopped || running + waiting.length >= reservedConcurrency) throw new Throttled();
    if (running < environments) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  /** Whoever waits inherits the place, so that nobody else can slip in between. */
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const take = async (): Promise<Environment> => {
    // The one used last: the others may then grow idle and end.
    for (let slot = free.pop(); slot !== undefined; slot = free.pop()) {
      clearTimeout(slot.expiry);
      if (slot.environment.alive()) return slot.environment;
      all.delete(slot.environment);
    }
    const environment = await startEnvironment(spec, host);
    all.add(environment);
    return environment;
  };

  const giveBack = async (environment: Environment) => {
    if (environment.alive() && !stopped) {
      const expiry = setTimeout(() => void environment.stop(), idleSeconds * 1000).unref();
      free.push({ environment, expiry });
      return;
    }
    all.delete(environment);
    await environment.stop();
  };

  return {
    busy: () => running,
    async invoke(payload: string): Promise<string> {
      await enter();
      try {
        const environment = await take();
        try {
          if (stopped) throw new Throttled();
          return await environment.invoke(payload);
        } finally {
          await giveBack(environment);
        }
      } finally {
        leave();
      }
    },
    async stop() {
      stopped = true;
      for (const { expiry } of free.splice(0)) clearTimeout(expiry);
      await Promise.all([...all].map((environment) => environment.stop()));
    },
  };
}
