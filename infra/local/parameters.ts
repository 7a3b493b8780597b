/** Parameter Store as far as the functions use it, with their permission to read checked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { callerOf } from './access-gate.ts';
import { StackFailure } from './failure.ts';
import { answer, listen, readBody, type Listener } from './loopback.ts';
import type { Permissions } from './permissions.ts';
import { accountId } from './physical.ts';

export type ParameterStore = {
  values: Readonly<Record<string, string>>;
  permissions: Permissions;
  region: string;
};

export const startParameterStore = (store: ParameterStore): Promise<Listener> =>
  listen((request, response) => {
    serve(request, response, store).catch(() => response.destroy());
  });

/** For templates, which take a parameter's value in when they are deployed. */
export function valueOf(name: string, values: ParameterStore['values']): string {
  const value = values[name];
  if (value === undefined)
    throw new StackFailure(
      `The templates need the parameter ${name}, which infra/local/parameter-values.ts does not make: add it there.`,
    );
  return value;
}

const one = z.object({ Name: z.string() });
const several = z.object({ Names: z.array(z.string()).max(10) });

async function serve(request: IncomingMessage, response: ServerResponse, store: ParameterStore) {
  const operation =
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  const input: unknown = JSON.parse(String(await readBody(request)) || '{}');
  const names = namesIn(operation, input);
  if (names === undefined) {
    send(response, 400, { __type: 'InvalidAction', message: `${operation} does not work here.` });
    return;
  }
  const caller = callerOf(request);
  const granted = store.permissions(caller);
  const denied = names.find((name) => granted?.(`ssm:${operation}`, arnOf(name, store)) === false);
  if (denied !== undefined) {
    const message = `User: ${caller} is not authorized to perform: ssm:${operation} on resource: ${arnOf(denied, store)}`;
    send(response, 400, { __type: 'AccessDeniedException', message });
    return;
  }
  const found = names.filter((name) => name in store.values).map((name) => parameter(name, store));
  if (operation === 'GetParameters') {
    const missing = names.filter((name) => !(name in store.values));
    send(response, 200, { Parameters: found, InvalidParameters: missing });
  } else if (found.length === 0) send(response, 400, { __type: 'ParameterNotFound', message: '' });
  else send(response, 200, { Parameter: found[0] });
}

function namesIn(operation: string, input: unknown) {
  if (operation === 'GetParameter') return [one.parse(input).Name];
  return operation === 'GetParameters' ? several.parse(input).Names : undefined;
}

const arnOf = (name: string, { region }: ParameterStore) =>
  `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;

const parameter = (name: string, store: ParameterStore) => ({
  ARN: arnOf(name, store),
  DataType: 'text',
  Name: name,
  Type: 'SecureString',
  Value: store.values[name],
  Version: 1,
});

const send = (response: ServerResponse, status: number, body: object) => {
  answer(response, status, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(body));
};
