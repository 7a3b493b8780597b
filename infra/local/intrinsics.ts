/** CloudFormation's functions, across the stacks of an assembly. What is not known fails by name. */
import type * as z from 'zod';
import type { Assembly, Resource } from './assembly.ts';
import { StackFailure } from './failure.ts';
import { accountId, attributeOf, refOf, type Place } from './physical.ts';

export type Values = { place: Place; parameter: (name: string) => string };

export type Resolver = {
  resolve(stack: string, value: unknown): unknown;
  /** The properties that `schema` names, resolved and checked; the others are not looked at. */
  read<S extends z.ZodObject>(resource: Resource, schema: S): z.output<S>;
};

export function makeResolver(assembly: Assembly, values: Values): Resolver {
  const resolve = (stack: string, value: unknown): unknown => {
    if (typeof value === 'string') return withDynamicReferences(value, values);
    if (Array.isArray(value))
      return value.map((item) => resolve(stack, item)).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const call = intrinsicIn(value);
    if (call !== undefined) return evaluate(stack, ...call);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, resolve(stack, item)] as const)
        .filter(([, item]) => item !== undefined),
    );
  };

  const evaluate = (stack: string, name: string, argument: unknown): unknown => {
    const text = (value: unknown) => String(resolve(stack, value));
    const list = (value: unknown) => resolve(stack, value) as unknown[];
    switch (name) {
      case 'Ref':
        return ref(stack, String(argument));
      case 'Fn::GetAtt':
        return attribute(stack, argument as string | readonly [string, unknown]);
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown];
        return list(parts).map(String).join(separator);
      }
      case 'Fn::Sub':
        return substitute(stack, argument as string | [string, Record<string, unknown>]);
      case 'Fn::Select': {
        const [index, items] = argument as [unknown, unknown];
        return list(items)[Number(resolve(stack, index))];
      }
      case 'Fn::Split': {
        const [separator, whole] = argument as [string, unknown];
        return text(whole).split(separator);
      }
      case 'Fn::ImportValue':
        return imported(text(argument));
      default:
        throw new StackFailure(
          `Stack ${stack} uses ${name}, which infra/local/intrinsics.ts does not know: add it there.`,
        );
    }
  };

  const resourceOf = (stack: string, id: string): Resource => {
    const found = assembly.resources.find((each) => each.stack === stack && each.id === id);
    if (found === undefined)
      throw new StackFailure(
        `Stack ${stack} refers to ${id}, which it does not have: synthesize again.`,
      );
    return found;
  };

  const ref = (stack: string, name: string): unknown => {
    const { region } = values.place;
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = pseudoParameters(stack, region)[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = assembly.templates.get(stack)?.Parameters[name];
    if (parameter === undefined)
      return refOf(resourceOf(stack, name), values.place, (value) => resolve(stack, value));
    return parameter.Type.startsWith('AWS::SSM::Parameter::Value')
      ? values.parameter(String(parameter.Default))
      : parameter.Default;
  };

  const attribute = (stack: string, argument: string | readonly [string, unknown]) => {
    const [id = '', name] = typeof argument === 'string' ? argument.split(/\.(.*)/s) : argument;
    return attributeOf(resourceOf(stack, id), String(resolve(stack, name)), values.place, (value) =>
      resolve(stack, value),
    );
  };

  const substitute = (stack: string, argument: string | [string, Record<string, unknown>]) => {
    const [pattern, own] = typeof argument === 'string' ? [argument, {}] : argument;
    return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return String(resolve(stack, own[name]));
      return String(name.includes('.') ? attribute(stack, name) : ref(stack, name));
    });
  };

  const imported = (name: string): unknown => {
    for (const [stack, { Outputs }] of assembly.templates)
      for (const output of Object.values(Outputs))
        if (output.Export !== undefined && resolve(stack, output.Export.Name) === name)
          return resolve(stack, output.Value);
    throw new StackFailure(`No stack exports ${name}: synthesize all stacks into one folder.`);
  };

  const read = <S extends z.ZodObject>(resource: Resource, schema: S): z.output<S> => {
    const wanted = Object.keys(schema.shape)
      .filter((key) => key in resource.properties)
      .map((key) => [key, resolve(resource.stack, resource.properties[key])]);
    const parsed = schema.safeParse(Object.fromEntries(wanted));
    if (parsed.success) return parsed.data;
    const { path = [], message = 'wrong' } = parsed.error.issues[0] ?? {};
    throw new StackFailure(
      `${resource.type} ${resource.stack}/${resource.id} cannot run locally: ${path.join('.')}: ${message}.`,
    );
  };

  return { resolve, read };
}

const pseudoParameters = (stack: string, region: string): Readonly<Record<string, string>> => ({
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::StackName': stack,
  'AWS::URLSuffix': 'amazonaws.com',
});

function intrinsicIn(value: object): [name: string, argument: unknown] | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  return entry[0] === 'Ref' || entry[0].startsWith('Fn::') ? entry : undefined;
}

const withDynamicReferences = (text: string, { parameter }: Values) =>
  text.replace(/\{\{resolve:ssm:([^:}]+)(?::\d+)?\}\}/g, (_, name: string) => parameter(name));
