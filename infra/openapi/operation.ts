/** One route as an OpenAPI operation, and the schemas it brings along. */
import {
  answerTypesOf,
  isJsonAnswer,
  scopes,
  type BodyFormat,
  type Route,
} from '../../shared/http/contract.ts';
import { successStatus } from '../../shared/http/problem.ts';
import { problemResponses } from './problems.ts';
import { jsonSchema, parameters, type Json } from './schemas.ts';

export function operation(operationId: string, tag: string, route: Route): Json {
  const named = [
    ...parameters(route.params, 'path'),
    ...parameters(route.query, 'query'),
    ...headerParameters(route),
  ];
  return {
    operationId,
    tags: [tag],
    summary: route.summary,
    description: description(route),
    security: security(route),
    ...(named.length > 0 ? { parameters: named } : {}),
    ...(route.body === undefined ? {} : { requestBody: requestBody(operationId, route) }),
    responses: { ...successResponses(operationId, route), ...problemResponses(route) },
  };
}

/** Schemas get a name of their own, so that generated clients have types with names. */
export function schemasOf(operationId: string, { body, answer }: Route): Json {
  return {
    ...(body && { [schemaName(operationId, 'Request')]: jsonSchema(body, 'input') }),
    ...(answer && { [schemaName(operationId, 'Answer')]: jsonSchema(answer, 'output') }),
  };
}

const schemaName = (operationId: string, role: 'Request' | 'Answer') =>
  `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}${role}`;

const schemaRef = (operationId: string, role: 'Request' | 'Answer') => ({
  $ref: `#/components/schemas/${schemaName(operationId, role)}`,
});

/** OpenAPI has no parameters by these names, so the description tells of them. */
const describedHeaders = ['Authorization', 'Cookie'];

function headerParameters({ headers = {} }: Route): Json[] {
  return Object.entries(headers)
    .filter(([name]) => !describedHeaders.includes(name))
    .map(([name, text]) => ({
      name,
      in: 'header',
      description: text,
      schema: { type: 'string' },
    }));
}

function description(route: Route): string {
  const told = describedHeaders
    .filter((name) => route.headers?.[name] !== undefined)
    .map((name) => `\`${name}\`: ${route.headers?.[name] ?? ''}`);
  const needs =
    route.audience === 'operator' ? [`Scope \`${route.scope}\`: ${scopes[route.scope]}.`] : [];
  const asked = route.audience === 'customer' ? askedOfCustomers(route) : [];
  return [route.description, ...told, ...needs, ...asked].join('\n\n');
}

const askedOfCustomers = (route: Extract<Route, { audience: 'customer' }>) => [
  ...(route.permission === undefined
    ? []
    : [`Delegates need the permission \`${route.permission}\`.`]),
  ...(route.holderOnly ? ['For the account holder alone.'] : []),
  ...(route.changesService ? ['Not on business accounts.'] : []),
  ...(route.stepUp ? ['Needs a step-up of the last 5 minutes: `POST /v1/sessions/step-up`.'] : []),
];

function security(route: Route): Json[] {
  if (route.audience === 'public') return [];
  return route.audience === 'customer'
    ? [{ customerToken: [] }]
    : [{ operatorToken: [route.scope] }];
}

function requestBody(operationId: string, route: Route): Json {
  const format = route.bodyFormat ?? { type: 'json' };
  const schema = schemaRef(operationId, 'Request');
  const example = route.examples?.request;
  const asSent = { schema, ...(example === undefined ? {} : { example }) };
  const types = {
    json: ['application/json'],
    form: ['application/x-www-form-urlencoded'],
    text: format.type === 'text' ? format.mediaTypes : [],
  }[format.type];
  const inType = (type: string): Json | undefined => {
    if (type === 'application/x-ndjson') return lines(schema, example);
    if (type.endsWith('/csv')) return table(schema, example);
    if (/\/(xml|x-ipdr)$/.test(type)) return document(route.examples?.requestTypes?.[type]);
    return undefined;
  };
  return {
    required: true,
    ...(format.maxBytes === undefined ? {} : { description: limitsOf(format, format.maxBytes) }),
    content: Object.fromEntries(types.map((type) => [type, inType(type) ?? asSent])),
  };
}

function limitsOf(format: BodyFormat, maxBytes: number): string {
  const unpacked = format.type === 'text' ? format.maxUnpackedBytes : undefined;
  return (
    `At most ${String(maxBytes)} bytes` +
    (unpacked === undefined
      ? '.'
      : `; with \`Content-Encoding: gzip\`, at most ${String(unpacked)} bytes unpacked.`)
  );
}

/** A form of its own, which the description of the route tells. */
const document = (example: string | undefined): Json => ({
  schema: { type: 'string', description: 'An XML document.' },
  ...(example === undefined ? {} : { example }),
});

/** CSV is beyond JSON Schema too: a header names the fields, a row is an item of the array. */
const table = (schema: { $ref: string }, example: unknown): Json => ({
  schema: {
    type: 'string',
    description: `A header row with the names of fields of ${schema.$ref.split('/').at(-1) ?? ''}, in any order; then a row for each item. An empty cell is a field left out.`,
  },
  ...(Array.isArray(example) ? { example: rowsOf(example[0] as object) } : {}),
});

const rowsOf = (item: object) =>
  `${Object.keys(item).join(',')}\n${Object.values(item).join(',')}\n`;

/** NDJSON is beyond JSON Schema: it is text, a line for each item of the array. */
const lines = (schema: { $ref: string }, example: unknown): Json => ({
  schema: {
    type: 'string',
    description: `Each line is one item of ${schema.$ref.split('/').at(-1) ?? ''}, as JSON.`,
  },
  ...(Array.isArray(example)
    ? { example: example.map((item) => `${JSON.stringify(item)}\n`).join('') }
    : {}),
});

function successResponses(operationId: string, route: Route): Json {
  const kinds = [route.success, ...(route.alsoSuccess === undefined ? [] : [route.alsoSuccess])];
  return Object.fromEntries([
    ...kinds.map((kind) => [
      successStatus[kind],
      { description: meaning[kind], ...answerContent(operationId, route) },
    ]),
    ...(route.conditional
      ? [[successStatus['not-modified'], { description: meaning['not-modified'] }]]
      : []),
  ]) as Json;
}

const meaning = {
  ok: 'Done',
  created: 'Created',
  accepted: 'Accepted, to be done later',
  'no-content': 'Done; there is nothing to tell',
  'not-modified': 'The answer is the one that If-None-Match names',
};

function answerContent(operationId: string, route: Route): Json {
  if (route.answer === undefined && route.answerType === undefined) return {};
  const { answer, otherTypes = {} } = route.examples ?? {};
  const content = answerTypesOf(route).map((type) => {
    const described = isJsonAnswer(route, type);
    const example = described ? answer : otherTypes[type];
    const schema = described ? schemaRef(operationId, 'Answer') : { type: 'string' };
    return [type, { schema, ...(example === undefined ? {} : { example }) }];
  });
  return { content: Object.fromEntries(content) as Json };
}
