/** What the templates' IAM policies let each function do. */
import * as z from 'zod';
import type { Assembly, Resource } from './assembly.ts';
import { StackFailure } from './failure.ts';
import type { FunctionSpec } from './functions.ts';
import type { Resolver } from './intrinsics.ts';

/** `undefined` for credentials that belong to no function: tools and tests may do anything. */
export type Permissions = (
  caller: string,
) => ((action: string, resource: string) => boolean) | undefined;

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  Resource: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const policyDocument = z.object({ Statement: z.array(statement) });

const attachedPolicy = z.object({ Roles: z.array(z.string()) });
const role = z.object({ Policies: z.array(z.object({ PolicyDocument: z.unknown() })).default([]) });

type Statement = z.output<typeof statement> & { stack: string; role: string };

export function readPermissions(
  assembly: Assembly,
  resolver: Resolver,
  functions: readonly FunctionSpec[],
): Permissions {
  const statements = assembly.resources.flatMap((resource) => statementsOf(resource, resolver));
  const checks = new Map(
    functions.map(({ name, roleArn }) => {
      const own = statements.filter((each) => roleArn.endsWith(`:role/${each.role}`));
      for (const each of own) refuseCondition(each);
      return [
        name,
        (action: string, resource: string) => {
          const that = own.filter((each) => covers(each, action, resource, resolver));
          return that.length > 0 && that.every(({ Effect }) => Effect === 'Allow');
        },
      ];
    }),
  );
  return (caller) => checks.get(caller);
}

/** Resolved when a call needs them: a role may hold statements about things that are not local. */
function statementsOf(resource: Resource, resolver: Resolver): Statement[] {
  const { stack, id, type, properties } = resource;
  const parse = (document: unknown, roleName: string) =>
    policyDocument.parse(document).Statement.map((each) => ({ ...each, stack, role: roleName }));
  if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy') {
    const { Roles } = resolver.read(resource, attachedPolicy);
    return Roles.flatMap((name) => parse(properties['PolicyDocument'], name));
  }
  if (type !== 'AWS::IAM::Role') return [];
  const roleName = String(resolver.resolve(stack, { Ref: id }));
  return role
    .parse(properties)
    .Policies.flatMap(({ PolicyDocument }) => parse(PolicyDocument, roleName));
}

function covers(each: Statement, action: string, resource: string, resolver: Resolver) {
  if (!each.Action?.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())))
    return false;
  const resources = [resolver.resolve(each.stack, each.Resource)].flat();
  return resources.some((pattern) => matches(String(pattern), resource));
}

/** A grant on a condition would be given without it here. */
function refuseCondition({ Action = [], Condition, role: name }: Statement) {
  const checked = Action.find((action) => /^(\*|(dynamodb|s3|sqs|ses|ssm):)/.test(action));
  if (Condition !== undefined && checked !== undefined)
    throw new StackFailure(
      `The role ${name} has ${checked} on a condition, which infra/local/permissions.ts does not check: teach it there.`,
    );
}

/** IAM's wildcards: `*` for any characters, `?` for one. */
export const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text);
