/** Counts what a table is asked: round trips and capacity units, as the engine reports them. */
import type { Table } from '../../shared/table/client.ts';

export type Meter = {
  roundTrips: number;
  readUnits: number;
  writeUnits: number;
  operations: string[];
};

type Consumed = { CapacityUnits?: number; ReadCapacityUnits?: number; WriteCapacityUnits?: number };

const reads = new Set([
  'GetItemCommand',
  'QueryCommand',
  'BatchGetItemCommand',
  'TransactGetItemsCommand',
  'ScanCommand',
]);

export function meter(table: Table): { read: () => Meter; reset: () => void } {
  const fresh = (): Meter => ({ roundTrips: 0, readUnits: 0, writeUnits: 0, operations: [] });
  let now = fresh();
  table.client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as { ReturnConsumedCapacity?: string };
      input.ReturnConsumedCapacity = 'TOTAL';
      const result = await next(args);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
      const units = [ConsumedCapacity ?? []]
        .flat()
        .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      now.roundTrips++;
      now.operations.push(String(context.commandName));
      if (reads.has(String(context.commandName))) now.readUnits += units;
      else now.writeUnits += units;
      return result;
    },
    { step: 'initialize', name: 'meter', priority: 'low' },
  );
  return {
    read: () => now,
    reset: () => {
      now = fresh();
    },
  };
}
