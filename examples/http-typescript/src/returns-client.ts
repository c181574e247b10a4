import { setTimeout as delay } from 'node:timers/promises';
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './returns-api.js';

export type ReturnsApi = Client<paths>;
export type Problem = components['schemas']['Problem'];

/** The API as one side sees it. A key is one side's: the shop's, or support's. Without a key only signed events are sent. */
export const returnsApi = (baseUrl: string, key?: string): ReturnsApi =>
  createClient<paths>({ baseUrl, ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }) });

/** The API has refused the request. `problem.code` says why; what would help is in the other fields. */
export class Refused extends Error {
  override name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

type Outcome<T> =
  | { data: T; error?: never; response: Response }
  | { data?: never; error: Problem; response: Response };

const TRIES = 5;

/**
 * The data of an answer. A request that was not filed (503) or came too soon (429) is repeated: `call` has to send the same
 * each time, with the same Idempotency-Key. Throws `Refused`.
 */
export async function answerOf<T>(call: () => Promise<Outcome<T>>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const { data, error, response } = await call();
    if (error === undefined) return data;
    const mayRepeat = response.status === 429 || response.status === 503;
    if (!mayRepeat || tries === TRIES) throw new Refused(error);
    await delay(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
}
