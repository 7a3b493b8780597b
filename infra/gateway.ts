/** The HTTP API itself: CORS, access log, throttles, name. Its routes come from the features. */
import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
  type CfnStage,
  type HttpRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { routeKey, type Contract } from '../shared/http/contract.ts';
import type { Stage } from './stages.ts';

type Feature = { contract: Contract; routes: readonly HttpRoute[] };

export function addApi(stack: Stack, { name, settings }: Stage) {
  const api = new HttpApi(stack, 'Api', {
    apiName: `guichet-${name}`,
    createDefaultStage: false,
    // With a name of its own it answers on no other: cookies and CORS then mean one place.
    disableExecuteApiEndpoint: settings.apiDomain !== undefined,
    corsPreflight: {
      allowOrigins: settings.corsOrigins,
      allowCredentials: true,
      allowMethods: [
        CorsHttpMethod.GET,
        CorsHttpMethod.POST,
        CorsHttpMethod.PUT,
        CorsHttpMethod.PATCH,
        CorsHttpMethod.DELETE,
      ],
      allowHeaders: [
        'authorization',
        'content-type',
        'accept-language',
        'if-match',
        'idempotency-key',
      ],
      exposeHeaders: ['etag', 'retry-after', 'location'],
      maxAge: Duration.hours(1),
    },
  });
  return api;
}

/** The stage comes after the routes: CloudFormation refuses a throttle on a route it has not made. */
export function addStage(
  stack: Stack,
  { settings }: Stage,
  httpApi: HttpApi,
  features: readonly Feature[],
) {
  const log = new LogGroup(stack, 'AccessLog', { retention: settings.logRetention });
  const stage = new HttpStage(stack, 'Stage', {
    httpApi,
    autoDeploy: true,
    detailedMetricsEnabled: true,
    throttle: {
      rateLimit: settings.throttle.standard.rate,
      burstLimit: settings.throttle.standard.burst,
    },
    accessLogSettings: {
      destination: new LogGroupLogDestination(log),
      format: AccessLogFormat.custom(accessLogLine),
    },
    ...(settings.apiDomain === undefined
      ? {}
      : { domainMapping: { domainName: addDomain(stack, settings.apiDomain) } }),
  });
  stage.node.addDependency(...features.flatMap(({ routes }) => routes));
  const resource = stage.node.defaultChild as CfnStage;
  resource.routeSettings = tighterThrottles(features, settings.throttle.credentials);
  return stage;
}

/** Neither address nor user agent nor query: what a request was about is in our own log, by id. */
const accessLogLine = JSON.stringify({
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  routeKey: AccessLogField.contextRouteKey(),
  status: AccessLogField.contextStatus(),
  latency: AccessLogField.contextResponseLatency(),
  integrationLatency: AccessLogField.contextIntegrationLatency(),
  integrationError: AccessLogField.contextIntegrationErrorMessage(),
  length: AccessLogField.contextResponseLength(),
});

function tighterThrottles(
  features: readonly Feature[],
  { rate, burst }: { rate: number; burst: number },
) {
  const throttled = features
    .flatMap(({ contract }) => Object.values(contract))
    .filter(({ throttle }) => throttle === 'credentials');
  // Taken as it stands by CloudFormation, hence its spelling. Metrics are not inherited.
  const settings = {
    ThrottlingRateLimit: rate,
    ThrottlingBurstLimit: burst,
    DetailedMetricsEnabled: true,
  };
  return Object.fromEntries(throttled.map((route) => [routeKey(route), settings]));
}

/** The deployment waits until the certificate's and the name's records are published. */
function addDomain(stack: Stack, domainName: string) {
  const domain = new DomainName(stack, 'Domain', {
    domainName,
    certificate: new Certificate(stack, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(),
    }),
  });
  new CfnOutput(stack, 'DomainTarget', {
    value: domain.regionalDomainName,
    description: `Publish ${domainName} as a CNAME of this`,
  });
  return domain;
}
