import type { Money, Timestamp } from '../contract/scalars.ts';
import { foreignLine } from '../contract/validation/text.ts';
import { timestamp } from '../contract/validation/timestamp.ts';
import { UnexpectedAnswer, type OrderCall } from './broken-calls.ts';

/** Reads the fields of one answer. `null` means absent; fields that are not asked for are ignored. */
export interface AnswerFields {
  oneOf<T extends string>(field: string, allowed: readonly T[]): T;
  /** 1 to 128 printable ASCII characters. */
  id(field: string): string;
  /** RFC 3339 with any offset, returned in UTC. */
  timestamp(field: string): Timestamp | undefined;
  /** As `timestamp`, but `null` is a value of its own. */
  timestampOrNull(field: string): Timestamp | null | undefined;
  /** One line of at most 500 characters, cleaned: it goes into the purchase's history, the ledger and to support. */
  reason(): string | undefined;
  object(field: string): Record<string, unknown>;
  /** The amount, in minor units, and the currency, each if the answer names it. */
  money(): Partial<Money>;
}

const LONGEST_REASON = 500;

/** Readers of the fields of `answer`. They throw `UnexpectedAnswer` with the field's name, never its content. */
export function answerFields(call: OrderCall, answer: Readonly<Record<string, unknown>>): AnswerFields {
  const field = (name: string): unknown =>
    Object.hasOwn(answer, name) ? (answer[name] ?? undefined) : undefined;
  const wrong = (name: string, right: string): UnexpectedAnswer =>
    new UnexpectedAnswer(call, `the field ${name} is not ${right}`, [{ field: name, right }]);
  const instant = (name: string): Timestamp | undefined => {
    const value = field(name);
    if (value === undefined) return undefined;
    const at = timestamp.read(value, name, []);
    if (at === undefined) throw wrong(name, timestamp.wanted);
    return at;
  };
  return {
    oneOf(name, allowed) {
      const found = allowed.find((value) => value === field(name));
      if (found === undefined) throw wrong(name, `one of ${allowed.join(', ')}`);
      return found;
    },
    id(name) {
      const value = field(name);
      if (typeof value === 'string' && /^[\x20-\x7e]{1,128}$/.test(value)) return value;
      throw wrong(name, 'a text of 1 to 128 printable characters');
    },
    timestamp: instant,
    timestampOrNull: (name) => (Object.hasOwn(answer, name) && answer[name] === null ? null : instant(name)),
    reason() {
      const value = field('reason');
      if (value === undefined) return undefined;
      if (typeof value !== 'string') throw wrong('reason', 'a text');
      return foreignLine(value, LONGEST_REASON);
    },
    object(name) {
      const value = field(name);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object');
      return { ...value };
    },
    money() {
      const [amount, currency] = [field('amount'), field('currency')];
      const whole = typeof amount === 'number' && Number.isSafeInteger(amount);
      if (amount !== undefined && !whole) throw wrong('amount', 'a whole number');
      const named = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
      if (currency !== undefined && !named) throw wrong('currency', 'three capital letters');
      return { ...(whole ? { amount } : {}), ...(named ? { currency } : {}) };
    },
  };
}
