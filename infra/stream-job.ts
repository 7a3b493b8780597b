/** A job that follows the table's stream, for the items whose keys begin in a certain way. */
import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { keyNames } from '../shared/table/schema.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import { DeadLetters } from './dead-letters.ts';
import { raiseAlarm, type AlarmTarget } from './observability.ts';

export type StreamJobProps<S extends z.ZodMiniObject> = BundledFunctionProps<S> & {
  source: ITableV2;
  /** How a key begins of the items it is handed. */
  follows: readonly { key: keyof typeof keyNames; prefix: string }[];
  /** Items in one call, at most. */
  batchSize: number;
  alarms: AlarmTarget;
  impact: { givenUp: string; late: string };
  lateAfter: Duration;
};

export class StreamJob<S extends z.ZodMiniObject> extends Construct {
  readonly function: BundledFunction<S>;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: StreamJobProps<S>) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', props.alarms, props.impact.givenUp);
    this.function = new BundledFunction(this, 'Job', props);
    this.function.lambda.addEventSource(
      new DynamoEventSource(props.source, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: props.batchSize,
        reportBatchItemFailures: true,
        // A shard waits while a record is retried; one bad record must not hold the others up long.
        bisectBatchOnError: true,
        retryAttempts: 8,
        onFailure: new SqsDlq(this.deadLetters),
        filters: props.follows.map(({ key, prefix }) =>
          FilterCriteria.filter({
            eventName: FilterRule.or('INSERT', 'MODIFY'),
            dynamodb: { Keys: { [keyNames[key]]: { S: FilterRule.beginsWith(prefix) } } },
          }),
        ),
      }),
    );
    raiseAlarm(this, 'Late', props.alarms, {
      impact: props.impact.late,
      metric: this.function.lambda.metric('IteratorAge', {
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      atLeast: props.lateAfter.toMilliseconds(),
    });
  }
}
