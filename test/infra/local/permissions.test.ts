import { describe, expect, it } from 'vitest';
import type { Assembly, Resource } from '../../../infra/local/assembly.ts';
import type { FunctionSpec } from '../../../infra/local/functions.ts';
import { makeResolver } from '../../../infra/local/intrinsics.ts';
import { matches, readPermissions } from '../../../infra/local/permissions.ts';
import { tableNeeds } from '../../../infra/local/table-access.ts';

const table = 'arn:aws:dynamodb:ca-central-1:000000000000:table/t';
const resource = (id: string, type: string, properties = {}): Resource => ({
  ...{ stack: 's', id, type },
  properties,
});
const policy = (roleId: string, ...Statement: object[]) =>
  resource(`${roleId}Policy`, 'AWS::IAM::Policy', {
    Roles: [{ Ref: roleId }],
    PolicyDocument: { Statement },
  });
const allow = (Action: string | string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

function permissionsOf(...resources: Resource[]) {
  const roles = ['Reader', 'Other'].map((id) => resource(id, 'AWS::IAM::Role'));
  const known = new Set(resources.map(({ id }) => id));
  const assembly: Assembly = {
    region: 'ca-central-1',
    templates: new Map(),
    resources: [...roles.filter(({ id }) => !known.has(id)), ...resources],
    assetFolder: () => '',
  };
  const resolver = makeResolver(assembly, {
    place: { region: 'ca-central-1', queueUrl: (name) => name, apiUrl: '' },
    parameter: (name) => name,
  });
  const reader = { name: 'reader', roleArn: 'arn:aws:iam::000000000000:role/s-Reader' };
  return readPermissions(assembly, resolver, [reader as FunctionSpec]);
}

describe('a role', () => {
  it.each([
    ['the action it names', allow('dynamodb:GetItem', table), true],
    ['one of several', allow(['dynamodb:Query', 'dynamodb:GetItem'], [table]), true],
    ['a wildcard', allow('dynamodb:Get*', `${table}*`), true],
    ['everything', allow('*', '*'), true],
    ['another action', allow('dynamodb:Query', table), false],
    ['another table', allow('dynamodb:GetItem', `${table}2`), false],
    ['only the indexes', allow('dynamodb:GetItem', `${table}/index/*`), false],
  ])('with %s', (_, statement, expected) => {
    const granted = permissionsOf(policy('Reader', statement))('reader');
    expect(granted?.('dynamodb:GetItem', table)).toBe(expected);
  });

  it('has nothing of another role', () => {
    const granted = permissionsOf(policy('Other', allow('dynamodb:*', '*')))('reader');
    expect(granted?.('dynamodb:GetItem', table)).toBe(false);
  });

  it('may hold its policy itself', () => {
    const PolicyDocument = { Statement: [allow('dynamodb:GetItem', table)] };
    const role = resource('Reader', 'AWS::IAM::Role', { Policies: [{ PolicyDocument }] });
    expect(permissionsOf(role)('reader')?.('dynamodb:GetItem', table)).toBe(true);
  });

  it('loses what is denied', () => {
    const deny = { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: '*' };
    const granted = permissionsOf(policy('Reader', allow('dynamodb:*', '*'), deny))('reader');
    expect(granted?.('dynamodb:GetItem', table)).toBe(false);
    expect(granted?.('dynamodb:Query', table)).toBe(true);
  });

  it('is not held up by what does not exist locally', () => {
    const elsewhere = allow('logs:PutLogEvents', { 'Fn::GetAtt': ['Gone', 'Arn'] });
    const granted = permissionsOf(policy('Reader', elsewhere, allow('dynamodb:*', '*')))('reader');
    expect(granted?.('dynamodb:GetItem', table)).toBe(true);
  });

  it('with a condition is refused, since it would be granted without', () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': '1' } };
    expect(() =>
      permissionsOf(policy('Reader', { ...allow('dynamodb:GetItem', table), Condition })),
    ).toThrow(/dynamodb:GetItem on a condition/);
  });
});

it('binds functions only', () => {
  expect(permissionsOf()('somebody')).toBeUndefined();
});

it.each([
  ['a*c', 'abbc', true],
  ['a?c', 'abc', true],
  ['a?c', 'abbc', false],
  ['a.c', 'abc', false],
])('%s against %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

it.each([
  ['GetItem', { TableName: 't' }, [['GetItem', table]]],
  ['Query', { TableName: 't', IndexName: 'i' }, [['Query', `${table}/index/i`]]],
  ['Query', { TableName: table }, [['Query', table]]],
  ['BatchGetItem', { RequestItems: { t: {} } }, [['BatchGetItem', table]]],
  [
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 't' } }, { ConditionCheck: { TableName: 't' } }] },
    [
      ['PutItem', table],
      ['ConditionCheckItem', table],
    ],
  ],
  ['TransactGetItems', { TransactItems: [{ Get: { TableName: 't' } }] }, [['GetItem', table]]],
])('%s needs its grants', (operation, input, needed) => {
  expect(tableNeeds('ca-central-1')(operation, input)).toEqual(
    needed.map(([action, on]) => ({ action: `dynamodb:${action ?? ''}`, resource: on })),
  );
});
