/** What S3 calls need to be granted, and which of them work here. */
import type { IncomingMessage } from 'node:http';
import type { Need } from './access-gate.ts';

export type S3Call = {
  bucket: string;
  /** Empty for calls to the bucket itself. */
  key: string;
  query: URLSearchParams;
  operation: string;
  /** As IAM calls it. */
  needs: Need[];
  /** What S3 calls it when an object came to be by it. */
  creates?: 'Put' | 'Copy' | 'CompleteMultipartUpload';
};

/** Undefined for what does not work here. */
export function callOf({ method = '', url = '/', headers }: IncomingMessage): S3Call | undefined {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  const known = operationOf(method, key, query, headers);
  if (known === undefined || bucket === '') return undefined;
  const { operation, action, creates } = known;
  const resource = `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
  const source = headers['x-amz-copy-source'];
  return {
    ...{ bucket, key, query, operation },
    needs: [
      { action: `s3:${action}`, resource },
      ...(typeof source === 'string' ? [sourceNeed(source)] : []),
    ],
    ...(creates === undefined ? {} : { creates }),
  };
}

type Known = { operation: string; action: string; creates?: NonNullable<S3Call['creates']> };

function operationOf(
  method: string,
  key: string,
  query: URLSearchParams,
  headers: IncomingMessage['headers'],
): Known | undefined {
  const named = [...query.keys()].filter((name) => !/^(x-amz-|x-id$)/i.test(name)).sort();
  const asks = (...names: string[]) => named.join() === names.join();
  if (key === '') {
    const isList = named.every((name) => listing.has(name));
    if (method === 'GET' && isList) return { operation: 'ListObjectsV2', action: 'ListBucket' };
    if (method === 'HEAD' && asks()) return { operation: 'HeadBucket', action: 'ListBucket' };
    return undefined;
  }
  if (method === 'GET' || method === 'HEAD') {
    const operation = method === 'GET' ? 'GetObject' : 'HeadObject';
    if (asks()) return { operation, action: 'GetObject' };
    return asks('versionId') ? { operation, action: 'GetObjectVersion' } : undefined;
  }
  const putting = { action: 'PutObject' };
  switch (`${method} ${named.join()}`) {
    case 'PUT ':
      return headers['x-amz-copy-source'] === undefined
        ? { ...putting, operation: 'PutObject', creates: 'Put' }
        : { ...putting, operation: 'CopyObject', creates: 'Copy' };
    case 'POST uploads':
      return { ...putting, operation: 'CreateMultipartUpload' };
    case 'PUT partNumber,uploadId':
      return { ...putting, operation: 'UploadPart' };
    case 'POST uploadId':
      return {
        ...putting,
        ...{ operation: 'CompleteMultipartUpload', creates: 'CompleteMultipartUpload' },
      };
    case 'DELETE uploadId':
      return { operation: 'AbortMultipartUpload', action: 'AbortMultipartUpload' };
    case 'DELETE ':
      return { operation: 'DeleteObject', action: 'DeleteObject' };
    default:
      return undefined;
  }
}

const listing = new Set([
  ...['list-type', 'prefix', 'delimiter', 'max-keys', 'encoding-type', 'fetch-owner'],
  ...['start-after', 'continuation-token', 'marker'],
]);

const sourceNeed = (source: string): Need => ({
  action: 's3:GetObject',
  resource: `arn:aws:s3:::${decodeURIComponent(source).replace(/^\//, '')}`,
});
