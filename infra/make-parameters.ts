/**
 * Makes the parameters of a stage (README, "Deploy"): a signing key, its public half, and a first
 * operator client with every scope. Written to files that only their owner may read, never shown.
 */
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { scopes } from '../shared/http/contract.ts';
import { openFolder, parametersFolder, putCommand } from './parameter-files.ts';
import { newKeyPair } from './signing-keys.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const [stage, clientId = 'operator'] = positionals;
if (stage === undefined) {
  process.stderr.write('Usage: node infra/make-parameters.ts <stage> [client id]\n');
  process.exit(1);
}

const { signingKey, verificationKey } = newKeyPair(new Date());
const secret = randomBytes(32).toString('base64url');
const client = {
  clientId,
  secretHashes: [createHash('sha256').update(secret).digest('hex')],
  scopes: Object.keys(scopes),
};
const sealingKey = { id: '1', key: randomBytes(32).toString('base64url') };

const { write } = openFolder(stage);
write('signing-key.json', JSON.stringify(signingKey), 'new');
write('verification-keys.json', JSON.stringify({ keys: [verificationKey] }), 'new');
write('operator-clients.json', JSON.stringify([client]), 'new');
write('sealing-keys.json', JSON.stringify({ keys: [sealingKey] }), 'new');
write('client-secret.txt', `${secret}\n`, 'new');

process.stdout.write(
  `${[
    `Files are in ${parametersFolder(stage)}. Store them with:`,
    '',
    putCommand({ stage, name: 'verification-keys', secret: false }),
    ...['signing-key', 'operator-clients', 'sealing-keys'].map((name) =>
      putCommand({ stage, name, secret: true }),
    ),
    '',
    'If verification-keys gets another Version than verificationKeysRevision in infra/stages.ts, set that.',
    `Give client-secret.txt to the operator's systems (client id ${clientId}), then remove the folder.`,
  ].join('\n')}\n`,
);
