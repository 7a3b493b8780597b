/** Names that the deployed table and the code that uses it must agree on. No behavior. */

export const keyNames = { partition: 'pk', sort: 'sk' } as const;

/** Expiry in epoch seconds; housekeeping only, readers decide by their own clock. */
export const ttlName = 'expiresAt';

/** Partition prefix of what must be told; the stream's filter hands only these to the relay. */
export const outboxPrefix = 'OUTBOX#';

/** Sort-key prefix of what was asked to be exported; the stream's filter hands only these on. */
export const exportPrefix = 'EXPORT#';

/** Partition prefix of orders that have not ended; the status follows. */
export const openOrdersPrefix = 'ORDERS#';

/** Those that wait for nothing but the work: the stream's filter hands them to the relay. */
export const submittedOrders = `${openOrdersPrefix}submitted`;

/** The DynamoDB actions a function's role may be given. */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem';
