import { z } from 'zod';
import { ORDER_CALLS } from '../../src/orders/broken-calls.ts';
import { canHappenTo, TROUBLE_KINDS, type Fault } from './faults.ts';
import type { InboxFault } from './inbox.ts';
import { present } from '../../src/contract/present.ts';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const times = z.union([z.int().min(1), z.literal('until_cleared')]);

const FaultBody = z
  .object({
    call: z.enum(ORDER_CALLS),
    kind: z.enum(TROUBLE_KINDS),
    times: times.default(1),
    purchaseId: id.optional(),
    delayMs: z.int().min(0).max(120_000).optional(),
    status: z.int().min(200).max(599).optional(),
    retryAt: z.iso.datetime({ offset: true }).optional(),
    reason: z.string().min(1).max(500).optional(),
    amount: z.int().min(1).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  })
  .refine(({ kind, call }) => canHappenTo(kind, call), {
    error: 'cannot happen to this call',
    path: ['kind'],
  });

const InboxFaultBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('refuse_recipient'),
    code: z.int().min(400).max(599),
    times: times.default(1),
    recipient: z.email().optional(),
  }),
  z.object({ kind: z.literal('drop_after_data'), times: times.default(1) }),
]);

/** Reads a requested fault. A missing value that the kind needs gets a default. Throws `ZodError`. */
export const readFault = (body: unknown): Fault => faultOf(FaultBody.parse(body));

/** As `readFault`, for a fault of the mail server. */
export const readInboxFault = (body: unknown): InboxFault => InboxFaultBody.parse(body);

function faultOf(body: z.infer<typeof FaultBody>): Fault {
  const { call, kind, purchaseId } = body;
  const when = { call, times: body.times, ...present({ purchaseId }) };
  switch (kind) {
    case 'slow':
      return { ...when, kind, delayMs: body.delayMs ?? 30_000 };
    case 'status':
      return { ...when, kind, status: body.status ?? 503 };
    case 'refused':
      return { ...when, kind, reason: body.reason ?? 'not possible' };
    case 'too_early':
      return { ...when, kind, ...present({ retryAt: body.retryAt }) };
    case 'other_amount':
      return { ...when, kind, amount: body.amount ?? 1, currency: body.currency ?? 'USD' };
    case 'drop':
    case 'odd_body':
    case 'answer_lost_after_effect':
    case 'sms_during_cancel':
    case 'sms_unsaid':
    case 'not_cancellable':
    case 'pending':
    case 'out_of_stock':
    case 'other_price':
      return { ...when, kind };
    default:
      return kind satisfies never;
  }
}
