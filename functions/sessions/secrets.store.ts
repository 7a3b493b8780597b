/** What sessions alone may read: the private signing key and the first operator clients. */
import { importJWK, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';
import * as z from 'zod/mini';
import { tokenAlgorithm } from '../../shared/http/verify-token.ts';
import { grantedScopes } from '../../shared/operator-client.ts';
import type { openSecrets, Secret } from '../../shared/secret.store.ts';

const operatorClient = z.object({
  clientId: z.string(),
  /** SHA-256 of each live secret, hex; two may be live while one is replaced. */
  secretHashes: z.array(z.string()),
  scopes: grantedScopes,
  expiresAt: z.optional(z.iso.datetime({ offset: true })),
});
type OperatorClient = z.output<typeof operatorClient>;

export type SigningKey = { key: CryptoKey | Uint8Array; keyId: string };

export type Secrets = {
  signingKey: Secret<SigningKey>;
  operatorClients: Secret<OperatorClient[]>;
};

/** No function could verify a token of this key: better none than one that opens nothing. */
class SigningKeyNotPublished extends Error {
  override readonly name = 'SigningKeyNotPublished';
}

export const secretsIn = (
  secret: ReturnType<typeof openSecrets>,
  known: { signingKey: string; operatorClients: string; publicKeys: JSONWebKeySet },
): Secrets => ({
  signingKey: secret(known.signingKey, async (json) => {
    const jwk = json as JWK;
    const { kid: keyId = '' } = jwk;
    const isPublished = known.publicKeys.keys.some(
      ({ kid, x, y }) => kid === keyId && x === jwk.x && y === jwk.y,
    );
    if (!isPublished) throw new SigningKeyNotPublished(keyId);
    return { key: await importJWK(jwk, tokenAlgorithm), keyId };
  }),
  operatorClients: secret(known.operatorClients, (json) => z.parse(z.array(operatorClient), json)),
});
