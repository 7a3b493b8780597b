import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { chapters } from '../../infra/contracts.ts';
import { openApiDocument } from '../../infra/openapi.ts';
import { problemsOf } from '../../infra/openapi/problems.ts';
import { answerTypesOf, routeKey, type Route } from '../../shared/http/contract.ts';
import { problems, successStatus } from '../../shared/http/problem.ts';
import { at } from './at.ts';

const document = openApiDocument();
const routes = chapters.flatMap(({ contract }) => Object.entries(contract));
const described = (route: Route) =>
  at(document, 'paths', route.path, route.method.toLowerCase()) as {
    operationId: string;
    parameters?: { name: string; in: string }[];
    security: object[];
    responses: Record<string, { content?: Record<string, { schema: object }> }>;
  };

describe.each(routes)('%s', (name, route) => {
  it('is described under its name', () => {
    expect(described(route).operationId).toBe(name);
  });

  it('describes every parameter of its path', () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const parameters = described(route).parameters ?? [];
    expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
  });

  it('asks for a token unless it is public', () => {
    expect(described(route).security).toHaveLength(route.audience === 'public' ? 0 : 1);
  });

  it('tells its success and every refusal', () => {
    const { responses } = described(route);
    expect(responses).toHaveProperty(String(successStatus[route.success]));
    for (const code of problemsOf(route)) {
      const schema = responses[problems[code].status]?.content?.['application/problem+json'];
      expect(JSON.stringify(schema)).toContain(`"${code}"`);
    }
  });

  it('gives examples that its schemas accept', () => {
    const { body, answer, examples } = route;
    if (examples?.request !== undefined) {
      expect(body && z.safeParse(body, examples.request)).toMatchObject({ success: true });
    }
    if (examples?.answer !== undefined) {
      expect(answer && z.safeParse(answer, examples.answer)).toMatchObject({ success: true });
    }
    expect(answerTypesOf(route)).toEqual(
      expect.arrayContaining(Object.keys(examples?.otherTypes ?? {})),
    );
  });

  it('tells every media type it answers in', () => {
    const { content = {} } = described(route).responses[successStatus[route.success]] ?? {};
    const nothing = route.answer === undefined && route.answerType === undefined;
    expect(Object.keys(content)).toEqual(nothing ? [] : answerTypesOf(route));
  });
});

it('gives every operation a name of its own', () => {
  expect(new Set(routes.map(([name]) => name)).size).toBe(routes.length);
  expect(new Set(routes.map(([, route]) => routeKey(route))).size).toBe(routes.length);
});

it('refers to nothing that is not there', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
  const missing = [...references]
    .map(([, path = '']) => path)
    .filter((path) => at(document, ...path.split('/')) === undefined);
  expect(missing).toEqual([]);
});

it('leaves out patterns that JSON Schema would read otherwise', () => {
  const proofs = at(document, 'components', 'schemas', 'RequestRegistrationRequest', 'anyOf');
  const postalCode = (proofs as unknown[])
    .map((proof) => at(proof, 'properties', 'postalCode'))
    .find((field) => field !== undefined);
  expect(postalCode).toMatchObject({
    type: 'string',
    description: expect.stringMatching(/postal code/i) as string,
  });
  expect(postalCode).not.toHaveProperty('pattern');
});

it('comes out the same every time', () => {
  expect(JSON.stringify(openApiDocument())).toBe(JSON.stringify(document));
});
