/** Files with the parameters of a stage, which only their owner may read, and what stores them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files have the parameters' names. */
export const parametersFolder = (stage: string) => join('.guichet', `parameters-${stage}`);

export function openFolder(stage: string) {
  const folder = parametersFolder(stage);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    /** Undefined when there is none. */
    read: (file: string): unknown => {
      try {
        return JSON.parse(readFileSync(join(folder, file), 'utf8'));
      } catch (fault) {
        if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw fault;
      }
    },
    /** `new`: what is in use must not be lost to a second try. */
    write: (file: string, text: string, how: 'new' | 'replace') => {
      writeFileSync(join(folder, file), text, { flag: how === 'new' ? 'wx' : 'w', mode: 0o600 });
    },
    remove: (file: string) => {
      rmSync(join(folder, file));
    },
  };
}

type Put = { stage: string; name: string; secret: boolean; file?: string; overwrite?: boolean };

export const putCommand = ({ stage, name, secret, file = `${name}.json`, overwrite }: Put) =>
  [
    `aws ssm put-parameter --name /guichet/${stage}/${name}`,
    `--value file://${join(parametersFolder(stage), file)}`,
    secret ? `--type SecureString --key-id alias/guichet-${stage}-secrets` : '--type String',
    ...(overwrite ? ['--overwrite'] : []),
  ].join(' ');
