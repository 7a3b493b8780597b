/** Which route of an HTTP API a request means: the most specific one, as the gateway chooses. */
import * as z from 'zod';
import type { Assembly, Resource } from './assembly.ts';
import { corsProperties } from './cors.ts';
import { StackFailure } from './failure.ts';
import type { Resolver } from './intrinsics.ts';
import { functionName } from './physical.ts';

export type Route = { key: string; functionName: string; timeoutMs: number };
export type Match = { route: Route; pathParameters: Record<string, string> };

const apiProperties = z.object({ CorsConfiguration: corsProperties.optional() });

const routeProperties = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE', 'authorizers do not run here').default('NONE'),
});

const integrationProperties = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', 'only functions answer routes here'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});

/** The one HTTP API of the stacks. */
export function readApi(assembly: Assembly, resolver: Resolver) {
  const [api, ...others] = assembly.resources.filter(
    ({ type }) => type === 'AWS::ApiGatewayV2::Api',
  );
  if (api === undefined || others.length > 0)
    throw new StackFailure(
      `The stacks have ${others.length + Number(!!api)} HTTP APIs; one is run here.`,
    );
  const id = String(resolver.resolve(api.stack, { Ref: api.id }));
  const { CorsConfiguration: cors } = resolver.read(api, apiProperties);
  return { id, cors, routes: readRoutes(assembly, resolver, id) };
}

function readRoutes(assembly: Assembly, resolver: Resolver, apiId: string): Route[] {
  const ofType = (type: string) => assembly.resources.filter((each) => each.type === type);
  const refOf = ({ stack, id }: Resource) => String(resolver.resolve(stack, { Ref: id }));
  const integrations = new Map(
    ofType('AWS::ApiGatewayV2::Integration').map((each) => [
      `integrations/${refOf(each)}`,
      resolver.read(each, integrationProperties),
    ]),
  );
  return ofType('AWS::ApiGatewayV2::Route')
    .map((each) => resolver.read(each, routeProperties))
    .filter(({ ApiId }) => ApiId === apiId)
    .map(({ RouteKey, Target }) => {
      const integration = integrations.get(Target);
      if (integration === undefined)
        throw new StackFailure(`Route ${RouteKey} has no integration: synthesize again.`);
      return {
        key: RouteKey,
        functionName: functionName(integration.IntegrationUri),
        timeoutMs: integration.TimeoutInMillis,
      };
    });
}

/** `path` is matched as it was sent, so that an escaped slash stays inside its segment. */
export function makeRouter(routes: readonly Route[]) {
  const ranked = routes.map(compile).sort((one, other) => compare(one.rank, other.rank));
  return (method: string, path: string): Match | undefined => {
    for (const { route, method: own, names, pattern } of ranked) {
      if (own !== 'ANY' && own !== method) continue;
      const found = pattern.exec(path);
      if (found === null) continue;
      const values = found.slice(1).map(decodeURIComponent);
      return {
        route,
        pathParameters: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])),
      };
    }
    return undefined;
  };
}

function compile(route: Route) {
  if (route.key === '$default') return { route, method: 'ANY', names: [], pattern: /^/, rank: [9] };
  const [method = '', path = ''] = route.key.split(' ');
  const segments = path.split('/').map((text) => {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(text) ?? [];
    if (name === undefined) return { rank: 0, source: text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') };
    return greedy ? { rank: 2, name, source: '(.+)' } : { rank: 1, name, source: '([^/]+)' };
  });
  return {
    route,
    method,
    names: segments.flatMap(({ name }) => name ?? []),
    pattern: new RegExp(`^${segments.map(({ source }) => source).join('/')}$`),
    rank: [...segments.map(({ rank }) => rank), method === 'ANY' ? 1 : 0],
  };
}

/** Segment by segment: literal before parameter before greedy parameter. */
function compare(one: readonly number[], other: readonly number[]) {
  for (const [at, rank] of one.entries()) {
    const difference = rank - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
