/** What goes wrong on AWS but never on the local engines, made to happen on demand. */

/**
 * `lost-answer` carries the call out and drops the connection; `timeout` never answers;
 * `conflict` is a transaction that met another one.
 */
export type FaultKind = 'throttle' | 'conflict' | 'internal-error' | 'timeout' | 'lost-answer';

export type Fault = {
  kind: FaultKind;
  /** `PutItem`, `TransactWriteItems`, `SendMessage` …; every call when absent. */
  action?: string;
  /** Only the calls of functions whose name contains this. */
  caller?: string;
  /** How many calls it hits; one when absent. */
  times?: number;
};

export type Faults = {
  inject(fault: Fault): void;
  clear(): void;
  /** Hits that were asked for and have not happened. */
  pending(): number;
};

export type Call = { caller: string; action: string };

export function makeFaults(): Faults & { next(call: Call): FaultKind | undefined } {
  let active: (Fault & { left: number })[] = [];
  return {
    inject(fault) {
      active.push({ ...fault, left: fault.times ?? 1 });
    },
    clear() {
      active = [];
    },
    pending: () => active.reduce((sum, { left }) => sum + left, 0),
    next({ caller, action }) {
      const hit = active.find(
        (each) =>
          (each.action ?? action) === action &&
          (each.caller === undefined || caller.includes(each.caller)),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      if (hit.left <= 0) active = active.filter((each) => each !== hit);
      return hit.kind;
    },
  };
}
