/** Reads a SecureString parameter of Parameter Store, and remembers it for a minute. */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** A replaced parameter is noticed within this time. */
const rememberedMs = 60_000;

export type Secret<T> = () => Promise<T>;

/** Made at cold start; each secret is read when it is first needed. */
export function openSecrets(client = new SSMClient({})) {
  return <T>(name: string, read: (json: unknown) => T | Promise<T>): Secret<T> =>
    remembering(async () => {
      const { Parameter } = await client.send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      return read(JSON.parse(Parameter?.Value ?? ''));
    });
}

function remembering<T>(load: () => Promise<T>): Secret<T> {
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
