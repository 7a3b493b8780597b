/** A function that threw, ran out of time, could not start or died, in the words Lambda uses. */
import * as z from 'zod';

const report = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
});

export class FunctionError extends Error {
  override name = 'FunctionError';
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }

  static parse(body: string) {
    const { errorType, errorMessage } = report.parse(JSON.parse(body));
    return new FunctionError(errorType, errorMessage);
  }
}

/** No environment may be started for it: the concurrency reserved for the function is used up. */
export class Throttled extends Error {
  override name = 'TooManyRequestsException';
}

/** Above the 6 MB that an event may have. */
export class EventTooLarge extends Error {
  override name = 'RequestTooLargeException';
}
