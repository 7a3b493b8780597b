/** What a function's result becomes on the wire; `undefined` when it is no valid answer. */
import type { OutgoingHttpHeaders } from 'node:http';
import * as z from 'zod';

export type Answer = { status: number; headers: OutgoingHttpHeaders; body: string | Buffer };

const result = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.coerce.string()).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

export function answerOf(json: string): Answer | undefined {
  const value: unknown = JSON.parse(json);
  if (!hasStatus(value))
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof value === 'string' ? value : json,
    };
  const parsed = result.safeParse(value);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const own = Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]);
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...(Object.fromEntries(own) as Record<string, string>),
      ...(cookies?.length ? { 'set-cookie': cookies } : {}),
    },
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

const hasStatus = (value: unknown) =>
  typeof value === 'object' && value !== null && 'statusCode' in value;
