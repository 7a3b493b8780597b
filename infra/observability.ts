/** Alarms that say who is hurt, and a dashboard to look at when one goes off. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Where the alarms of a stage go. */
export type AlarmTarget = { stage: string; topic: ITopic };

export type AlarmProps = {
  /** Who is hurt, and how: what the person reads who is woken by it. Unique in a stage. */
  impact: string;
  metric: cloudwatch.IMetric;
  /** The first value that is too much. */
  atLeast: number;
  /** In how many periods of the metric running. */
  periods?: number;
  /** In any one of so many periods: it stays on for as long, where the next value comes late. */
  anyOf?: number;
  /** Silence is what hurts: no data, or less than `atLeast`, raises it. */
  whenMissing?: boolean;
};

export function raiseAlarm(scope: Construct, id: string, target: AlarmTarget, props: AlarmProps) {
  const missing = props.whenMissing === true;
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: `guichet ${target.stage}: ${props.impact}`,
    alarmDescription: `${props.impact}.`,
    metric: props.metric,
    threshold: props.atLeast,
    evaluationPeriods: props.anyOf ?? props.periods ?? 1,
    ...(props.anyOf === undefined ? {} : { datapointsToAlarm: 1 }),
    comparisonOperator: missing
      ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
      : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: missing
      ? cloudwatch.TreatMissingData.BREACHING
      : cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(target.topic));
  return alarm;
}

/** A member of a log line; Lambda puts its own words before the line, so it is matched as text. */
export const wordsInLog = (name: string, value: string) => JSON.stringify(`"${name}":"${value}"`);

export const overFiveMinutes = { period: Duration.minutes(5), statistic: 'Sum' };

/** A row of graphs, each with its title and what is drawn in it. */
export const graphs = (rows: readonly (readonly [string, ...cloudwatch.IMetric[]])[]) =>
  rows.map(
    ([title, ...left]) =>
      new cloudwatch.GraphWidget({ title, left, width: Math.floor(24 / rows.length), height: 6 }),
  );
