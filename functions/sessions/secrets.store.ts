/** What sessions alone may read: the private signing key and the operator clients. */
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod/mini';
import { scopes, type Scope } from '../../shared/http/contract.ts';
import { tokenAlgorithm } from '../../shared/http/verify-token.ts';

const operatorClient = z.object({
  clientId: z.string(),
  /** SHA-256 of each live secret, hex; two may be live while one is replaced. */
  secretHashes: z.array(z.string()),
  scopes: z.array(z.enum(Object.keys(scopes) as [Scope, ...Scope[]])),
  expiresAt: z.optional(z.iso.datetime({ offset: true })),
});
export type OperatorClientRecord = z.output<typeof operatorClient>;

export type SigningKey = { key: CryptoKey | Uint8Array; keyId: string };

export type Secrets = {
  signingKey: () => Promise<SigningKey>;
  operatorClients: () => Promise<OperatorClientRecord[]>;
};

/** A rotated key or a revoked client is noticed within this time. */
const rememberedMs = 60_000;

export function secretsIn(
  ssm: SSMClient,
  names: { signingKey: string; operatorClients: string },
): Secrets {
  const read = async (name: string): Promise<unknown> => {
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: name, WithDecryption: true }),
    );
    return JSON.parse(Parameter?.Value ?? '');
  };
  return {
    signingKey: remembering(async () => {
      const jwk = (await read(names.signingKey)) as JWK;
      return { key: await importJWK(jwk, tokenAlgorithm), keyId: jwk.kid ?? '' };
    }),
    operatorClients: remembering(async () =>
      z.parse(z.array(operatorClient), await read(names.operatorClients)),
    ),
  };
}

function remembering<T>(load: () => Promise<T>): () => Promise<T> {
  let last: { value: Promise<T>; until: number } | undefined;
  return () => {
    if (last === undefined || last.until < Date.now()) {
      last = { value: load(), until: Date.now() + rememberedMs };
      // A failed load is not remembered.
      last.value.catch(() => (last = undefined));
    }
    return last.value;
  };
}
