import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';

export const referenceContract = defineContract({
  health: {
    method: 'GET',
    path: '/v1/health',
    audience: 'public',
    summary: 'Whether the API answers',
    description: 'For monitors. Reads nothing and tells nothing else.',
    success: 'ok',
    answer: z.strictObject({ status: z.literal('ok') }),
    problems: [],
    examples: { answer: { status: 'ok' } },
  },
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    audience: 'public',
    summary: 'This document (OpenAPI 3.1)',
    description: 'Made from the same contracts that the routes are.',
    success: 'ok',
    answer: z.looseObject({ openapi: z.string() }),
    problems: [],
  },
  docs: {
    method: 'GET',
    path: '/docs',
    audience: 'public',
    summary: 'Interactive reference',
    description: 'A page to read the API and to try it from a browser.',
    success: 'ok',
    answerType: 'text/html; charset=utf-8',
    problems: [],
  },
  docsAsset: {
    method: 'GET',
    path: '/docs/{asset}',
    audience: 'public',
    summary: 'A file of the interactive reference',
    description:
      'Scripts and styles of the page, served from here: nothing is loaded from elsewhere.',
    params: z.strictObject({ asset: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,60}$/)) }),
    success: 'ok',
    answerType: 'application/octet-stream',
    problems: ['not-found'],
  },
});
