import type { ActivationRecord, CancelAnswer, RefundAnswer } from '../../contract/activities.ts';
import type { ActivationId, Money, PurchaseId, Timestamp } from '../../contract/scalars.ts';
import { list, objectOf, oneOf, optional } from '../../contract/validation/fields.ts';
import { narrowed, readWith, type Read } from '../../contract/validation/reader.ts';
import { id, money } from '../../contract/validation/scalars.ts';
import { line } from '../../contract/validation/text.ts';
import { timestamp } from '../../contract/validation/timestamp.ts';
import type { IssueAnswer } from '../order-service.ts';

/** How the first request of each write is sent. */
export type Manner =
  /** Once, and the answer is read. */
  | 'alone'
  /** The connection is closed after the request: the answer is lost. */
  | 'answer_lost'
  /** Twice at the same time. */
  | 'at_once'
  /** With a field that the shop does not know. */
  | 'unknown_field';

/** A state of a purchase in the shop, and what has to come of it. */
interface Kind {
  /** In words, for whoever writes the file. */
  words: string;
  status: ActivationRecord['status'];
  sms: boolean;
  cancel: CancelAnswer['result'];
  /** How the activation stands after the cancel. */
  after: ActivationRecord['status'];
  remedy:
    | { call: 'refund'; statuses: readonly RefundAnswer['status'][] }
    | { call: 'replacement'; result: IssueAnswer['result'] }
    | { call: 'none' };
  /** One purchase is needed for each. */
  manners: readonly [Manner, ...Manner[]];
}

const PAID: Kind['remedy'] = { call: 'refund', statuses: ['confirmed', 'pending'] };
const ISSUED: Kind['remedy'] = { call: 'replacement', result: 'issued' };

const WAITING = { status: 'active', sms: false, cancel: 'cancelled', after: 'cancelled' } as const;
const COMPLETED = { status: 'completed', sms: true, cancel: 'completed', after: 'completed' } as const;

/** All states, by the word for them in the file. The first five are found in every shop. */
export const KINDS = {
  waiting: {
    words: 'active, no SMS has come, and the shop cancels it by now',
    ...WAITING,
    remedy: PAID,
    manners: ['alone', 'answer_lost'],
  },
  cancelled: {
    words: 'cancelled by the shop, no SMS came',
    ...WAITING,
    status: 'cancelled',
    remedy: PAID,
    manners: ['at_once'],
  },
  completed_without_sms: {
    words: 'completed, no SMS came',
    ...COMPLETED,
    sms: false,
    remedy: PAID,
    manners: ['unknown_field'],
  },
  completed: {
    words: 'completed, an SMS came',
    ...COMPLETED,
    remedy: ISSUED,
    manners: ['alone', 'answer_lost'],
  },
  sms_received: {
    words: 'active, an SMS has come',
    status: 'active',
    sms: true,
    cancel: 'sms_received',
    after: 'active',
    remedy: ISSUED,
    manners: ['at_once'],
  },
  too_early: {
    words: 'active, no SMS has come, and the shop does not cancel it yet',
    ...WAITING,
    cancel: 'too_early',
    after: 'active',
    remedy: { call: 'none' },
    manners: ['alone'],
  },
  not_cancellable: {
    words: 'active, no SMS has come, and the shop never cancels it',
    ...WAITING,
    cancel: 'not_cancellable',
    after: 'active',
    remedy: { call: 'none' },
    manners: ['alone'],
  },
  refund_pending: {
    words: 'as waiting, and its refund stays on its way',
    ...WAITING,
    remedy: { call: 'refund', statuses: ['pending'] },
    manners: ['alone'],
  },
  refund_refused: {
    words: 'as waiting, and its refund is refused',
    ...WAITING,
    remedy: { call: 'refund', statuses: ['refused'] },
    manners: ['alone'],
  },
  out_of_stock: {
    words: 'as completed, and there is no number left to replace it',
    ...COMPLETED,
    remedy: { call: 'replacement', result: 'out_of_stock' },
    manners: ['alone'],
  },
  replacement_refused: {
    words: 'as completed, and its replacement is refused',
    ...COMPLETED,
    remedy: { call: 'replacement', result: 'refused' },
    manners: ['alone'],
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as KindName[];

export const kindOf = (name: KindName): Kind => KINDS[name];

/** A purchase that the shop has made for the check. It serves for one run that moves money. */
export interface TestPurchase {
  purchaseId: PurchaseId;
  activationId: ActivationId;
  price: Money;
  service: string;
  country: string;
  is: KindName;
  /** When the SMS came, if an SMS came. Left out, any instant in the past is right. */
  smsAt?: Timestamp;
}

export interface TestPurchases {
  purchases: TestPurchase[];
  /** What never happens in this shop, so that it is no gap that there is no purchase for it. */
  never?: KindName[];
}

const MOST_PURCHASES = 100;

const testPurchases = narrowed(
  objectOf<TestPurchases>({
    purchases: list(
      objectOf<TestPurchase>({
        purchaseId: id,
        activationId: id,
        price: money,
        service: line(1, 100),
        country: line(2, 2),
        is: oneOf(...KIND_NAMES),
        smsAt: optional(timestamp),
      }),
      0,
      MOST_PURCHASES,
    ),
    never: optional(list(oneOf(...KIND_NAMES), 0, KIND_NAMES.length)),
  }),
  (value) => {
    const problems = value.purchases.flatMap(({ purchaseId }, index) =>
      value.purchases.findIndex((other) => other.purchaseId === purchaseId) === index
        ? []
        : [{ field: `purchases[${index}].purchaseId`, message: 'is there twice: each serves once' }],
    );
    return problems.length > 0 ? problems : value;
  },
);

/** Reads the file of test purchases. */
export const readTestPurchases = (input: unknown): Read<TestPurchases> => readWith(testPurchases, input);

/** In which manner each purchase is played: of those of a kind one for each manner, further ones as the first. */
export function withManners(
  purchases: readonly TestPurchase[],
): { purchase: TestPurchase; manner: Manner }[] {
  const seen = new Map<KindName, number>();
  return purchases.map((purchase) => {
    const n = seen.get(purchase.is) ?? 0;
    seen.set(purchase.is, n + 1);
    const { manners } = kindOf(purchase.is);
    return { purchase, manner: manners[n] ?? manners[0] };
  });
}
