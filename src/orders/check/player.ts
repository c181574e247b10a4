import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable, type OrderCall } from '../broken-calls.ts';
import type { OrderService } from '../order-service.ts';
import { askOnce, type Asked, type Raw, type Send, type ShopToAsk } from './ask-once.ts';
import { DOCUMENTS, shown, type Finding, type ShopReport, type Unchecked } from './report.ts';

type Wrong = Omit<Finding, 'play'>;

/** Asks a shop and writes down what is wrong. */
export interface Player {
  readonly shop: ShopToAsk;
  /** What was done, for the findings from now on. */
  play(name: string): void;
  /**
   * Asks, up to three times while there is no answer. An answer that cannot be used is written down, and nothing is
   * returned.
   */
  ask<T>(
    call: OrderCall,
    asks: (orders: OrderService) => Promise<T>,
    send?: Send,
  ): Promise<{ answer: T; raw: Raw | undefined } | undefined>;
  /** Asks once and writes nothing down, except a content type. */
  askOnce<T>(call: OrderCall, asks: (orders: OrderService) => Promise<T>, send?: Send): Promise<Asked<T>>;
  /** Writes down why an answer cannot be used. */
  broken(call: OrderCall, asked: Asked<unknown> & { answered: false }): void;
  wrong(finding: Wrong): void;
  unchecked(what: Unchecked): void;
  /** Writes down that nothing more of this was played, because an answer cannot be used. */
  breaksOff(what: string): void;
  report(): ShopReport;
}

const TRIES = 3;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

export function openPlayer(shop: ShopToAsk): Player {
  let name = '';
  let calls = 0;
  const findings: Finding[] = [];
  const unchecked: Unchecked[] = [];

  const wrong = (finding: Wrong): void => void findings.push({ play: name, ...finding });

  const once = async <T>(
    call: OrderCall,
    asks: (orders: OrderService) => Promise<T>,
    send?: Send,
  ): Promise<Asked<T>> => {
    const asked = await askOnce(shop, asks, send);
    const { raw } = asked;
    if (asked.answered && raw?.status === 200 && !isJson(raw.contentType)) {
      const came = raw.contentType ?? 'nothing';
      wrong({ call, field: 'content-type', came, right: 'application/json', document: DOCUMENTS[call] });
    }
    return asked;
  };

  const broken = (call: OrderCall, asked: Asked<unknown> & { answered: false }): void => {
    for (const each of whatIsWrong(call, asked)) wrong({ call, document: DOCUMENTS[call], ...each });
  };

  return {
    shop,
    play: (what) => void (name = what),
    async ask(call, asks, send) {
      calls += 1;
      for (let attempt = 1; ; attempt += 1) {
        const asked = await once(call, asks, send);
        if (asked.answered) return asked;
        if (asked.error instanceof Unavailable && canChangeSoon(asked.raw) && attempt < TRIES) {
          await delay(Math.min(asked.error.retryAfterMs ?? PAUSE_MS, LONGEST_PAUSE_MS));
          continue;
        }
        broken(call, asked);
        return undefined;
      }
    },
    async askOnce(call, asks, send) {
      calls += 1;
      return once(call, asks, send);
    },
    broken,
    wrong,
    unchecked: (what) => void unchecked.push(what),
    breaksOff: (what) =>
      void unchecked.push({ what: `${what}: all that follows`, why: 'its answer cannot be used' }),
    report: () => ({ calls, findings: withoutRepeats(findings), unchecked }),
  };
}

const isJson = (contentType: string | null): boolean => /^application\/json\s*(;|$)/i.test(contentType ?? '');

/** The token does not get right by itself. */
const canChangeSoon = (raw: Raw | undefined): boolean => raw?.status !== 401 && raw?.status !== 403;

function whatIsWrong(
  call: OrderCall,
  { error, raw }: Asked<unknown> & { answered: false },
): (Pick<Wrong, 'field' | 'came' | 'right'> & { document?: string })[] {
  if (raw === undefined) {
    return [{ field: 'answer', came: error.detail, right: 'an answer within 18 seconds' }];
  }
  if (raw.status < 200 || raw.status > 299) {
    return [{ field: 'HTTP status', came: String(raw.status), right: '200' }];
  }
  const fields = error instanceof Unavailable ? [] : error.fields;
  if (fields.length === 0) {
    return [{ field: 'body', came: error.detail, right: 'a JSON object in UTF-8, of 64 KiB at most' }];
  }
  const body = parsed(raw.body);
  return fields.map(({ field, right }) => {
    const document = documentOf(call, field);
    return { field, came: shown(valueAt(body, field)), right, document };
  });
}

function documentOf(call: OrderCall, field: string): string {
  if (field === 'smsAt') return DOCUMENTS.smsAt;
  return field === 'purchase' || field.startsWith('purchase.') ? DOCUMENTS.issued : DOCUMENTS[call];
}

/** The value at a path. `undefined`: it was left out. */
export function valueAt(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce(
      (value: unknown, name) =>
        typeof value === 'object' && value !== null
          ? Object.getOwnPropertyDescriptor(value, name)?.value
          : undefined,
      body,
    );
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A wrong content type is wrong in every answer: it is told once per call. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const told = new Set<string>();
  return findings.filter(({ call, field, came }) => {
    if (field !== 'content-type') return true;
    const key = `${call} ${came}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}
