/** Password hashes: argon2id in PHC form, parameters stored with each, so that they can grow. */
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(
  (parameters: Argon2Parameters, done: (fault: Error | null, hash: Buffer) => void) => {
    argon2('argon2id', parameters, done);
  },
);

type Cost = { memory: number; passes: number; parallelism: number };

/** OWASP's floor for argon2id; memory in KiB. */
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

const derived = (password: string, nonce: Buffer, { memory, passes, parallelism }: Cost) =>
  // NFKC, so that the same password typed on another keyboard is the same password.
  derive({ message: password.normalize('NFKC'), nonce, memory, passes, parallelism, tagLength });

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derived(password, salt, cost);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/** What nobody's password hashes to: verified against for unknown people, at the same cost. */
const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(randomBytes(16))}$${base64(randomBytes(tagLength))}`;

/** Takes the same time whether or not there is a hash to compare with. */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
): Promise<boolean> {
  const [, , , parameters = '', salt = '', hash = ''] = (stored ?? nobody).split('$');
  const [memory = 0, passes = 0, parallelism = 0] = parameters
    .split(',')
    .map((one) => Number(one.slice(2)));
  const expected = Buffer.from(hash, 'base64');
  const actual = await derived(password, Buffer.from(salt, 'base64'), {
    memory,
    passes,
    parallelism,
  });
  return timingSafeEqual(actual, expected) && stored !== undefined;
}

/** Whether a hash was made with weaker parameters than today's; the next sign-in replaces it. */
export const isOutdated = (stored: string) =>
  !stored.startsWith(`$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$`);
