/** One operation of a feature: what it is given, and what it may answer. Typed by its route. */
import type * as z from 'zod/mini';
import type { CallerOf } from './caller.ts';
import type { AnswerTypeOf, Route, Schema } from './contract.ts';
import type { Language } from './fields.ts';
import type { ProblemCode, SuccessKind } from './problem.ts';
import { refuse as refusalOf, type Refused } from '../result.ts';

type Parsed<S> = S extends Schema ? z.output<S> : undefined;

export type Input<R extends Route> = {
  params: Parsed<R['params']>;
  query: Parsed<R['query']>;
  /** The parsed body; for `text` bodies the decoded text, which the operation parses itself. */
  body: R['bodyFormat'] extends { type: 'text' } ? TextBody : Parsed<R['body']>;
  caller: CallerOf<R>;
  /** From Accept-Language; undefined when it names neither. */
  language: Language | undefined;
  /** The media type to answer in: what Accept chose, where the route offers several. */
  answerType: AnswerTypeOf<R>;
  headers: Readonly<Record<string, string | undefined>>;
  cookies: Readonly<Record<string, string>>;
  /** Address the request came from, as the gateway saw it. */
  sourceIp: string;
};

export type TextBody = { text: string; mediaType: string };

export type AnswerHeaders = Readonly<Record<string, string>>;

export type Answer<R extends Route> = {
  ok: true;
  /** The answer's body: an object for JSON, ready bytes or text for other types. */
  value: R['answer'] extends Schema
    ? z.input<R['answer']> | (R['answerType'] extends readonly string[] ? string | Buffer : never)
    : string | Buffer | undefined;
  as?: SuccessKind;
  headers?: AnswerHeaders;
  cookies?: readonly string[];
};

export type Refusal<Code extends ProblemCode = ProblemCode> = {
  reason: Code;
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  retryAfter?: number;
  /** Everything else is data of the problem, and goes out with it. */
  [data: string]: unknown;
};

export type Operation<R extends Route> = {
  route: R;
  run: (input: Input<R>) => Promise<Answer<R> | Refused<Refusal<R['problems'][number]>>>;
};

/** Ties an operation to its route: input, answer and refusals are checked against the contract. */
export const operation = <const R extends Route>(
  route: R,
  run: Operation<R>['run'],
): Operation<R> => ({ route, run });

/** A feature's operations: one for each route of its contract, or it does not compile. */
export type OperationsOf<C extends Readonly<Record<string, Route>>> = {
  readonly [K in keyof C]: Operation<C[K]>;
};

/** Thrown by the common steps, before an operation runs. */
export class RequestRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

export { refusalOf as refuse };
