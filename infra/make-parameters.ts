/**
 * Makes the parameters of a stage (README, "Deploy"): a signing key, its public half, and a first
 * operator client with every scope. Written to files that only their owner may read, never shown.
 */
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scopes } from '../shared/http/contract.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const [stage, clientId = 'operator'] = positionals;
if (stage === undefined) {
  process.stderr.write('Usage: node infra/make-parameters.ts <stage> [client id]\n');
  process.exit(1);
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const names = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
const secret = randomBytes(32).toString('base64url');
const client = {
  clientId,
  secretHashes: [createHash('sha256').update(secret).digest('hex')],
  scopes: Object.keys(scopes),
};

const folder = join('.guichet', `parameters-${stage}`);
mkdirSync(folder, { recursive: true, mode: 0o700 });
const write = (name: string, text: string) => {
  // `wx`: a key that is in use must not be lost to a second try.
  writeFileSync(join(folder, name), text, { flag: 'wx', mode: 0o600 });
};
write('signing-key.json', JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...names }));
write(
  'verification-keys.json',
  JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...names }] }),
);
write('operator-clients.json', JSON.stringify([client]));
write(
  'sealing-keys.json',
  JSON.stringify({ keys: [{ id: '1', key: randomBytes(32).toString('base64url') }] }),
);
write('client-secret.txt', `${secret}\n`);

const put = (name: string, options: string) =>
  `aws ssm put-parameter --name /guichet/${stage}/${name} --value file://${folder}/${name}.json ${options}`;
const encrypted = `--type SecureString --key-id alias/guichet-${stage}-secrets`;
process.stdout.write(
  `${[
    `Files are in ${folder}. Store them with:`,
    '',
    put('verification-keys', '--type String'),
    put('signing-key', encrypted),
    put('operator-clients', encrypted),
    put('sealing-keys', encrypted),
    '',
    `Give client-secret.txt to the operator's systems (client id ${clientId}), then remove the folder.`,
  ].join('\n')}\n`,
);
