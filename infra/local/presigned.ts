/** URLs that were signed to be used without credentials: by whom, until when, and for what request. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A function's key; those of tools are not known. */
const secretKey = 'local';

/** `Credential=<access key>/<day>/<region>/…` of a signed URL; empty when it is none. */
export const signerOf = (query: URLSearchParams) =>
  query.get('X-Amz-Credential')?.split('/')[0] ?? '';

/** Why the URL does not work, in S3's words; undefined when it does. */
export function objectionToUrl(request: IncomingMessage, query: URLSearchParams, now: Date) {
  const date = query.get('X-Amz-Date') ?? '';
  const signedAt = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const expires = signedAt + Number(query.get('X-Amz-Expires')) * 1000;
  if (!(now.getTime() <= expires)) return { code: 'AccessDenied', message: 'Request has expired' };
  if (signatureOf(request, query, date) === query.get('X-Amz-Signature')) return undefined;
  return {
    code: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  };
}

function signatureOf(
  { method, url = '/', headers }: IncomingMessage,
  query: URLSearchParams,
  date: string,
) {
  const scope = (query.get('X-Amz-Credential') ?? '').split('/').slice(1);
  const signedHeaders = query.get('X-Amz-SignedHeaders') ?? '';
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map((pair) => pair.map(encode).join('='))
    .sort();
  const request = [
    ...[method, url.split('?')[0], parameters.join('&')],
    ...signedHeaders.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    ...['', signedHeaders, 'UNSIGNED-PAYLOAD'],
  ].join('\n');
  const text = [
    ...['AWS4-HMAC-SHA256', date, scope.join('/')],
    createHash('sha256').update(request).digest('hex'),
  ].join('\n');
  const hmac = (key: string | Buffer, part: string) =>
    createHmac('sha256', key).update(part).digest();
  return hmac(scope.reduce<string | Buffer>(hmac, `AWS4${secretKey}`), text).toString('hex');
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
