/** EventBridge Scheduler: sends each schedule's message when its time comes, or on demand. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import { nextByCron, unreadable } from './cron.ts';
import { StackFailure } from './failure.ts';
import type { Resolver } from './intrinsics.ts';
import { nameInArn, physicalName } from './physical.ts';

const properties = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.object({
    Arn: z.string().regex(/^arn:aws:sqs:/, 'only queues are run as targets'),
    Input: z.string().default(''),
  }),
});

export type Schedule = {
  name: string;
  queueName: string;
  input: string;
  enabled: boolean;
  /** The first time after the given one. */
  next(after: Date): Date | undefined;
};

export const readSchedules = ({ resources }: Assembly, resolver: Resolver): Schedule[] =>
  resources
    .filter(({ type }) => type === 'AWS::Scheduler::Schedule')
    .map((resource) => {
      const read = resolver.read(resource, properties);
      const { ScheduleExpression: expression, ScheduleExpressionTimezone: zone } = read;
      const next = (after: Date) => nextTime(expression, zone, after);
      next(new Date());
      return {
        name: physicalName(resource, (value) => resolver.resolve(resource.stack, value)),
        queueName: nameInArn(read.Target.Arn),
        input: read.Target.Input,
        enabled: read.State === 'ENABLED',
        next,
      };
    });

const units: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

export function nextTime(expression: string, zone: string, after: Date): Date | undefined {
  if (expression.startsWith('cron(')) return nextByCron(expression, zone, after);
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const length = units[unit];
  if (length === undefined) throw unreadable(expression);
  return new Date(after.getTime() + Number(count) * length);
}

export type Scheduling = {
  /** Sends the messages of the schedules whose name contains `part`, or of all; gives their names. */
  run: (part?: string) => Promise<string[]>;
  stop(): void;
};

/** Looked at so often, so that a machine that slept or whose clock was set still is on time. */
const lookMs = 10_000;

export function startSchedules(
  schedules: readonly Schedule[],
  how: {
    sqs: SQSClient;
    queueUrl: (name: string) => string;
    byTheClock: boolean;
    log: (line: string) => void;
  },
): Scheduling {
  const send = (schedule: Schedule, at: Date) =>
    how.sqs.send(
      new SendMessageCommand({
        QueueUrl: how.queueUrl(schedule.queueName),
        MessageBody: withContext(schedule.input, at),
      }),
    );

  const due = new Map(
    schedules
      .filter(({ enabled }) => how.byTheClock && enabled)
      .map((each) => [each, each.next(new Date())]),
  );
  const look = () => {
    const now = new Date();
    for (const [schedule, at] of due) {
      if (at === undefined || at > now) continue;
      due.set(schedule, schedule.next(now));
      send(schedule, at).catch((error: unknown) => {
        how.log(`Schedule ${schedule.name}: ${String(error)}`);
      });
    }
  };
  const timer = setInterval(look, lookMs);

  return {
    async run(part = '') {
      const wanted = schedules.filter(({ name }) => name.includes(part));
      if (part !== '' && wanted.length === 0)
        throw new StackFailure(
          `There is no schedule ${part}; there are: ${schedules.map(({ name }) => name).join(', ')}.`,
        );
      await Promise.all(wanted.map((each) => send(each, new Date())));
      return wanted.map((each) => each.name);
    },
    stop() {
      clearInterval(timer);
    },
  };
}

/** Scheduler fills these words of an input in when it sends it. */
export const withContext = (input: string, at: Date) =>
  input
    .replaceAll('<aws.scheduler.scheduled-time>', `${at.toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.execution-id>', randomBytes(8).toString('hex'))
    .replaceAll('<aws.scheduler.attempt-number>', '1');
