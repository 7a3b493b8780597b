import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Running } from './fixture/stack.ts';

let stack: Running;
beforeAll(async () => {
  stack = await startFixture();
});
afterEach(() => {
  stack.faults.clear();
  stack.failMail(false);
});
afterAll(() => stack.close());

const call = async (method: string, path: string, body?: object) => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return (await (await stack.fetch(path, init)).json()) as Record<string, unknown>;
};

describe('what a role grants', () => {
  it('may be done', async () => {
    expect(await call('PUT', '/items/a')).toEqual({ done: 'a' });
  });

  it('does not extend to another action', async () => {
    const refused = await call('GET', '/items');
    expect(refused['error']).toBe('AccessDeniedException');
    expect(refused['message']).toContain('dynamodb:Query on resource: arn:aws:dynamodb');
  });

  it('decides on a transaction by its parts', async () => {
    expect(await call('POST', '/transactions')).not.toHaveProperty('error');
    const half = await call('POST', '/half-transactions');
    expect(half['message']).toContain('dynamodb:DeleteItem');
  });

  it('does not bind local tools', async () => {
    const tool = new DynamoDBClient({
      endpoint: stack.dynamoEndpoint,
      region: stack.region,
      credentials: { accessKeyId: 'tool', secretAccessKey: 'tool' },
    });
    const { TableNames } = await tool.send(new ListTablesCommand({}));
    expect(TableNames).toEqual([stack.tableName]);
    tool.destroy();
  });
});

describe('a fault', () => {
  it.each([
    ['throttle', 'ProvisionedThroughputExceededException'],
    ['internal-error', 'InternalServerError'],
    ['lost-answer', 'TimeoutError'],
  ] as const)('%s hits the next call only', async (kind, error) => {
    stack.faults.inject({ kind, action: 'PutItem' });
    expect(await call('PUT', '/items/f')).toMatchObject({ error });
    expect(stack.faults.pending()).toBe(0);
    expect(await call('PUT', '/items/f')).toEqual({ done: 'f' });
  });

  it('of a lost answer happens after the write', async () => {
    stack.faults.inject({ kind: 'lost-answer', action: 'PutItem' });
    await call('PUT', '/items/lost');
    const tool = new DynamoDBClient({
      endpoint: stack.dynamoEndpoint,
      region: stack.region,
      credentials: { accessKeyId: 'tool', secretAccessKey: 'tool' },
    });
    const again = new PutItemCommand({
      TableName: stack.tableName,
      Item: { pk: { S: 'lost' }, sk: { S: 'x' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await expect(tool.send(again)).rejects.toThrow('conditional request failed');
    tool.destroy();
  });

  it('of a timeout leaves the caller waiting', async () => {
    stack.faults.inject({ kind: 'timeout' });
    const signal = AbortSignal.timeout(200);
    await expect(fetch(stack.dynamoEndpoint, { method: 'POST', signal })).rejects.toThrow(
      'timeout',
    );
  });

  it('conflict cancels a transaction with its reasons', async () => {
    stack.faults.inject({ kind: 'conflict', action: 'TransactWriteItems' });
    expect(await call('POST', '/transactions')).toMatchObject({
      error: 'TransactionCanceledException',
      reasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
    });
  });

  it('of another function or action leaves a call alone', async () => {
    stack.faults.inject({ kind: 'throttle', action: 'GetItem' });
    stack.faults.inject({ kind: 'throttle', caller: 'Transact' });
    expect(await call('PUT', '/items/g')).toEqual({ done: 'g' });
    expect(stack.faults.pending()).toBe(2);
  });
});

describe('mail', () => {
  const from = 'Guichet <noreply@guichet.example>';
  const mail = (more: object = {}) =>
    call('POST', '/mails', { from, to: ['a@b.example'], ...more });

  it('is kept with what it said', async () => {
    const { done } = await mail();
    expect(await stack.mails()).toMatchObject([
      { messageId: done, from, destination: { to: ['a@b.example'] }, subject: 'Hello' },
    ]);
    const shown = (await (await fetch(`${stack.mailboxUrl}/store`)).json()) as {
      emails: unknown[];
    };
    expect(shown.emails).toHaveLength(1);
    expect(await (await fetch(stack.mailboxUrl)).text()).toContain('<html');
  });

  it.each([
    ['a sender that is not verified', { from: 'x@elsewhere.example' }, 'MessageRejected'],
    ['an address that is none', { to: ['nobody'] }, 'InvalidParameterValue'],
    ['a header smuggled in', { to: ['a@b.example\r\nBcc: c@d.example'] }, 'InvalidParameterValue'],
    ['two recipients', { to: ['a@b.example', 'c@d.example'] }, 'MessageRejected'],
  ])('is refused for %s', async (_, change, code) => {
    const before = (await stack.mails()).length;
    expect((await mail(change))['error']).toMatch(new RegExp(`^${code}`));
    expect(await stack.mails()).toHaveLength(before);
  });

  it.each(['bounce', 'complaint'])('to the simulator of a %s is accepted', async (kind) => {
    expect(await mail({ to: [`${kind}@simulator.amazonses.com`] })).toHaveProperty('done');
  });

  it('fails as long as it is told to', async () => {
    stack.failMail(true);
    expect((await mail())['error']).toMatch(/ServiceUnavailable/);
    stack.failMail(false);
    expect(await mail()).toHaveProperty('done');
  });
});

describe('a parameter', () => {
  it('that the role may not read is refused', async () => {
    expect(await call('GET', '/secrets/signing-key')).toMatchObject({
      error: 'AccessDeniedException',
    });
  });

  it('that does not exist is missing', async () => {
    expect(await call('GET', '/secrets/open-nothing')).toMatchObject({
      error: 'ParameterNotFound',
    });
  });
});
