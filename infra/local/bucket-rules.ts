/** The template's buckets: where each tells of new objects. What cannot be done here is refused. */
import * as z from 'zod';
import type { Assembly, Resource } from './assembly.ts';
import { StackFailure } from './failure.ts';
import type { Resolver } from './intrinsics.ts';
import { matches } from './permissions.ts';
import { accountId, nameInArn } from './physical.ts';

/** The others say how objects are kept, or from whom: nobody else reaches this machine. */
const properties = z.object({
  AccelerateConfiguration: z.never({ error: 'there is no acceleration' }).optional(),
  CorsConfiguration: z.never({ error: 'pages of browsers are not answered' }).optional(),
  ObjectLockConfiguration: z.never({ error: 'objects are not locked' }).optional(),
  ReplicationConfiguration: z.never({ error: 'nothing is replicated' }).optional(),
  WebsiteConfiguration: z.never({ error: 'no website is served' }).optional(),
  VersioningConfiguration: z
    .object({ Status: z.literal('Enabled', { error: 'objects always have versions' }) })
    .optional(),
  NotificationConfiguration: z
    .strictObject(
      {
        QueueConfigurations: z
          .array(
            z.strictObject({
              Event: z.literal('s3:ObjectCreated:*', { error: 'only s3:ObjectCreated:* is told' }),
              Queue: z.string(),
              Filter: z
                .object({
                  S3Key: z.object({
                    Rules: z.array(
                      z.object({ Name: z.enum(['prefix', 'suffix']), Value: z.string() }),
                    ),
                  }),
                })
                .optional(),
            }),
          )
          .default([]),
      },
      { error: 'only queues are told' },
    )
    .default({ QueueConfigurations: [] }),
});

export type Notified = { queueName: string; wants: (key: string) => boolean };
export type Bucket = { name: string; notified: readonly Notified[] };

export function readBuckets(assembly: Assembly, resolver: Resolver): Bucket[] {
  return assembly.resources
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .map((resource) => {
      const name = String(resolver.resolve(resource.stack, { Ref: resource.id }));
      const { NotificationConfiguration } = resolver.read(resource, properties);
      const notified = NotificationConfiguration.QueueConfigurations.map(({ Queue, Filter }) => {
        requirePermission(assembly, resolver, { bucket: name, queue: Queue });
        const rules = Filter?.S3Key.Rules ?? [];
        return {
          queueName: nameInArn(Queue),
          wants: (key: string) =>
            rules.every(({ Name, Value }) =>
              Name === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
            ),
        };
      });
      return { name, notified };
    });
}

const policy = z.object({ Queues: z.array(z.string()) });
const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.string(), z.object({ Service: oneOrMore.optional() })]),
  Action: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});

/** S3 refuses notifications of a queue that does not let it send. */
function requirePermission(
  assembly: Assembly,
  resolver: Resolver,
  { bucket, queue }: { bucket: string; queue: string },
) {
  const granted = assembly.resources
    .filter(({ type }) => type === 'AWS::SQS::QueuePolicy')
    .filter((resource) =>
      resolver
        .read(resource, policy)
        .Queues.some((url) => url.split('/').at(-1) === nameInArn(queue)),
    )
    .flatMap((resource) => statementsOf(resource, resolver))
    .some((each) => lets(each, `arn:aws:s3:::${bucket}`));
  if (!granted)
    throw new StackFailure(
      `The bucket ${bucket} tells ${nameInArn(queue)} of its objects, whose policy does not let S3 send: add that.`,
    );
}

const statementsOf = ({ stack, properties: { PolicyDocument } }: Resource, resolver: Resolver) =>
  z.object({ Statement: z.array(statement) }).parse(resolver.resolve(stack, PolicyDocument))
    .Statement;

function lets(each: z.output<typeof statement>, bucketArn: string) {
  const { Effect, Principal, Action, Condition } = each;
  const isForS3 =
    typeof Principal === 'object' && Principal.Service?.includes('s3.amazonaws.com') === true;
  if (Effect !== 'Allow' || !isForS3 || !Action.includes('sqs:SendMessage')) return false;
  const known: Readonly<Record<string, string>> = {
    'aws:SourceAccount': accountId,
    'aws:SourceArn': bucketArn,
  };
  return Object.values(Condition)
    .flatMap((tests) => Object.entries(tests))
    .every(([key, pattern]) => matches(pattern, known[key] ?? ''));
}
