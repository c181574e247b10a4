import { randomBytes } from 'node:crypto';
import type { Problem } from '../contract/answers.ts';
import { FEED_EVENT_TYPES, isFeedEventType } from '../contract/feed-event.ts';
import { present } from '../contract/present.ts';
import { objectOf, optional } from '../contract/validation/fields.ts';
import { readWith } from '../contract/validation/reader.ts';
import { line } from '../contract/validation/text.ts';
import { keysOfCaller } from '../ledger/read/api-keys.ts';
import { endpointStatus } from '../ledger/read/webhook-endpoints.ts';
import type { Ledger } from '../ledger/tables.ts';
import { addEndpoint, rotateSecret, switchOff, switchOn } from '../ledger/write/webhook-endpoints.ts';
import { queueEvent, queueSince } from '../ledger/write/webhook-resends.ts';
import type { PrivateRanges } from '../webhooks/private-ranges.ts';
import { wrongWithUrl } from '../webhooks/address.ts';
import { endpointSecret, markOf, shownPublicKey, shownSecret, type MadeWith } from '../webhooks/signature.ts';

/** What endpoints are made with. */
export interface EndpointParts {
  ledger: Ledger;
  /** The master secret. */
  secret: Buffer;
  privateRanges: PrivateRanges;
}

/** What a receiver verifies with. Shown when it is made, and made again from the configuration for each webhook. */
export interface ShownSecret {
  /** `whsec_…` */
  secret: string;
  /** `whpk_…`, of an endpoint with ed25519. */
  publicKey?: string;
}

/** What somebody sends to make an endpoint; nothing of it has been checked. */
export interface WantedEndpoint {
  url?: unknown;
  /** Absent: all. */
  types?: unknown;
  /** `v1`, or `v1a` for ed25519 as well. */
  scheme?: unknown;
  /**
   * The caller of a key of the role `service`: the endpoint gets the events only of purchases that this one has opened.
   * Absent: of all.
   */
  service?: unknown;
  /** What it is for, 1 to 200 characters in one line. */
  description?: unknown;
}

export type MadeEndpoint =
  | ({ ok: true; endpointId: string } & MadeWith & ShownSecret)
  | { ok: false; problems: Problem[] };

const newEndpointId = (): string => `whe_${randomBytes(12).toString('hex')}`;

const aboutEndpoint = objectOf<{ service?: string; description?: string }>({
  service: optional(line(1, 64)),
  description: optional(line(1, 200)),
});

const MOST_TYPES = FEED_EVENT_TYPES.length;

/**
 * Makes an endpoint, which gets what comes into the feed from now on. One of this id that is there stays as it is. Throws
 * `LedgerUnavailable`.
 */
export async function createEndpoint(
  { ledger, secret, privateRanges }: EndpointParts,
  { url, types, scheme, service, description }: WantedEndpoint,
  { by, now, endpointId = newEndpointId() }: { by: string; now: Date; endpointId?: string },
): Promise<MadeEndpoint> {
  const problems: Problem[] = [];
  const wrong =
    typeof url === 'string' ? wrongWithUrl(url, privateRanges) : 'is missing: send the address as a text';
  if (wrong !== undefined) problems.push({ field: 'url', message: wrong });
  const chosen = types === undefined || types === null ? undefined : typesIn(types);
  if (chosen === 'wrong') {
    const message = `must be 1 to ${MOST_TYPES} different types of ${FEED_EVENT_TYPES.join(', ')}`;
    problems.push({ field: 'types', message });
  }
  const isScheme = [undefined, null, 'v1', 'v1a'].some((each) => each === scheme);
  if (!isScheme) problems.push({ field: 'scheme', message: 'must be v1 or v1a' });
  const words = readWith(aboutEndpoint, { service, description });
  if (!words.ok) problems.push(...words.problems);
  else if (words.value.service !== undefined) {
    // A misspelt caller would get no events, and nobody would notice.
    const [last] = await keysOfCaller(ledger, words.value.service);
    const isService = last?.role === 'service';
    if (!isService) {
      problems.push({ field: 'service', message: 'must be the caller of a key of the role service' });
    }
  }
  if (problems.length > 0 || typeof url !== 'string' || chosen === 'wrong' || !words.ok) {
    return { ok: false, problems };
  }
  const made: MadeWith = { generation: 1, scheme: scheme === 'v1a' ? 'v1a' : 'v1' };
  await addEndpoint(
    ledger,
    {
      endpointId,
      url,
      types: chosen,
      ...words.value,
      scheme: made.scheme,
      secretMark: markOf(secret),
      createdBy: by,
    },
    now,
  );
  return { ok: true, endpointId, ...made, ...secretOf(secret, endpointId, made) };
}

