/** The templates of every stage, synthesized once, and ways to ask them. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guichet, stageNames } from '../../infra/guichet.ts';
import type { StageName } from '../../infra/stages.ts';

export type Properties = { readonly [name: string]: unknown };
export type Resource = {
  id: string;
  stack: string;
  type: string;
  properties: Properties;
  attributes: { DeletionPolicy?: string; UpdatePolicy?: Properties; DependsOn?: string[] };
};

type Template = {
  Outputs?: Record<string, { Value: unknown }>;
  Resources: Record<string, { Type: string; Properties?: Properties } & Resource['attributes']>;
};

const synthesize = (stages: readonly StageName[]) =>
  guichet({ stages, validate: false, outdir: mkdtempSync(join(tmpdir(), 'guichet-')) }).synth();

const assembly = synthesize(stageNames);

const resources: readonly Resource[] = assembly.stacks.flatMap(({ stackName, template }) =>
  Object.entries((template as Template).Resources).map(([id, { Type, Properties, ...rest }]) => ({
    id,
    stack: stackName,
    type: Type,
    properties: Properties ?? {},
    attributes: rest,
  })),
);

const exported = (stack: string, name: string) =>
  (assembly.stacks.find(({ stackName }) => stackName === stack)?.template as Template | undefined)
    ?.Outputs?.[name]?.Value;

/** All resources of a type, of every stage or of one. */
export const all = (type: string, stage?: StageName) =>
  resources.filter(
    (one) =>
      one.type === `AWS::${type}` &&
      (stage === undefined || one.stack.startsWith(`guichet-${stage}-`)),
  );

export const templates = assembly.stacks.map(({ stackName, template }) => ({
  stack: stackName,
  text: JSON.stringify(template),
}));

/** What a value refers to: by `Ref` or `Fn::GetAtt`, also within a join, or as another stack's export. */
export function target(value: unknown, stack: string): Resource | undefined {
  const text = JSON.stringify(value ?? null);
  const [, exporter, name] = /"Fn::ImportValue":"([^":]+):([^"]+)"/.exec(text) ?? [];
  if (exporter !== undefined) return target(exported(exporter, name ?? ''), exporter);
  const id = /"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/.exec(text)?.[1];
  return resources.find((one) => one.stack === stack && one.id === id);
}

/** The bundle that a function would be deployed with. */
export function codeOf(one: Resource): string {
  const { S3Key } = one.properties['Code'] as { S3Key: string };
  const asset = `asset.${S3Key.replace(/\.zip$/, '')}`;
  return readFileSync(join(assembly.directory, asset, 'index.cjs'), 'utf8');
}

export type Statement = { Action: string[]; Resource: unknown[]; Condition?: Properties };

/** The statements of every policy of a role, with single values as lists. */
export function statementsOf(role: Resource): Statement[] {
  return all('IAM::Policy')
    .filter(
      ({ properties, stack }) =>
        stack === role.stack && JSON.stringify(properties['Roles']).includes(`"${role.id}"`),
    )
    .flatMap(({ properties }) => {
      const document = properties['PolicyDocument'] as { Statement: Properties[] };
      return document.Statement.map((statement) => ({
        ...statement,
        Action: [statement['Action']].flat() as string[],
        Resource: [statement['Resource']].flat(),
      }));
    });
}

/** Ids of the versions of functions in a stage, synthesized anew with its settings as they are now. */
export const versionsOf = (stage: StageName) =>
  synthesize([stage]).stacks.flatMap(({ template }) =>
    Object.entries((template as Template).Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Version')
      .map(([id]) => id),
  );
