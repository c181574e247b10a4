import type { Problem } from '../../contract/answers.ts';

/** A problem of a field, by its place in the body (RFC 6901). */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** An answer that says why something was not done (RFC 9457). `code` is what a client decides by. */
export interface ApiProblem {
  status: number;
  code: string;
  /** Our own words: never an address, a number or a text that somebody sent. */
  detail: string;
  /** Further members of the answer. */
  more?: object;
  headers?: Readonly<Record<string, string>>;
}

/** Thrown by whatever reads a request; becomes the answer. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: ApiProblem;

  constructor(problem: ApiProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export const refuse = (
  status: number,
  code: string,
  detail: string,
  { more, headers }: Pick<ApiProblem, 'more' | 'headers'> = {},
): ProblemError =>
  new ProblemError({ status, code, detail, ...(more && { more }), ...(headers && { headers }) });

/** 422. The fields as pointers into the body. */
export const malformed = (problems: readonly Problem[]): ApiProblem => ({
  status: 422,
  code: 'invalid_input',
  detail: 'The request is malformed: errors names each field and what would be right.',
  more: {
    errors: problems.map(({ field, message }): FieldProblem => ({
      pointer: pointerOf(field),
      detail: message,
    })),
  },
});

/** `evidence[0].sha256` → `/evidence/0/sha256`. */
export const pointerOf = (field: string): string =>
  field === ''
    ? ''
    : `/${field
        .replaceAll(/\[(\d+)\]/g, '.$1')
        .split('.')
        .map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'))
        .join('/')}`;

export const NOT_FOUND: ApiProblem = {
  status: 404,
  code: 'not_found',
  detail: 'There is nothing of this id, or nothing that this key may see.',
};

/** Something that is needed does not answer. The same request may succeed later. */
export const unavailable = (code: string, detail: string): ApiProblem => ({
  status: 503,
  code,
  detail,
  headers: { 'retry-after': '5' },
});

/** What a status means. */
export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'No valid key',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Refused',
  412: 'Changed since',
  413: 'Too large',
  415: 'Wrong kind of content',
  422: 'Malformed',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Not available now',
};

/** The answer's body. */
export const problemBody = ({ status, code, detail, more }: ApiProblem, requestId: string): object => ({
  type: `urn:instaotp-returns:problem:${code}`,
  title: TITLES[status] ?? 'Refused',
  status,
  code,
  detail,
  ...more,
  requestId,
});

/** 405, with what is allowed. */
export const notAllowedHere = (methods: readonly string[], more = ''): ProblemError =>
  refuse(405, 'method_not_allowed', `Allowed here: ${methods.join(', ')}.${more}`, {
    headers: { allow: methods.join(', ') },
  });

/** 429, with the pause that a limit asks for, in seconds. */
export const tooMany = (seconds: number): ProblemError =>
  refuse(429, 'too_many', 'Too many requests: wait as long as Retry-After says.', {
    headers: { 'retry-after': String(seconds) },
  });

/** The pause that a 429 asks for, in seconds. `undefined`: it is another problem. */
export const pauseOf = ({ status, headers }: ApiProblem): number | undefined =>
  status === 429 ? Number(headers?.['retry-after'] ?? 60) : undefined;
