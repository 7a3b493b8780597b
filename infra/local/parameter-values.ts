/** The parameters an operator would put into Parameter Store before the first deployment. */
import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { scopes } from '../../shared/http/contract.ts';
import { newKeyPair } from '../signing-keys.ts';
import { keep, readKept } from './kept-file.ts';

const kept = z.object({
  operatorClient: z.object({ clientId: z.string(), clientSecret: z.string() }),
  parameters: z.record(z.string(), z.string()),
});
export type Secrets = z.output<typeof kept>;

/** With a file, tokens and client secret are still good after a restart. */
export function openSecrets(stage: string, file: string | undefined): Secrets {
  const before = readKept(file, kept);
  const secrets = makeSecrets(stage, before);
  if (!isDeepStrictEqual(secrets, before)) keep(file, secrets);
  return secrets;
}

/** What a folder of an older version lacks is made for it; the client may do all there is to do now. */
function makeSecrets(stage: string, before: Secrets | undefined): Secrets {
  const { signingKey, verificationKey } = newKeyPair(new Date());
  const operatorClient = before?.operatorClient ?? {
    clientId: 'local-operator',
    clientSecret: randomBytes(32).toString('base64url'),
  };
  const named = (values: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        `/guichet/${stage}/${name}`,
        JSON.stringify(value),
      ]),
    );
  return {
    operatorClient,
    parameters: {
      ...named({
        'signing-key': signingKey,
        'verification-keys': { keys: [verificationKey] },
        'sealing-keys': { keys: [{ id: '1', key: randomBytes(32).toString('base64url') }] },
      }),
      ...before?.parameters,
      ...named({
        'operator-clients': [
          {
            clientId: operatorClient.clientId,
            name: 'Operator systems on this machine',
            secretHashes: [createHash('sha256').update(operatorClient.clientSecret).digest('hex')],
            scopes: Object.keys(scopes),
          },
        ],
      }),
    },
  };
}
