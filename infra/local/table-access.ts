/** What DynamoDB calls need to be granted, as IAM sees them, and how DynamoDB words its faults. */
import type { ErrorAnswer, Need } from './access-gate.ts';
import { StackFailure } from './failure.ts';
import type { FaultKind } from './faults.ts';
import { accountId } from './physical.ts';

type Input = Readonly<Record<string, unknown>>;

/** A transaction is granted by its parts; there is no action of its own to grant. */
const partActions: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

export const tableNeeds =
  (region: string) =>
  (operation: string, input: Input): Need[] => {
    const need = (action: string, table: unknown, index?: unknown): Need => ({
      action: `dynamodb:${action}`,
      resource: arnOf(String(table), region) + (typeof index === 'string' ? `/index/${index}` : ''),
    });
    if (operation.startsWith('Transact')) return partsOf(input).map((part) => need(...part));
    if (operation.startsWith('Batch'))
      return Object.keys(input['RequestItems'] ?? {}).map((table) => need(operation, table));
    return [need(operation, input['TableName'], input['IndexName'])];
  };

const arnOf = (table: string, region: string) =>
  table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

const partsOf = (input: Input): [action: string, table: unknown][] =>
  ((input['TransactItems'] ?? []) as Record<string, Input>[]).flatMap((item) =>
    Object.entries(item).map(([kind, { TableName }]): [string, unknown] => [
      partActions[kind] ?? kind,
      TableName,
    ]),
  );

export function tableFault(kind: FaultKind, input: Input): ErrorAnswer {
  const type = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`;
  switch (kind) {
    case 'throttle':
      return {
        status: 400,
        type: type('ProvisionedThroughputExceededException'),
        message: 'The level of configured provisioned throughput for the table was exceeded.',
      };
    case 'conflict':
      return conflict(partsOf(input).length, type);
    case 'internal-error':
      return { status: 500, type: type('InternalServerError'), message: 'Internal server error' };
    default:
      throw new StackFailure(`A ${kind} has no answer.`);
  }
}

/** The first part met another transaction; outside a transaction the call itself did. */
function conflict(parts: number, type: (name: string) => string): ErrorAnswer {
  const message = 'Transaction is ongoing for the item';
  if (parts === 0) return { status: 400, type: type('TransactionConflictException'), message };
  const reasons = Array.from({ length: parts }, (_, at) =>
    at === 0 ? { Code: 'TransactionConflict', Message: message } : { Code: 'None' },
  );
  return {
    status: 400,
    type: type('TransactionCanceledException'),
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: reasons,
  };
}
