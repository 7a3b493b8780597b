/** Faults of the table that pass by themselves: the SDK has retried them already, the caller may. */
const transientFaults = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'TransactionConflictException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'ETIMEDOUT',
  'ECONNRESET',
]);

const transientCancellations = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

export function isTransient(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (transientFaults.has(fault.name)) return true;
  const codes = cancellationCodes(fault).filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => transientCancellations.has(code));
}

/** Per item of a canceled transaction: `None`, `ConditionalCheckFailed`, `TransactionConflict`… */
export function cancellationCodes(fault: unknown): string[] {
  if (!(fault instanceof Error) || fault.name !== 'TransactionCanceledException') return [];
  const { CancellationReasons: reasons = [] } = fault as {
    CancellationReasons?: { Code?: string }[];
  };
  return reasons.map(({ Code }) => Code ?? 'None');
}
