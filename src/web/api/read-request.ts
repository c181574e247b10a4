import type { HttpBindings } from '@hono/node-server';
import type { Context, HonoRequest } from 'hono';
import type { Problem } from '../../contract/answers.ts';
import { malformed, refuse, ProblemError } from './problems.ts';

/** The largest body of a request, in bytes. */
export const LARGEST_BODY_BYTES = 65_536;

/** Reads the body as one JSON object. Throws `ProblemError`: 413, 415, 400. */
export async function jsonBody(c: Context): Promise<Record<string, unknown>> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(type)) {
    throw refuse(415, 'not_json', 'Send the body as application/json in UTF-8.');
  }
  if (!['', 'identity'].includes((c.req.header('content-encoding') ?? '').toLowerCase())) {
    throw refuse(415, 'encoded', 'Send the body as it is, without Content-Encoding.');
  }
  return jsonOf(await bodyBytes(c));
}

/** Throws `ProblemError`, 400. */
export function jsonOf(bytes: Uint8Array): Record<string, unknown> {
  const body = parsed(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refuse(400, 'no_object', 'The body must be one JSON object.');
  }
  return body as Record<string, unknown>;
}

/** A request whose body is still to be read. */
export interface Arriving {
  readonly req: Pick<HonoRequest, 'header' | 'raw'>;
  /** Empty in a test that calls the API in its process. */
  readonly env: Partial<HttpBindings>;
}

/** The body as it came. Throws `ProblemError`: 413, 400. */
export async function bodyBytes(arriving: Arriving): Promise<Uint8Array> {
  const tooLarge = (): ProblemError =>
    refuse(413, 'too_large', `A body has ${LARGEST_BODY_BYTES} bytes at most.`, {
      headers: { connection: 'close' },
    });
  if (Number(arriving.req.header('content-length') ?? 0) > LARGEST_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunksOf(arriving)) {
      size += chunk.byteLength;
      if (size > LARGEST_BODY_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw refuse(400, 'body_cut_off', 'The body ended before it was complete.');
  }
  return Buffer.concat(chunks);
}

/**
 * From the connection itself: a `Request` would pass it through a stream of the web's kind, which costs more CPU than all else
 * that is done with a body. What is not read is left alone, because the answer to it takes the same connection.
 */
const chunksOf = ({ req, env }: Arriving): AsyncIterable<Uint8Array> | [] =>
  env.incoming?.iterator({ destroyOnReturn: false }) ?? req.raw.body ?? [];

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refuse(400, 'no_json', 'The body is no JSON in UTF-8.');
  }
}

/** What the key and the path of a request say, so that its body must not. */
interface Known {
  keyed: readonly string[];
  path: Readonly<Record<string, string>>;
}

/**
 * The body without what the path or the key says. Throws `ProblemError`, 422, if the body says it too: `by` always, a field of
 * the path if it is another.
 */
export function withoutWhatIsKnown(body: Record<string, unknown>, known: Known): Record<string, unknown> {
  const problems = saidTwice(body, known);
  if (problems.length > 0) throw new ProblemError(malformed(problems));
  return { ...body, ...known.path };
}

/** Fields of the body that only the key or the path may say. */
export function saidTwice(body: Record<string, unknown>, { keyed, path }: Known): Problem[] {
  const problems: Problem[] = [];
  for (const field of keyed) {
    if (Object.hasOwn(body, field)) {
      problems.push({ field, message: 'is set by the key: leave it out' });
    }
  }
  for (const [field, value] of Object.entries(path)) {
    if (Object.hasOwn(body, field) && body[field] !== value) {
      problems.push({ field, message: 'is another than in the path: leave it out' });
    }
  }
  return problems;
}

/** The parameters of the query. Throws `ProblemError`, 400, for one that is not known or comes twice. */
export function queryOf(c: Context, known: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (!known.includes(name)) {
      const which = known.length > 0 ? `Known are: ${known.join(', ')}.` : 'None is known here.';
      throw refuse(400, 'unknown_parameter', `The query has a parameter that is not known. ${which}`);
    }
    const [value, ...more] = values;
    if (more.length > 0) throw refuse(400, 'repeated_parameter', `The parameter ${name} comes twice.`);
    if (value === undefined || value === '') {
      throw refuse(
        400,
        'malformed_parameter',
        `The parameter ${name} is empty: leave it out, or send a value.`,
      );
    }
    given[name] = value;
  }
  return given;
}

/** `true` and `false` become booleans, whole numbers numbers, so that the readers of the contract can judge them. */
export function typed(query: Readonly<Record<string, string>>): Record<string, unknown> {
  const TYPES: Readonly<Record<string, (value: string) => unknown>> = {
    open: (value) => (value === 'true' ? true : value === 'false' ? false : value),
    limit: (value) => (/^\d{1,9}$/.test(value) ? Number(value) : value),
  };
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, TYPES[name]?.(value) ?? value]),
  );
}

/** A whole number of the query. Throws `ProblemError`, 400. */
export function wholeNumber(
  name: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw refuse(
    400,
    'malformed_parameter',
    `The parameter ${name} must be a whole number from ${least} to ${most}.`,
  );
}
