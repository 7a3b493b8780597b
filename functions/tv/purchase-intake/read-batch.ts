/** The body of a batch, taken apart into what should be its records. */
import * as z from 'zod/mini';
import { RequestRefused, type TextBody } from '../../../shared/http/operation.ts';
import { mostRecords } from './record.ts';

/** What is no record is rejected by itself, and takes no others with it. */
const envelope = z.strictObject({
  records: z.array(z.unknown()).check(z.minLength(1), z.maxLength(mostRecords)),
});

/** Throws the refusal of a body that is no batch at all. */
export function readBatch({ text }: TextBody): readonly unknown[] {
  const parsed = z.safeParse(envelope, parse(text));
  if (parsed.success) return parsed.data.records;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: ['body', ...path].join('.'),
    expected: message,
  }));
  throw new RequestRefused({ reason: 'invalid-request', issues });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefused({ reason: 'malformed-request', why: 'not-json' });
  }
}
