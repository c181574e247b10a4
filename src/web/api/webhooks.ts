import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { integer, objectOf, oneOf, optional } from '../../contract/validation/fields.ts';
import { readWith, type Reader } from '../../contract/validation/reader.ts';
import { eventId } from '../../contract/validation/scalars.ts';
import { timestamp } from '../../contract/validation/timestamp.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import { DELIVERY_STATES, readDeliveries } from '../../ledger/read/webhook-deliveries.ts';
import { endpointStatus, readEndpoints, type EndpointSeen } from '../../ledger/read/webhook-endpoints.ts';
import { removeEndpoint as remove } from '../../ledger/write/webhook-endpoints.ts';
import {
  createEndpoint as create,
  rotateEndpoint as rotate,
  secretOf,
  sendAgain,
  switchEndpoint as turn,
  type EndpointParts,
  type QueuedAgain,
} from '../../operations/webhook-endpoints.ts';
import type { MadeWith } from '../../webhooks/signature.ts';
import { answerOnce } from './acts.ts';
import { idempotencyKeyOf, requestIdOf, type Answered, type OnceOnly } from './idempotency.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { malformed, NOT_FOUND, problemBody, refuse, ProblemError, type ApiProblem } from './problems.ts';
import { jsonBody, queryOf, wholeNumber, withoutWhatIsKnown } from './read-request.ts';
import { DAY_MS, SECOND_MS } from '../../policy/duration.ts';

type C = Context<ApiEnv>;

const LONGEST_OVERLAP_S = (30 * DAY_MS) / SECOND_MS;
const DEFAULT_OVERLAP_S = DAY_MS / SECOND_MS;

/**
 * The endpoints that webhooks go to, and how each stands. Only an admin sees whole addresses: they can contain a secret.
 */
export async function listEndpoints({ ledger }: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const isAdmin = c.get('caller').role === 'admin';
  const entries = await readEndpoints(ledger);
  return c.json({ entries: isAdmin ? entries : entries.map(withoutPath) });
}

/** As it is shown to whoever is not an admin. */
export const withoutPath = ({ url, ...endpoint }: EndpointSeen) => ({
  ...endpoint,
  url: new URL(url).origin,
});

/** Makes an endpoint, and shows its secret. A repeat under the same key shows the same. */
export async function createEndpoint(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const parts = partsOf(context);
  const { caller, key } = askedBy(c);
  const given = withoutWhatIsKnown(await jsonBody(c), { keyed: ['by'], path: {} });
  onlyKnown(given, ['url', 'types', 'scheme', 'service', 'description']);
  const { url, types, scheme, service, description } = given;
  // By the key, so that a repeat makes no second one, even if the first answer was lost with its process.
  const endpointId = `whe_${createHash('sha256').update(requestIdOf({ caller, key })).digest('hex').slice(0, 24)}`;
  const asked = ['createEndpoint', url ?? null, types ?? null, scheme ?? null];
  // Only if they are there: an endpoint that was asked for by an earlier version is still the same request.
  if ((service ?? description ?? null) !== null) asked.push(service ?? null, description ?? null);
  const done = await context.once({ caller, key, asked }, async () => {
    const by = { by: caller.name, now: context.now(), endpointId };
    const made = await create(parts, { url, types, scheme, service, description }, by);
    if (!made.ok) throw new ProblemError(malformed(made.problems));
    return { status: 201, body: { endpointId, generation: made.generation, scheme: made.scheme } };
  });
  return answerOnce(c, withSecret(done, endpointId, parts));
}

/** Gives an endpoint its next secret, and shows it. The one before signs as well for `overlapSeconds`. */
export async function rotateEndpoint(context: ApiContext, c: C): Promise<Response> {
  const parts = partsOf(context);
  const { endpointId, caller, key, body } = await writeTo(c, rotationBody, ['overlapSeconds']);
  const { overlapSeconds = DEFAULT_OVERLAP_S } = body;
  const asked = ['rotateEndpoint', endpointId, overlapSeconds];
  const done = await context.once({ caller, key, asked, byTurn: true }, async () => {
    const rotated = await rotate(parts, endpointId, {
      overlapMs: overlapSeconds * SECOND_MS,
      now: context.now(),
    });
    if (rotated === undefined) return notFound(c);
    const { generation, scheme } = rotated;
    return { status: 200, body: { endpointId, generation, scheme } };
  });
  return answerOnce(c, withSecret(done, endpointId, parts));
}

/** Switches an endpoint on or off. */
export async function switchEndpoint(context: ApiContext, c: C): Promise<Response> {
  const { endpointId, caller, key, body } = await writeTo(c, statusBody, ['status']);
  const { ledger, now } = context;
  const { status } = body;
  const done = await context.once(
    { caller, key, asked: ['switchEndpoint', endpointId, status] },
    async () => {
      const isThere = await turn(ledger, endpointId, { status, now: now() });
      return isThere ? { status: 200, body: { endpointId, status } } : notFound(c);
    },
  );
  return answerOnce(c, done);
}

export async function removeEndpoint(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { caller, key } = askedBy(c);
  const endpointId = endpointIn(c);
  const done = await context.once(
    { caller, key, asked: ['removeEndpoint', endpointId], byTurn: true },
    async () =>
      (await remove(context.ledger, endpointId))
        ? { status: 200, body: { endpointId, removed: true } }
        : notFound(c),
  );
  return answerOnce(c, done);
}

