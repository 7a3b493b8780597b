/** The parameters an operator would put into Parameter Store before the first deployment. */
import { createHash, randomBytes } from 'node:crypto';
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
  if (before !== undefined) return before;
  const secrets = makeSecrets(stage);
  keep(file, secrets);
  return secrets;
}

function makeSecrets(stage: string): Secrets {
  const { signingKey, verificationKey } = newKeyPair(new Date());
  const clientId = 'local-operator';
  const clientSecret = randomBytes(32).toString('base64url');
  const clients = [
    {
      clientId,
      name: 'Operator systems on this machine',
      secretHashes: [createHash('sha256').update(clientSecret).digest('hex')],
      scopes: Object.keys(scopes),
    },
  ];
  const values = {
    'signing-key': signingKey,
    'verification-keys': { keys: [verificationKey] },
    'operator-clients': clients,
    'sealing-keys': { keys: [{ id: '1', key: randomBytes(32).toString('base64url') }] },
  };
  return {
    operatorClient: { clientId, clientSecret },
    parameters: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        `/guichet/${stage}/${name}`,
        JSON.stringify(value),
      ]),
    ),
  };
}
