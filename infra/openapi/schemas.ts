/** JSON Schema of our zod schemas, as OpenAPI 3.1 takes it. */
import * as z from 'zod/mini';
import type { ObjectSchema, Schema } from '../../shared/http/contract.ts';

export type Json = { readonly [key: string]: unknown };

/** JSON Schema has no flags: a pattern that ignores case would refuse what we accept. */
const override: NonNullable<z.core.ToJSONSchemaParams['override']> = ({
  zodSchema,
  jsonSchema,
}) => {
  const patterns = zodSchema._zod.def.checks?.map(
    (check) => (check._zod.def as { pattern?: RegExp }).pattern,
  );
  if (patterns?.some((pattern) => pattern?.ignoreCase)) delete jsonSchema.pattern;
};

/** `input` is what a client sends, with defaults optional; `output` what it gets back. */
export function jsonSchema(schema: Schema, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, override });
  return rest;
}

/** An object schema's fields as parameters of a path or query. */
export function parameters(schema: ObjectSchema | undefined, where: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    override,
  });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as Json;
    return {
      name,
      in: where,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}