const NOT_SENT_AGAIN: Readonly<Record<Exclude<QueuedAgain['result'], 'queued'>, ApiProblem>> = {
  unknown_endpoint: NOT_FOUND,
  unknown_event: { status: 409, code: 'unknown_event', detail: 'There is no event of this id.' },
  other_type: {
    status: 409,
    code: 'type_not_chosen',
    detail: 'The endpoint has not asked for events of this type.',
  },
  other_service: {
    status: 409,
    code: 'not_of_service',
    detail: 'The endpoint gets only the purchases of one service, and this is of another one.',
  },
  switched_off: {
    status: 409,
    code: 'endpoint_disabled',
    detail: 'The endpoint is switched off: switch it on first.',
  },
};

/** Sends one event again, or all that came into the feed since an instant, whatever became of them before. */
export async function resendEvents(context: ApiContext, c: C): Promise<Response> {
  const { endpointId, caller, key, body } = await writeTo(c, resendBody, ['eventId', 'since']);
  const { eventId: one, since } = body;
  if ((one === undefined) === (since === undefined)) {
    throw new ProblemError(malformed([{ field: '', message: 'must have either eventId or since' }]));
  }
  const which = one === undefined ? { since: new Date(since ?? 0) } : { eventId: one };
  const asked = ['resendEvents', endpointId, one ?? null, since ?? null];
  const done = await context.once({ caller, key, asked, byTurn: true }, async () => {
    const again = await sendAgain(context.ledger, endpointId, which);
    return again.result === 'queued'
      ? { status: 200, body: { endpointId, queued: again.events } }
      : failed(c, NOT_SENT_AGAIN[again.result]);
  });
  return answerOnce(c, done);
}

/** What became of the events of an endpoint, the latest first. `next` goes on with earlier ones. */
export async function listDeliveries(context: ApiContext, c: C): Promise<Response> {
  const { after, limit, state } = queryOf(c, ['after', 'limit', 'state']);
  const endpointId = endpointIn(c);
  const chosen = state === undefined ? undefined : DELIVERY_STATES.find((each) => each === state);
  if (state !== undefined && chosen === undefined) {
    const detail = `The parameter state must be one of ${DELIVERY_STATES.join(', ')}.`;
    throw refuse(400, 'malformed_parameter', detail);
  }
  if ((await endpointStatus(context.ledger, endpointId)) === undefined) throw new ProblemError(NOT_FOUND);
  const most = wholeNumber('limit', limit, 1, 200) ?? 50;
  const before = wholeNumber('after', after, 1, Number.MAX_SAFE_INTEGER);
  const found = await readDeliveries(context.ledger, endpointId, { before, limit: most + 1, state: chosen });
  const entries = found.slice(0, most);
  const next = found.length > most ? String(entries.at(-1)?.sequence) : null;
  return c.json({ entries, next });
}

const rotationBody = objectOf<{ overlapSeconds?: number }>({
  overlapSeconds: optional(integer(0, LONGEST_OVERLAP_S)),
});
const statusBody = objectOf<{ status: 'enabled' | 'disabled' }>({ status: oneOf('enabled', 'disabled') });
const resendBody = objectOf<{ eventId?: string; since?: Timestamp }>({
  eventId: optional(eventId),
  since: optional(timestamp),
});

/** Reads a write to the endpoint in the path. Throws `ProblemError`. */
async function writeTo<T>(c: C, reader: Reader<T>, known: readonly string[]) {
  queryOf(c, []);
  const endpointId = endpointIn(c);
  const { caller, key } = askedBy(c);
  const given = withoutWhatIsKnown(await jsonBody(c), { keyed: ['by'], path: {} });
  onlyKnown(given, known);
  const read = readWith(reader, given);
  if (!read.ok) throw new ProblemError(malformed(read.problems));
  return { endpointId, caller, key, body: read.value };
}

/**
 * A misspelt field would do the opposite of what is meant: all types, or a day of overlap after a leak. Throws
 * `ProblemError`.
 */
function onlyKnown(given: Record<string, unknown>, known: readonly string[]): void {
  const strange = Object.keys(given).filter((name) => !known.includes(name));
  if (strange.length === 0) return;
  const message = `is not known: there are ${known.join(', ')}`;
  throw new ProblemError(malformed(strange.slice(0, 5).map((field) => ({ field, message }))));
}

const askedBy = (c: C) => ({ caller: c.get('caller'), key: idempotencyKeyOf(c) });

function endpointIn(c: C): string {
  const endpointId = c.req.param('endpointId') ?? '';
  if (!/^whe_[0-9a-f]{24}$/.test(endpointId)) throw new ProblemError(NOT_FOUND);
  return endpointId;
}

const failed = (c: C, problem: ApiProblem): Answered => ({
  status: problem.status,
  body: problemBody(problem, c.get('requestId')),
});

const notFound = (c: C): Answered => failed(c, NOT_FOUND);

/** Throws `ProblemError`, 409, where no master secret is configured. */
function partsOf({ ledger, webhooks }: ApiContext): EndpointParts {
  if (webhooks === undefined) {
    throw refuse(409, 'no_webhooks', 'Webhooks are not set up here: WEBHOOK_SECRET is missing.');
  }
  return { ledger, ...webhooks };
}

/** Adds the secret, which is not kept with the first answer, because it can be made again. */
function withSecret(done: OnceOnly, endpointId: string, { secret }: EndpointParts): OnceOnly {
  const { status, body } = done.answer;
  if (status >= 300) return done;
  // Sound: the answers of making and rotating an endpoint have these.
  const { generation, scheme } = body as MadeWith;
  const answer = {
    status,
    body: { endpointId, scheme, ...secretOf(secret, endpointId, { generation, scheme }) },
  };
  return { ...done, answer };
}
