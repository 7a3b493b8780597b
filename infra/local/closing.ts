/** What was started, to be stopped in the opposite order; also when starting the rest failed. */
export type Closing = {
  add(close: () => unknown): void;
  close: () => Promise<void>;
};

export function makeClosing(): Closing {
  const steps: (() => unknown)[] = [];
  return {
    add: (close) => steps.push(close),
    async close() {
      const failures: unknown[] = [];
      for (let step = steps.pop(); step !== undefined; step = steps.pop())
        try {
          await step();
        } catch (error) {
          failures.push(error);
        }
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed');
    },
  };
}
