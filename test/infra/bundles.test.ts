/** What makes a function start slowly: told by size here, by instructions in the bench. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { distFolder } from '../../infra/bundle.ts';

/** More than the 400 kB that are enough for most, and why. */
const larger: Record<string, number> = {
  // Reads its secrets from Parameter Store: that client alone is 78 kB.
  sessions: 430_000,
  // The same, for the keys of cursors.
  orders: 420_000,
  'internet-usage-totals': 420_000,
  // The same, and the list of common passwords.
  profile: 450_000,
  // The same, and what signs the URLs of uploads.
  'internet-usage-files': 430_000,
  // No request waits for it: it has the client of the bucket besides those of the table and queue,
  // and the parser of IPDR documents.
  'internet-usage-files-take-file': 540_000,
  // The library for passkeys brings what reads certificates along, though we ask for none.
  passkeys: 640_000,
};

describe.each(readdirSync(distFolder))('%s', (name) => {
  const bundle = readFileSync(join(distFolder, name, 'index.cjs'), 'utf8');

  it('holds little', () => {
    expect(bundle.length).toBeLessThan(larger[name] ?? 400_000);
  });

  it('takes credentials from the environment and looks nowhere else', () => {
    expect(bundle).not.toMatch(/sso_start_url|AWS_WEB_IDENTITY_TOKEN_FILE/);
  });

  it('carries the messages of one language', () => {
    // From the German ones; a careless import brings fifty languages along.
    expect(bundle).not.toContain('ltige Eingabe');
  });
});
