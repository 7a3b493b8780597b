/** The gateway's CORS: it answers preflights itself and replaces what a function says about CORS. */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';

export const corsProperties = z.object({
  AllowCredentials: z.boolean().default(false),
  AllowHeaders: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowOrigins: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().optional(),
});
export type Cors = z.output<typeof corsProperties>;

export function corsHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  const any = cors.AllowOrigins.includes('*');
  if (origin === undefined || !(any || cors.AllowOrigins.includes(origin))) return {};
  return {
    'access-control-allow-origin': any && !cors.AllowCredentials ? '*' : origin,
    ...(cors.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders.length > 0
      ? { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }
      : {}),
  };
}

export const isPreflight = (method: string | undefined, headers: IncomingHttpHeaders) =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

export function preflightHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  const common = corsHeaders(cors, origin);
  if (Object.keys(common).length === 0) return {};
  return {
    ...common,
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
  };
}
