/** What must outlive every deployment: the table, keys, usage files, mail identity, where alarms go. */
import { CfnOutput, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
  type ITableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as ses from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { keyNames, ttlName } from '../shared/table/schema.ts';
import type { AlarmTarget } from './observability.ts';
import type { Stage } from './stages.ts';
import { UsageBucket } from './usage-bucket.ts';

export class DataStack extends Stack {
  readonly table: ITableV2;
  /** Encrypts the SecureString parameters; whoever may not use it cannot read them. */
  readonly secretsKey: Key;
  readonly mail: { identity: ses.EmailIdentity; configurationSet: ses.ConfigurationSet };
  readonly alarms: AlarmTarget;
  readonly usageFiles: UsageBucket;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, { terminationProtection: true });
    // The library's classes miss its own interfaces by exactOptionalPropertyTypes alone.
    this.table = this.addTable() as ITableV2;
    this.secretsKey = this.addSecretsKey(stage);
    const topicKey = this.addTopicKey();
    this.alarms = { stage: stage.name, topic: this.addAlarmTopic(stage, topicKey) };
    this.mail = this.addMail(stage, topicKey);
    this.usageFiles = this.addUsageFiles(stage);
  }

  private addTable() {
    return new TableV2(this, 'Table', {
      partitionKey: { name: keyNames.partition, type: AttributeType.STRING },
      sortKey: { name: keyNames.sort, type: AttributeType.STRING },
      timeToLiveAttribute: ttlName,
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      // Both images: the relay tells from the old one what it has handed on before.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private addSecretsKey(stage: Stage) {
    const key = new Key(this, 'SecretsKey', {
      alias: `guichet-${stage.name}-secrets`,
      description: 'Encrypts the parameters with the signing key and the operator clients',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(this, 'SecretsKeyAlias', {
      value: `alias/guichet-${stage.name}-secrets`,
      description: 'Key to encrypt the SecureString parameters with',
    });
    return key;
  }

  private addUsageFiles(stage: Stage) {
    const files = new UsageBucket(this, 'UsageFiles', stage, this.alarms);
    new CfnOutput(this, 'UsageBucket', {
      value: files.bucket.bucketName,
      description: 'What is put there under usage/ is read as usage',
    });
    return files;
  }

  /** The senders to our topics are services of AWS, which cannot use the account's default key. */
  private addTopicKey() {
    const key = new Key(this, 'TopicKey', {
      description: 'Encrypts alarms and mail feedback',
      enableKeyRotation: true,
    });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: ['cloudwatch', 'ses'].map(
          (service) => new iam.ServicePrincipal(`${service}.amazonaws.com`),
        ),
        // Whom they may publish for is said by each topic's own policy.
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    return key;
  }

  private addAlarmTopic(stage: Stage, masterKey: Key) {
    const topic = new Topic(this, 'Alarms', { masterKey, enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.subscribe(topic, stage.settings.alarms.email);
    return topic;
  }

  private subscribe(topic: Topic, address: string) {
    topic.addSubscription(new EmailSubscription(address));
    Validations.of(topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'A person reads it. The alarm stays on in CloudWatch, the bounce stays in SES.',
    });
  }

  private addMail({ name, settings }: Stage, masterKey: Key) {
    const configurationSet = new ses.ConfigurationSet(this, 'MailSettings', {
      configurationSetName: `guichet-${name}`,
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      // After a hard bounce or a complaint SES itself sends nothing more to that address.
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    const feedback = new Topic(this, 'MailFeedback', { masterKey, enforceSSL: true });
    this.subscribe(feedback, settings.alarms.mailFeedback);
    configurationSet.addEventDestination('Feedback', {
      destination: ses.EventDestination.snsTopic(feedback),
      events: [
        ses.EmailSendingEvent.BOUNCE,
        ses.EmailSendingEvent.COMPLAINT,
        ses.EmailSendingEvent.REJECT,
      ],
    });
    const identity = new ses.EmailIdentity(this, 'MailIdentity', {
      identity: ses.Identity.domain(settings.mail.domain),
      configurationSet,
    });
    return { identity, configurationSet };
  }
}
