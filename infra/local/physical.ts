/**
 * What a resource is called once it exists: what `Ref` and `Fn::GetAtt` give for it.
 * A type that is missing here cannot be referred to by anything that runs locally.
 */
import type { Resource } from './assembly.ts';
import { StackFailure } from './failure.ts';

export const accountId = '000000000000';

export const queueUrlAt = (endpoint: string) => (name: string) =>
  `${endpoint}/${accountId}/${name}`;

export type Place = { region: string; queueUrl: (name: string) => string; apiUrl: string };

type Thing = { name: string; place: Place; property: (name: string) => string };
type Kind = {
  /** Property that holds the name; without one, or when absent, stack and logical id make it. */
  nameIn?: string;
  /** Names that CloudFormation makes are in small letters. */
  small?: true;
  ref?: (thing: Thing) => string;
  attributes?: Readonly<Record<string, (thing: Thing) => string>>;
};

const arn =
  (service: string, path: (name: string) => string = (name) => name) =>
  ({ name, place }: Thing) =>
    `arn:aws:${service}:${place.region}:${accountId}:${path(name)}`;

const tableArn = arn('dynamodb', (name) => `table/${name}`);
const table: Kind = {
  nameIn: 'TableName',
  attributes: { Arn: tableArn, StreamArn: (thing) => `${tableArn(thing)}/stream/local` },
};

const kinds: Readonly<Record<string, Kind>> = {
  'AWS::ApiGatewayV2::Api': { attributes: { ApiEndpoint: ({ place }) => place.apiUrl } },
  'AWS::ApiGatewayV2::Integration': {},
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::IAM::Role': {
    nameIn: 'RoleName',
    attributes: { Arn: ({ name }) => `arn:aws:iam::${accountId}:role/${name}` },
  },
  'AWS::KMS::Key': { attributes: { Arn: arn('kms', (name) => `key/${name}`) } },
  'AWS::Lambda::Alias': {
    ref: (thing) => `${functionArn(thing)}:${thing.property('Name')}`,
  },
  'AWS::Lambda::Function': {
    nameIn: 'FunctionName',
    attributes: { Arn: arn('lambda', (name) => `function:${name}`) },
  },
  'AWS::Lambda::Version': {
    ref: (thing) => `${functionArn(thing)}:1`,
    attributes: { Version: () => '1' },
  },
  'AWS::Logs::LogGroup': {
    nameIn: 'LogGroupName',
    attributes: { Arn: arn('logs', (name) => `log-group:${name}:*`) },
  },
  'AWS::S3::Bucket': {
    nameIn: 'BucketName',
    small: true,
    attributes: { Arn: ({ name }) => `arn:aws:s3:::${name}` },
  },
  'AWS::SES::ConfigurationSet': { nameIn: 'Name' },
  'AWS::Scheduler::Schedule': { nameIn: 'Name' },
  'AWS::SES::EmailIdentity': { nameIn: 'EmailIdentity' },
  'AWS::SNS::Topic': { nameIn: 'TopicName', ref: arn('sns') },
  'AWS::SQS::Queue': {
    nameIn: 'QueueName',
    ref: ({ name, place }) => place.queueUrl(name),
    attributes: { Arn: arn('sqs'), QueueName: ({ name }) => name },
  },
};

/** Of the function that a version or an alias belongs to. */
const functionArn = ({ place, property }: Thing) =>
  `arn:aws:lambda:${place.region}:${accountId}:function:${functionName(property('FunctionName'))}`;

/** The function that an ARN of it, of its version or of its alias means, or its plain name. */
export const functionName = (nameOrArn: string) =>
  /:function:([^:/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;

export const nameInArn = (arnOfQueue: string) => arnOfQueue.split(':').at(-1) ?? arnOfQueue;

export type Resolve = (value: unknown) => unknown;

export function physicalName(resource: Resource, resolve: Resolve): string {
  const { nameIn = '', small } = kindOf(resource, 'name');
  const given = resource.properties[nameIn];
  if (given !== undefined) return String(resolve(given));
  const made = `${resource.stack}-${resource.id}`;
  return small === true ? made.toLowerCase() : made;
}

export function refOf(resource: Resource, place: Place, resolve: Resolve): string {
  const thing = thingOf(resource, place, resolve);
  return kindOf(resource, 'Ref').ref?.(thing) ?? thing.name;
}

export function attributeOf(resource: Resource, name: string, place: Place, resolve: Resolve) {
  const attribute = kindOf(resource, name).attributes?.[name];
  if (attribute === undefined) throw unknown(resource, name);
  return attribute(thingOf(resource, place, resolve));
}

const thingOf = (resource: Resource, place: Place, resolve: Resolve): Thing => ({
  name: physicalName(resource, resolve),
  place,
  property: (name) => String(resolve(resource.properties[name])),
});

function kindOf(resource: Resource, wanted: string): Kind {
  const kind = kinds[resource.type];
  if (kind === undefined) throw unknown(resource, wanted);
  return kind;
}

const unknown = ({ type, stack, id }: Resource, wanted: string) =>
  new StackFailure(
    `The template needs the ${wanted} of ${type} ${stack}/${id}, which does not exist locally: teach infra/local/physical.ts what it is.`,
  );
