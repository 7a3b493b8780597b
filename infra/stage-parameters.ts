/** The parameters of a stage, which are in Parameter Store before it is deployed. */
import type { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Stage } from './stages.ts';

export const parameterName = (stage: Stage, name: string) => `/guichet/${stage.name}/${name}`;

export const parameterArn = (stack: Stack, stage: Stage, name: string) =>
  stack.formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: parameterName(stage, name).slice(1),
  });

/**
 * A version of the parameter, never the newest: another one is another template, which makes new
 * versions of all functions. Otherwise some would have the new keys, those that had changed anyway.
 */
export const verificationKeys = (stack: Stack, stage: Stage) =>
  StringParameter.valueForStringParameter(
    stack,
    parameterName(stage, 'verification-keys'),
    stage.settings.verificationKeysRevision,
  );
