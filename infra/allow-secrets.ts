import type { Stack } from 'aws-cdk-lib';
import type * as z from 'zod/mini';
import type { DataStack } from './data-stack.ts';
import type { FeatureApi } from './feature-api.ts';
import { parameterArn } from './stage-parameters.ts';
import type { Stage } from './stages.ts';

/** Which secrets a function reads; signing tokens is for `sessions` alone. */
export function allowSecrets<S extends z.ZodMiniObject>(
  stack: Stack,
  feature: FeatureApi<S>,
  { stage, data, names }: { stage: Stage; data: DataStack; names: readonly string[] },
) {
  const parameters = names.map((name) => parameterArn(stack, stage, name));
  feature.function.allow(['ssm:GetParameter'], parameters);
  feature.function.allow(['kms:Decrypt'], [data.secretsKey.keyArn], {
    StringEquals: { 'kms:ViaService': `ssm.${stack.region}.amazonaws.com` },
  });
}
