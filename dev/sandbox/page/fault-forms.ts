import { z } from 'zod';
import { SECOND_MS } from '../../../src/policy/duration.ts';

type Typed = Readonly<Record<string, string>>;

const TIMES = z.union([z.literal('until_cleared'), z.coerce.number().int().min(1)]);

/** A fault of the order service as the form sends it, for `readFault`. */
export function faultFrom(typed: Typed): object {
  const [call, kind] = (typed['what'] ?? '').split(':');
  const seconds = Number(typed['delaySeconds'] ?? Number.NaN);
  return {
    call,
    kind,
    times: TIMES.parse(typed['times']),
    reason: typed['reason'] || undefined,
    ...(typed['scope'] === 'this' ? { purchaseId: typed['page'] } : {}),
    ...(kind === 'slow' ? { delayMs: Math.round(seconds * SECOND_MS) } : {}),
    ...(kind === 'status' ? { status: Number(typed['status']) } : {}),
  };
}

/** A fault of the mail server as the form sends it, for `readInboxFault`. `recipient`: the address of the shown purchase. */
export function mailFaultFrom(typed: Typed, recipient: string | undefined): object {
  const times = TIMES.parse(typed['times']);
  if (typed['what'] === 'drop') return { kind: 'drop_after_data', times };
  const to = typed['scope'] === 'this' ? { recipient } : {};
  return { kind: 'refuse_recipient', code: Number(typed['what']), times, ...to };
}
