/** What the deployed system promises, read from the templates of all stages. */
import { globSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { notFolded } from '../../functions/internet/retire-usage/config.ts';
import { keyFindings } from '../../functions/sessions/check-keys/config.ts';
import { chapters } from '../../infra/contracts.ts';
import { faultInLog } from '../../infra/feature-api.ts';
import { stageNames } from '../../infra/guichet.ts';
import { stages } from '../../infra/stages.ts';
import { routeKey } from '../../shared/http/contract.ts';
import { log } from '../../shared/log.ts';
import { at } from './at.ts';
import {
  all,
  codeOf,
  statementsOf,
  target,
  templates,
  versionsOf,
  type Resource,
} from './synthesized.ts';

const functions = all('Lambda::Function');
const roleOf = (one: Resource) => {
  const role = target(one.properties['Role'], one.stack);
  if (role === undefined) throw new Error(`${one.id} has no role`);
  return role;
};
const named = (one: Resource) => [`${one.stack} ${one.id}`, one] as const;
const each = (resources: Resource[]) => it.each(resources.map(named));

describe('functions', () => {
  it.each(stageNames)('deploys every function there is to %s', (stage) => {
    // The sender twice: for one at a time, and for very many.
    const deployed = globSync('functions/**/index.ts').length + 1;
    expect(all('Lambda::Function', stage)).toHaveLength(deployed);
  });

  each(functions)('%s runs on the current runtime, traced, within stated bounds', (_name, one) => {
    expect(one.properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      MemorySize: expect.any(Number) as number,
      Timeout: expect.any(Number) as number,
    });
  });

  it('gives each function a role that no other has', () => {
    expect(new Set(functions.map(roleOf)).size).toBe(functions.length);
  });

  it('gives each function a log of its own that ends', () => {
    const logs = functions.map((one) => target(at(one.properties, 'LoggingConfig'), one.stack));
    expect(new Set(logs).size).toBe(functions.length);
    for (const one of logs) expect(one?.properties['RetentionInDays']).toBeGreaterThan(0);
  });

  each(functions)('%s is allowed nothing by a wildcard but to send traces', (_name, one) => {
    for (const { Action, Resource } of statementsOf(roleOf(one))) {
      expect(Action.join()).not.toContain('*');
      // The operator names the files.
      const wildcards = JSON.stringify(Resource).replaceAll('/usage/*', '');
      if (Action.some((each) => each.startsWith('s3:'))) expect(wildcards).not.toContain('*');
      if (Resource.includes('*'))
        expect(Action.every((each) => each.startsWith('xray:'))).toBe(true);
    }
  });

  each(functions)('%s touches one table, and never scans it', (_name, one) => {
    const onTable = statementsOf(roleOf(one)).filter(({ Action }) =>
      Action.some((action) => action.startsWith('dynamodb:')),
    );
    for (const { Action, Resource } of onTable) {
      expect(Action).not.toContain('dynamodb:Scan');
      expect(JSON.stringify(Resource)).toMatch(/^\[\{"Fn::ImportValue":"[^"]*Table[^"]*"\}\]$/);
    }
  });

  each(functions)('%s may do with the table what its code does, and no more', (_name, one) => {
    const granted = statementsOf(roleOf(one)).flatMap(({ Action }) => Action);
    const code = codeOf(one);
    // Queries come with the client into every bundle. What a transaction does is not told by name.
    const writes = code.includes('"TransactWriteItems"')
      ? []
      : ['PutItem', 'UpdateItem', 'DeleteItem'];
    for (const action of ['GetItem', 'BatchGetItem', ...writes]) {
      const called = code.includes(`"${action}"`);
      expect([action, granted.includes(`dynamodb:${action}`)]).toEqual([action, called]);
    }
  });

  /** Which parameters a function may read. No other may read any. */
  const readable: Readonly<Record<string, string[]>> = {
    SessionsApi: ['operator-clients', 'sealing-keys', 'signing-key'],
    ProfileApi: ['sealing-keys'],
    ActivityApi: ['sealing-keys'],
    OrdersApi: ['sealing-keys'],
    TvHistoryApi: ['sealing-keys'],
    UsageFilesApi: ['sealing-keys'],
    InternetSecurityApi: ['sealing-keys'],
    UsageTotalsApi: ['sealing-keys'],
    CheckKeysJob: ['verification-keys'],
  };

  each(functions)('%s may read its own parameters, and decrypt only secret ones', (_name, one) => {
    const stage = one.stack.split('-')[1] ?? '';
    const expected = readable[one.id.replace(/Function.*/, '')] ?? [];
    const statements = statementsOf(roleOf(one));
    const reading = statements.filter(({ Action }) => Action.join().includes('ssm:'));
    const names = JSON.stringify(reading).match(/parameter\/[\w/-]+/g) ?? [];
    expect(names.toSorted()).toEqual(
      expected.map((parameter) => `parameter/guichet/${stage}/${parameter}`),
    );
    expect(reading.flatMap(({ Action }) => Action)).toEqual(
      expected.length > 0 ? ['ssm:GetParameter'] : [],
    );
    const decrypts = statements.some(({ Action }) => Action.join().includes('kms:'));
    expect(decrypts).toBe(expected.some((parameter) => parameter !== 'verification-keys'));
  });

  it('lets one function read usage files, and another sign their uploads', () => {
    const objects: Readonly<Record<string, string[]>> = {
      TakeFilesJob: ['s3:GetObject', 's3:GetObjectVersion'],
      UsageFilesApi: ['s3:PutObject'],
    };
    for (const one of functions) {
      const granted = statementsOf(roleOf(one))
        .flatMap(({ Action }) => Action)
        .filter((action) => action.startsWith('s3:'));
      expect(granted).toEqual(objects[one.id.replace(/Function.*/, '')] ?? []);
    }
  });

  it('shows no secret in an environment or a template', () => {
    for (const { text } of templates) {
      expect(text).not.toMatch(/PRIVATE KEY|AKIA[A-Z0-9]{16}|"d\\?":\\?"[\w-]{20}/);
    }
    for (const one of functions) {
      const names = Object.keys(at(one.properties, 'Environment', 'Variables') as object);
      expect(names.filter((name) => /SECRET|PASSWORD|PRIVATE|SIGNING_KEY$/.test(name))).toEqual([]);
    }
  });
});

describe('routes', () => {
  const contracted = chapters.flatMap(({ contract }) => Object.values(contract));

  /** From a route, by its integration and the alias, to the function that answers. */
  const functionOf = (route: Resource) => {
    const integration = target(route.properties['Target'], route.stack);
    const alias = target(integration?.properties['IntegrationUri'], route.stack);
    return target(alias?.properties['FunctionName'], route.stack);
  };

  it('knows every contract there is', () => {
    expect(chapters).toHaveLength(globSync('functions/**/contract.ts').length);
  });

  it.each(stageNames)('deploys to %s the routes of the contracts, and no other', (stage) => {
    const deployed = all('ApiGatewayV2::Route', stage).map((one) => one.properties['RouteKey']);
    expect(deployed.toSorted()).toEqual(contracted.map(routeKey).toSorted());
  });

  it('gives every function that answers with a token what it verifies tokens with', () => {
    const open = contracted.filter(({ audience }) => audience === 'public').map(routeKey);
    for (const route of all('ApiGatewayV2::Route')) {
      if (open.includes(route.properties['RouteKey'] as string)) continue;
      const variables = at(functionOf(route)?.properties, 'Environment', 'Variables');
      const stage = route.stack.split('-')[1] as keyof typeof stages;
      // A version of the parameter: another one makes new versions of all functions.
      const revision = stages[stage].verificationKeysRevision;
      expect(variables).toHaveProperty(
        'VERIFICATION_KEYS',
        `{{resolve:ssm:/guichet/${stage}/verification-keys:${revision}}}`,
      );
      expect(variables).toHaveProperty('ISSUER', `guichet-${stage}`);
    }
  });

  it('gives every function the keys that are named, and none the newest by chance', () => {
    const { dev } = stages;
    const versionsWith = (verificationKeysRevision: number) => {
      const before = { ...dev };
      Object.assign(dev, { verificationKeysRevision });
      try {
        return versionsOf('dev');
      } finally {
        Object.assign(dev, before);
      }
    };
    const [first, same, next] = [versionsWith(7), versionsWith(7), versionsWith(8)];
    const open = ['Reference'];
    const kept = next.filter((version) => first.includes(version));
    expect(same).toEqual(first);
    expect(next).toHaveLength(chapters.length);
    // Published versions are never changed: only a new one has the new keys.
    expect(kept.map((version) => open.find((name) => version.startsWith(name)))).toEqual(open);
  });

  it('answers the routes of a feature with its one function', () => {
    for (const stage of stageNames) {
      const answering = all('ApiGatewayV2::Route', stage).map(functionOf);
      expect(new Set(answering).size).toBe(chapters.length);
      expect(answering).not.toContain(undefined);
    }
  });

  each(all('ApiGatewayV2::Stage'))('%s slows down whoever tries credentials', (_name, one) => {
    const standard = at(one.properties, 'DefaultRouteSettings', 'ThrottlingRateLimit') as number;
    const own = one.properties['RouteSettings'] as Record<string, { ThrottlingRateLimit: number }>;
    const credentials = contracted.filter(({ throttle }) => throttle === 'credentials');
    expect(Object.keys(own).toSorted()).toEqual(credentials.map(routeKey).toSorted());
    for (const { ThrottlingRateLimit } of Object.values(own)) {
      expect(ThrottlingRateLimit).toBeLessThan(standard);
    }
  });

  each(all('ApiGatewayV2::Stage'))('%s logs who called nowhere', (_name, one) => {
    const format = at(one.properties, 'AccessLogSettings', 'Format') as string;
    expect(Object.keys(JSON.parse(format) as object)).toEqual(
      expect.arrayContaining(['requestId', 'routeKey', 'status', 'latency']),
    );
    expect(format).not.toMatch(/identity|userAgent|authorizer|querystring|header|\$context\.path/i);
  });

  each(all('ApiGatewayV2::Api'))('%s lets listed pages in, with credentials', (_name, one) => {
    const cors = one.properties['CorsConfiguration'];
    expect(cors).toMatchObject({ AllowCredentials: true });
    expect(at(cors, 'AllowOrigins')).toEqual(
      stages[one.stack.split('-')[1] as keyof typeof stages].corsOrigins,
    );
    expect(JSON.stringify(cors)).not.toContain('*');
  });

  it('takes new code back in production when its alarm goes off', () => {
    for (const alias of all('Lambda::Alias', 'prod')) {
      const update = at(alias.attributes.UpdatePolicy, 'CodeDeployLambdaAliasUpdate');
      const group = target(at(update, 'DeploymentGroupName'), alias.stack);
      expect(group?.properties['DeploymentConfigName']).toMatch(/Linear/);
      expect(at(group?.properties, 'AlarmConfiguration', 'Alarms')).toHaveLength(1);
      expect(at(group?.properties, 'AutoRollbackConfiguration', 'Events')).toContain(
        'DEPLOYMENT_STOP_ON_ALARM',
      );
    }
  });

  it('counts a fault by the words that the log writes', () => {
    const written = vi.spyOn(console, 'log').mockReturnValue();
    log.error('fault', {});
    log.info('request', {});
    const [fault, request] = written.mock.calls.map(([line]) => String(line));
    written.mockRestore();
    const words = JSON.parse(faultInLog) as string;
    expect(fault).toContain(words);
    expect(request).not.toContain(words);
  });
});

describe('jobs', () => {
  const queues = all('SQS::Queue');
  const deadLettersOf = (queue: Resource) =>
    target(at(queue.properties, 'RedrivePolicy', 'deadLetterTargetArn'), queue.stack);
  const deadLetters = queues.filter((queue) => deadLettersOf(queue) === undefined);
  const alarmsOn = (queue: Resource, metric: string) =>
    all('CloudWatch::Alarm').filter(
      ({ stack, properties }) =>
        stack === queue.stack &&
        properties['MetricName'] === metric &&
        JSON.stringify(properties['Dimensions']).includes(`"${queue.id}"`),
    );

  each(queues)('%s is encrypted, and refuses to be spoken to in the clear', (_name, queue) => {
    expect(queue.properties['SqsManagedSseEnabled']).toBe(true);
    const policies = all('SQS::QueuePolicy').filter(
      ({ stack, properties }) =>
        stack === queue.stack && JSON.stringify(properties['Queues']).includes(`"${queue.id}"`),
    );
    expect(JSON.stringify(policies)).toContain('aws:SecureTransport');
  });

  each(queues.filter((queue) => !deadLetters.includes(queue)))(
    '%s gives up into a queue that wakes somebody',
    (_name, queue) => {
      const dead = deadLettersOf(queue);
      expect(dead).toBeDefined();
      expect(dead && alarmsOn(dead, 'ApproximateNumberOfMessagesVisible')).toHaveLength(1);
      expect(alarmsOn(queue, 'ApproximateAgeOfOldestMessage')).toHaveLength(1);
    },
  );

  it('wakes somebody for everything that was given up', () => {
    for (const dead of deadLetters) {
      expect(alarmsOn(dead, 'ApproximateNumberOfMessagesVisible')).toHaveLength(1);
    }
  });

  each(all('Lambda::EventSourceMapping'))('%s reports what failed, one by one', (_name, one) => {
    expect(one.properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    const job = target(one.properties['FunctionName'], one.stack);
    const queue = target(one.properties['EventSourceArn'], one.stack);
    if (queue?.type !== 'AWS::SQS::Queue') {
      expect(at(one.properties, 'DestinationConfig', 'OnFailure', 'Destination')).toBeDefined();
    } else {
      const visibility = queue.properties['VisibilityTimeout'] as number;
      expect(visibility).toBeGreaterThanOrEqual(6 * (job?.properties['Timeout'] as number));
      expect(at(one.properties, 'ScalingConfig', 'MaximumConcurrency')).toBeGreaterThan(1);
    }
  });

  it.each(['FoldUsage', 'TakeFiles', 'RetireUsage', 'CatalogNotices'])(
    'tells %s after how many deliveries its queue gives up',
    (job) => {
      for (const one of functions.filter(({ id }) => id.startsWith(job))) {
        const mapping = all('Lambda::EventSourceMapping').find(
          ({ stack, properties }) =>
            stack === one.stack && target(properties['FunctionName'], stack) === one,
        );
        const queue = target(mapping?.properties['EventSourceArn'], one.stack);
        const given = at(one.properties, 'Environment', 'Variables', 'MAX_RECEIVES');
        expect(given).toBe(String(at(queue?.properties, 'RedrivePolicy', 'maxReceiveCount')));
      }
    },
  );

  const jobsByClock = [
    ...['aggregate-usage', 'catalog-notices', 'check-keys', 'fulfil-orders', 'retire-usage'],
  ];

  it.each(stageNames)('runs by the clock, in %s, each job that is to', (stage) => {
    const jobs = all('Scheduler::Schedule', stage).map(({ properties }) =>
      at(JSON.parse(at(properties, 'Target', 'Input') as string), 'job'),
    );
    expect(jobs.toSorted()).toEqual(jobsByClock);
  });

  each(all('Scheduler::Schedule'))('%s keeps to the zone of its stage', (_name, one) => {
    const { timeZone, usage, notices } = stages[one.stack.split('-')[1] as keyof typeof stages];
    expect(one.properties['ScheduleExpressionTimezone']).toBe(timeZone);
    expect(at(one.properties, 'Target', 'DeadLetterConfig', 'Arn')).toBeDefined();
    const input = JSON.parse(at(one.properties, 'Target', 'Input') as string) as { job: string };
    expect(input).toEqual({
      job: expect.stringMatching(jobsByClock.join('|')) as string,
      trigger: 'schedule',
      scheduledFor: '<aws.scheduler.scheduled-time>',
    });
    if (input.job === 'catalog-notices') {
      expect(one.properties['ScheduleExpression']).toBe(notices.schedule);
    }
    if (input.job === 'aggregate-usage') {
      expect(one.properties['ScheduleExpression']).toBe(usage.schedule);
    }
  });

  it('notices a job that has not been run by the clock', () => {
    for (const stage of stageNames) {
      const overdue = all('CloudWatch::Alarm', stage).filter(
        ({ properties }) => properties['TreatMissingData'] === 'breaching',
      );
      expect(overdue).toHaveLength(jobsByClock.length);
    }
  });

  it('wakes somebody for records past their time that are in no total', () => {
    const written = vi.spyOn(console, 'log').mockReturnValue();
    log.error(notFolded, { shard: 7, day: '2026-06-25' });
    const line = String(written.mock.calls[0]?.[0]);
    written.mockRestore();
    for (const stage of stageNames) {
      const [filter, ...more] = all('Logs::MetricFilter', stage).filter(({ id }) =>
        id.startsWith('RetireUsage'),
      );
      expect(more).toEqual([]);
      expect(line).toContain(JSON.parse(filter?.properties['FilterPattern'] as string));
      const metric = at(filter?.properties['MetricTransformations'], '0', 'MetricName');
      const alarms = all('CloudWatch::Alarm', stage).filter(
        ({ properties }) => properties['MetricName'] === metric,
      );
      // On from one nightly run to the next, and not a week longer.
      expect(alarms.map(({ properties }) => properties)).toMatchObject([
        { Period: 3600, EvaluationPeriods: 30, DatapointsToAlarm: 1 },
      ]);
    }
  });

  it('notices a night without retirement by what the dispatcher writes', () => {
    const written = vi.spyOn(console, 'log').mockReturnValue();
    log.info('dispatched', { runId: 'r', job: 'retire-usage', trigger: 'schedule', parts: 0 });
    log.info('dispatched', { runId: 'r', job: 'aggregate-usage', trigger: 'schedule', parts: 0 });
    const [line, other] = written.mock.calls.map(([text]) => String(text));
    written.mockRestore();
    for (const stage of stageNames) {
      const filter = all('Logs::MetricFilter', stage).find(({ id }) =>
        id.startsWith('DispatchRunsRetirement'),
      );
      const words = JSON.parse(filter?.properties['FilterPattern'] as string) as string;
      expect(line).toContain(words);
      expect(other).not.toContain(words);
    }
  });

  it('gives the dispatcher and the retirement the same days to keep', () => {
    for (const stage of stageNames) {
      const given = all('Lambda::Function', stage).flatMap(({ properties }) => {
        const variables = at(properties, 'Environment', 'Variables') as Record<string, unknown>;
        return 'KEEP_FACTS_DAYS' in variables ? [variables['KEEP_FACTS_DAYS']] : [];
      });
      expect(given).toEqual(Array(2).fill(String(stages[stage].usage.keepFactsDays)));
    }
  });

  it('wakes somebody for each thing that the check of the keys may find', () => {
    const written = vi.spyOn(console, 'log').mockReturnValue();
    for (const finding of keyFindings) log.error(finding, { keys: 3 });
    const lines = written.mock.calls.map(([line]) => String(line));
    written.mockRestore();
    for (const stage of stageNames) {
      const filters = all('Logs::MetricFilter', stage).filter(({ id }) =>
        id.startsWith('CheckKeys'),
      );
      const metrics = lines.map((line) => {
        const counting = filters.filter(({ properties }) =>
          line.includes(JSON.parse(properties['FilterPattern'] as string) as string),
        );
        expect(counting).toHaveLength(1);
        return at(counting[0]?.properties['MetricTransformations'], '0', 'MetricName');
      });
      for (const metric of metrics) {
        const alarms = all('CloudWatch::Alarm', stage).filter(
          ({ properties }) => properties['MetricName'] === metric,
        );
        // On from one daily check to the next, and not a week longer.
        expect(alarms.map(({ properties }) => properties)).toMatchObject([
          { Period: 3600, EvaluationPeriods: 30, DatapointsToAlarm: 1 },
        ]);
      }
    }
  });
});

describe('alarms', () => {
  const alarms = all('CloudWatch::Alarm');

  each(alarms)('%s reaches somebody and says who is hurt', (_name, one) => {
    expect(one.properties['AlarmActions']).toHaveLength(1);
    expect(one.properties['AlarmDescription']).toMatch(
      /customer|operator|mail|usage|sign in|developers/i,
    );
  });

  it('has one alarm of a name', () => {
    expect(new Set(alarms.map((one) => one.properties['AlarmName'])).size).toBe(alarms.length);
  });

  it('watches each function that answers requests', () => {
    for (const stage of stageNames) {
      const faults = all('Logs::MetricFilter', stage).filter(
        ({ properties }) => properties['FilterPattern'] === faultInLog,
      );
      expect(faults).toHaveLength(chapters.length);
    }
  });

  each(alarms)('%s looks back no longer than CloudWatch does', (_name, { properties }) => {
    const period = (properties['Period'] as number | undefined) ?? 300;
    const window = period * (properties['EvaluationPeriods'] as number);
    expect(window).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
  });
});

describe('data', () => {
  each(all('DynamoDB::GlobalTable'))('%s cannot be lost by mistake', (_name, table) => {
    expect(table.attributes.DeletionPolicy).toBe('Retain');
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    const replicas = table.properties['Replicas'] as object[];
    for (const replica of replicas) {
      expect(replica).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });

  each(all('S3::Bucket'))(
    '%s keeps usage files from everybody, and not for good',
    (_name, bucket) => {
      expect(bucket.attributes.DeletionPolicy).toBe('Retain');
      expect(bucket.properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          ...{ BlockPublicAcls: true, BlockPublicPolicy: true },
          ...{ IgnorePublicAcls: true, RestrictPublicBuckets: true },
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
      expect(JSON.stringify(bucket.properties['BucketEncryption'])).toContain('AES256');
      const rules = at(bucket.properties, 'LifecycleConfiguration', 'Rules');
      const { keepDays, keepReplacedDays } =
        stages[bucket.stack.split('-')[1] as keyof typeof stages].usage.files;
      expect(rules).toContainEqual(
        expect.objectContaining({
          ...{ Prefix: 'usage/', Status: 'Enabled', ExpirationInDays: keepDays },
          NoncurrentVersionExpiration: { NoncurrentDays: keepReplacedDays },
        }),
      );
      expect(JSON.stringify(rules)).toContain('AbortIncompleteMultipartUpload');
      const policies = all('S3::BucketPolicy').filter(
        ({ stack, properties }) => target(properties['Bucket'], stack) === bucket,
      );
      expect(JSON.stringify(policies)).toContain('aws:SecureTransport');
    },
  );

  each(all('S3::Bucket'))(
    '%s tells a queue that lets it, and that is there before it',
    (_name, bucket) => {
      const { stack } = bucket;
      const queues = at(bucket.properties, 'NotificationConfiguration', 'QueueConfigurations');
      expect(queues).toMatchObject([{ Event: 's3:ObjectCreated:*' }]);
      const queue = target(queues, stack);
      const policy = all('SQS::QueuePolicy').find(
        (one) => one.stack === stack && target(one.properties['Queues'], stack) === queue,
      );
      expect(bucket.attributes.DependsOn).toContain(policy?.id);
      const document = policy?.properties['PolicyDocument'] as { Statement: object[] };
      expect(document.Statement).toContainEqual({
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [queue?.id, 'Arn'] },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${stack}-*`]],
            },
          },
        },
      });
      // CloudFormation names the bucket, with that before it.
      expect(bucket.properties).not.toHaveProperty('BucketName');
    },
  );

  it('has no function of the library that changes buckets', () => {
    expect(templates.map(({ text }) => text).join()).not.toContain('Custom::S3');
  });

  it('keeps the key that the secrets are encrypted with', () => {
    const keys = all('KMS::Key').filter(({ id }) => id.startsWith('SecretsKey'));
    expect(keys).toHaveLength(stageNames.length);
    for (const { attributes } of keys) expect(attributes.DeletionPolicy).toBe('Retain');
  });

  it('sends nothing more to an address that bounced or complained', () => {
    for (const one of all('SES::ConfigurationSet')) {
      expect(at(one.properties, 'SuppressionOptions', 'SuppressedReasons')).toEqual([
        'BOUNCE',
        'COMPLAINT',
      ]);
    }
  });
});
