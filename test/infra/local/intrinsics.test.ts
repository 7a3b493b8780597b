import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readAssembly } from '../../../infra/local/assembly.ts';
import { makeResolver } from '../../../infra/local/intrinsics.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-templates-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const write = (stack: string, template: object) => {
  writeFileSync(join(folder, `${stack}.template.json`), JSON.stringify(template));
};

/** As CloudFormation marks what `Fn::Sub` fills in. */
const hole = (name: string) => `\${${name}}`;

write('data', {
  Parameters: {
    Keys: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/keys' },
    Size: { Type: 'Number', Default: 3 },
  },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Named: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { TableName: { 'Fn::Sub': `of-${hole('Table')}` } },
    },
    Queue: { Type: 'AWS::SQS::Queue' },
    Job: { Type: 'AWS::Lambda::Function' },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Job' }, Name: 'live' },
    },
    Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
  },
  Outputs: {
    Arn: {
      Value: { 'Fn::GetAtt': ['Table', 'Arn'] },
      Export: { Name: { 'Fn::Sub': `${hole('AWS::StackName')}:arn` } },
    },
  },
});
write('api', {
  Resources: {
    Job: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        MemorySize: '256',
        Timeout: { Ref: 'AWS::NoValue' },
        Layers: { 'Fn::FindInMap': ['a', 'b', 'c'] },
      },
    },
  },
});

const assembly = readAssembly(folder, 'dev');
const resolver = makeResolver(assembly, {
  place: {
    region: 'ca-central-1',
    queueUrl: (name) => `http://queues/${name}`,
    apiUrl: 'http://api',
  },
  parameter: (name) => `value of ${name}`,
});
const tableArn = 'arn:aws:dynamodb:ca-central-1:000000000000:table/data-Table';
const jobArn = 'arn:aws:lambda:ca-central-1:000000000000:function:data-Job';

describe('resolved', () => {
  it.each([
    ['a name', { Ref: 'Table' }, 'data-Table'],
    ['a name that is given, by an intrinsic', { Ref: 'Named' }, 'of-data-Table'],
    ['a queue, whose Ref is its address', { Ref: 'Queue' }, 'http://queues/data-Queue'],
    ['an alias, whose Ref is its ARN', { Ref: 'Live' }, `${jobArn}:live`],
    ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['a parameter', { Ref: 'Size' }, 3],
    ['a parameter from the store', { Ref: 'Keys' }, 'value of /keys'],
    ['a dynamic reference', 'a {{resolve:ssm:/x:2}} b', 'a value of /x b'],
    ['an attribute', { 'Fn::GetAtt': ['Table', 'Arn'] }, tableArn],
    ['an attribute with a dot', { 'Fn::GetAtt': 'Table.StreamArn' }, `${tableArn}/stream/local`],
    ['a join', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }]] }, 'a/data-Table'],
    [
      'a substitution',
      {
        'Fn::Sub': [
          `${hole('Table.Arn')} ${hole('own')} ${hole('!kept')}`,
          { own: { Ref: 'Size' } },
        ],
      },
      `${tableArn} 3 ${hole('kept')}`,
    ],
    [
      'a part of a split',
      { 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'Table' }] }] },
      'Table',
    ],
    ['an export of another stack', { 'Fn::ImportValue': 'data:arn' }, tableArn],
    ['nothing', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    ['what only looks like it', { Reference: 'x' }, { Reference: 'x' }],
  ])('%s', (_, value, expected) => {
    expect(resolver.resolve('data', value)).toEqual(expected);
  });
});

describe('refused in one sentence', () => {
  it.each([
    ['a function it does not know', { 'Fn::Cidr': [] }, /uses Fn::Cidr, which .*intrinsics\.ts/],
    ['a reference to nothing', { Ref: 'Gone' }, /refers to Gone, which it does not have/],
    ['an export of nobody', { 'Fn::ImportValue': 'x' }, /No stack exports x/],
    [
      'a type it does not know',
      { Ref: 'Cache' },
      /name of AWS::ElastiCache::CacheCluster data\/Cache/,
    ],
    [
      'an attribute it does not know',
      { 'Fn::GetAtt': ['Queue', 'Age'] },
      /the Age of AWS::SQS::Queue/,
    ],
  ])('%s', (_, value, message) => {
    expect(() => resolver.resolve('data', value)).toThrow(message);
  });

  it('a property of the wrong kind', () => {
    const schema = z.object({ MemorySize: z.number() });
    expect(() => resolver.read(job(), schema)).toThrow(
      /AWS::Lambda::Function api\/Job cannot run locally: MemorySize: /,
    );
  });
});

it('reads the properties that are asked for, and does not look at the others', () => {
  const schema = z.object({ MemorySize: z.coerce.number(), Timeout: z.number().default(3) });
  expect(resolver.read(job(), schema)).toEqual({ MemorySize: 256, Timeout: 3 });
});

function job() {
  const found = assembly.resources.find(({ stack, id }) => stack === 'api' && id === 'Job');
  if (found === undefined) throw new Error('No job in the fixture');
  return found;
}
