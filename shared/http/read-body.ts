/** From the gateway's event to a parsed body, refusing what cannot be read before it costs anything. */
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { BodyFormat, Route } from './contract.ts';
import { RequestRefused, type TextBody } from './operation.ts';

const defaultMaxBytes = 64 * 1024;
const maxDepth = 32;

const malformed = (reason: string) =>
  new RequestRefused({ reason: 'malformed-request', why: reason });

export function readBody(event: APIGatewayProxyEventV2, route: Route): unknown {
  const format: BodyFormat = route.bodyFormat ?? { type: 'json' };
  const mediaType = checkMediaType(event, format);
  const text = decode(event, format);
  if (text.trim() === '') throw malformed('empty-body');
  if (format.type === 'text') return { text, mediaType } satisfies TextBody;
  return format.type === 'form' ? parseForm(text) : parseJson(text);
}

function checkMediaType(event: APIGatewayProxyEventV2, format: BodyFormat): string {
  const supported = {
    json: ['application/json'],
    form: ['application/x-www-form-urlencoded'],
    text: format.type === 'text' ? format.mediaTypes : [],
  }[format.type];
  const sent = event.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!supported.includes(sent)) {
    throw new RequestRefused({ reason: 'unsupported-media-type', supported });
  }
  return sent;
}

function decode(event: APIGatewayProxyEventV2, format: BodyFormat): string {
  const body = event.body ?? '';
  const { maxBytes = defaultMaxBytes } = format;
  const size = event.isBase64Encoded
    ? Math.floor((body.length * 3) / 4) - 2
    : Buffer.byteLength(body);
  if (size > maxBytes) throw new RequestRefused({ reason: 'payload-too-large', maxBytes });
  const unpack = unpackerOf(event, format);
  if (!event.isBase64Encoded) return unpack === undefined ? body : refuseUnpackable();
  const sent = Buffer.from(body, 'base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(unpack?.(sent) ?? sent);
  } catch (fault) {
    if (fault instanceof RequestRefused) throw fault;
    throw malformed('not-utf-8');
  }
}

/** The gateway hands text types on as text, in which the bytes of gzip are lost. */
function refuseUnpackable(): never {
  throw malformed('compressed-body-of-a-text-type');
}

function unpackerOf(event: APIGatewayProxyEventV2, format: BodyFormat) {
  const encoding = event.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return undefined;
  const maxBytes = format.type === 'text' ? format.maxUnpackedBytes : undefined;
  if (maxBytes === undefined || encoding !== 'gzip') {
    const encodings = ['identity', ...(maxBytes === undefined ? [] : ['gzip'])];
    throw new RequestRefused({ reason: 'unsupported-media-type', encodings });
  }
  return (packed: Buffer) => gunzip(packed, maxBytes);
}

/** Stops at the limit: a small body may say it unpacks to anything. */
function gunzip(packed: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: maxBytes });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RequestRefused({ reason: 'payload-too-large', maxBytes });
    }
    throw malformed('not-gzip');
  }
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('not-json');
  }
  checkTree(value, 0);
  return value;
}

/** Characters that some store or reader would change silently are refused, not repaired. */
function checkText(text: string) {
  if (!text.isWellFormed() || text.includes('\0')) throw malformed('bad-characters');
}

function checkTree(value: unknown, depth: number) {
  if (typeof value === 'string') checkText(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw malformed('nested-too-deep');
  for (const [key, child] of Object.entries(value)) {
    checkText(key);
    checkTree(child, depth + 1);
  }
}

/** Also reads query strings. A name given twice is refused: nobody can tell which one was meant. */
export function parseForm(text: string): Record<string, string> {
  const fields = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2).map(decodeFormPart);
    if (fields.has(name)) throw malformed('repeated-parameter');
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function decodeFormPart(part: string): string {
  try {
    const text = decodeURIComponent(part.replaceAll('+', ' '));
    checkText(text);
    return text;
  } catch (fault) {
    if (fault instanceof RequestRefused) throw fault;
    throw malformed('bad-percent-encoding');
  }
}
