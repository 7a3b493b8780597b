/** The functions of the templates: their code, limits, environment and role. */
import * as z from 'zod';
import type { Assembly, Resource } from './assembly.ts';
import type { Resolver } from './intrinsics.ts';
import { physicalName } from './physical.ts';

const properties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs/, 'only Node.js functions run here'),
  Role: z.string(),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  LoggingConfig: z
    .object({
      LogGroup: z.string().optional(),
      LogFormat: z.string().optional(),
      ApplicationLogLevel: z.string().optional(),
    })
    .default({}),
});

export type FunctionSpec = {
  name: string;
  arn: string;
  roleArn: string;
  codeFolder: string;
  handler: string;
  memoryMegabytes: number;
  timeoutSeconds: number;
  reservedConcurrency: number | undefined;
  environment: Readonly<Record<string, string>>;
};

export function readFunctions(assembly: Assembly, resolver: Resolver): FunctionSpec[] {
  return assembly.resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => readFunction(resource, assembly, resolver));
}

/** Locally and in tests every answer of a route is checked against its contract. */
export const withCheckedAnswers = (
  functions: readonly FunctionSpec[],
  routes: readonly { functionName: string }[],
): FunctionSpec[] =>
  functions.map((spec) =>
    'VALIDATE_ANSWERS' in spec.environment ||
    routes.some(({ functionName }) => functionName === spec.name)
      ? { ...spec, environment: { ...spec.environment, VALIDATE_ANSWERS: '1' } }
      : spec,
  );

function readFunction(resource: Resource, assembly: Assembly, resolver: Resolver): FunctionSpec {
  const { stack, id } = resource;
  const read = resolver.read(resource, properties);
  const name = physicalName(resource, (value) => resolver.resolve(stack, value));
  const { LogGroup, LogFormat, ApplicationLogLevel } = read.LoggingConfig;
  return {
    name,
    arn: String(resolver.resolve(stack, { 'Fn::GetAtt': [id, 'Arn'] })),
    roleArn: read.Role,
    codeFolder: assembly.assetFolder(stack, read.Code.S3Key),
    handler: read.Handler,
    memoryMegabytes: read.MemorySize,
    timeoutSeconds: read.Timeout,
    reservedConcurrency: read.ReservedConcurrentExecutions,
    environment: {
      AWS_EXECUTION_ENV: `AWS_Lambda_${read.Runtime}`,
      AWS_LAMBDA_LOG_GROUP_NAME: LogGroup ?? `/aws/lambda/${name}`,
      ...(LogFormat === undefined ? {} : { AWS_LAMBDA_LOG_FORMAT: LogFormat }),
      ...(ApplicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: ApplicationLogLevel }),
      ...read.Environment?.Variables,
    },
  };
}
