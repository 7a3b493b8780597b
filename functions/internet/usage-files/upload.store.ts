/**
 * Signs URLs that take one upload. The client of the bucket would add a third to the start-up of the
 * function for what its signer does alone.
 */
import { createHash, createHmac } from 'node:crypto';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import type { Table } from '../../../shared/table/client.ts';

export type SignUpload = (
  key: string,
  how: { headers: Readonly<Record<string, string>>; now: Date; seconds: number },
) => Promise<string>;

export type UploadPlace = {
  bucket: string;
  /** Other than AWS's own, which is addressed by path. */
  endpoint?: string | undefined;
};

/** With the role and region of the table's client. Keys are of characters that need no encoding. */
export function uploadsTo({ bucket, endpoint }: UploadPlace, table: Table): SignUpload {
  const { credentials, region } = table.client.config;
  const presigner = new S3RequestPresigner({ credentials, region, sha256: Sha256 });
  return async (key, { headers, now, seconds }) => {
    const base = new URL(endpoint ?? `https://${bucket}.s3.${await region()}.amazonaws.com`);
    const { hostname, port, protocol } = base;
    const path = endpoint === undefined ? `/${key}` : `/${bucket}/${key}`;
    const { query = {} } = await presigner.presign(
      {
        ...{ method: 'PUT', protocol, hostname, path, query: {} },
        ...(port === '' ? {} : { port: Number(port) }),
        headers: { ...headers },
      },
      { expiresIn: seconds, signingDate: now },
    );
    const search = new URLSearchParams(query as Record<string, string>);
    return `${base.origin}${path}?${search.toString()}`;
  };
}

/** SHA-256, or with a secret its HMAC, as the signer calls it. */
class Sha256 {
  readonly #new: () => ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#new = () =>
      secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret));
    this.#hash = this.#new();
  }
  reset() {
    this.#hash = this.#new();
  }
  update(data: Uint8Array) {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}

function keyOf(secret: string | ArrayBuffer | ArrayBufferView) {
  if (typeof secret === 'string') return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