function typesIn(given: unknown) {
  if (!Array.isArray(given) || given.length === 0 || new Set(given).size !== given.length) return 'wrong';
  const types = given.filter(isFeedEventType);
  return types.length === given.length ? types : 'wrong';
}

/**
 * Gives an endpoint its next secret. Those before sign as well for `overlapMs`; with 0 they
 * end at once. `undefined`: there is no such endpoint.
 * Throws `LedgerUnavailable`.
 */
export async function rotateEndpoint(
  { ledger, secret }: Pick<EndpointParts, 'ledger' | 'secret'>,
  endpointId: string,
  { overlapMs, now }: { overlapMs: number; now: Date },
): Promise<(ShownSecret & MadeWith) | undefined> {
  const rotated = await rotateSecret(ledger, endpointId, {
    previousUntil: new Date(now.getTime() + overlapMs),
    secretMark: markOf(secret),
    now,
  });
  return rotated && { ...rotated, ...secretOf(secret, endpointId, rotated) };
}

/** The secret of an endpoint, for whoever has just made it. */
export function secretOf(master: Buffer, endpointId: string, made: MadeWith): ShownSecret {
  const secret = endpointSecret(master, endpointId, made);
  const publicKey = secret.ed25519 && shownPublicKey(secret.ed25519);
  return { secret: shownSecret(secret), ...present({ publicKey }) };
}

/** Switches an endpoint on or off. Whether it is there. Throws `LedgerUnavailable`. */
export async function switchEndpoint(
  ledger: Ledger,
  endpointId: string,
  { status, now }: { status: 'enabled' | 'disabled'; now: Date },
): Promise<boolean> {
  if (status === 'enabled') return switchOn(ledger, endpointId);
  if ((await endpointStatus(ledger, endpointId)) === undefined) return false;
  await switchOff(ledger, endpointId, 'by_hand', now);
  return true;
}

export type QueuedAgain =
  | { result: 'queued'; events: number }
  | { result: 'unknown_endpoint' }
  | { result: 'unknown_event' }
  /** The endpoint has not asked for the type of the event. */
  | { result: 'other_type' }
  /** The endpoint gets only one service's purchases, and this is another's. */
  | { result: 'other_service' }
  | { result: 'switched_off' };

/** Sends an endpoint one event again, or all that came into the feed since an instant. Throws `LedgerUnavailable`. */
export async function sendAgain(
  ledger: Ledger,
  endpointId: string,
  which: { eventId: string } | { since: Date },
): Promise<QueuedAgain> {
  const status = await endpointStatus(ledger, endpointId);
  if (status === undefined) return { result: 'unknown_endpoint' };
  if (status === 'disabled') return { result: 'switched_off' };
  if ('since' in which)
    return { result: 'queued', events: await queueSince(ledger, endpointId, which.since) };
  const queued = await queueEvent(ledger, endpointId, which.eventId);
  switch (queued) {
    case 'queued':
    case 'on_its_way':
      return { result: 'queued', events: 1 };
    case 'unknown':
      return { result: 'unknown_event' };
    case 'other_type':
    case 'other_service':
      return { result: queued };
    default:
      return queued satisfies never;
  }
}
