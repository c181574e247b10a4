import type { Play } from '../../dev/rig/play.ts';
import type { By, UpdateName, Wanted } from '../../src/contract/updates.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { ORDER_CALLS } from '../../src/orders/broken-calls.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { canHappenTo, type Trouble } from '../../dev/sandbox/faults.ts';
import { ShopRefusal } from '../../dev/sandbox/shop.ts';
import type { RandomSource } from './random-source.ts';

const CUSTOMER: By = { kind: 'customer', id: 'cus_random' };
const SUPPORT: By = { kind: 'support', id: 'agent_random' };
const WHY = 'The code never worked, although I tried it three times.';

/** Something to do with one purchase, as a line that says it all. */
export interface Act {
  line: string;
  act: (play: Play) => Promise<unknown>;
}

const ask = <N extends UpdateName>(name: N, by: By, wanted: Wanted<N>): Act => ({
  line: `${by.kind} ${name} ${JSON.stringify(wanted)}`,
  act: (play) => play.ask(name, by, wanted),
});

/** An act of the customer or of support that the purchase allows now, and now and then one that it does not. */
export function request(random: RandomSource, { allowedActions }: PurchaseStatus): Act {
  const allowed = [...allowedActions.customer, ...allowedActions.support];
  const name =
    allowed.length === 0 || random.chance(10)
      ? random.oneOf(['submitClaim', 'chooseRemedy', 'addEvidence', 'settleByHand'] as const)
      : random.oneOf(allowed);
  switch (name) {
    case 'submitClaim':
      return ask(name, CUSTOMER, {
        claimType: random.oneOf(['major_defect', 'major_defect', 'invalid_number', 'non_receipt'] as const),
        reason: random.chance(90) ? WHY : 'Too short.',
        ...(random.chance(50) ? { evidence: [{ evidenceId: `screenshot-${random.below(100)}` }] } : {}),
      });
    case 'addEvidence':
      return ask(name, CUSTOMER, { evidence: [{ evidenceId: `screenshot-${random.below(100)}` }] });
    case 'withdrawClaim':
      return ask(name, CUSTOMER, {});
    case 'decideClaim':
      return decide(random);
    case 'requestAccess':
      return ask(name, SUPPORT, { what: 'Read access to the log of the web host.' });
    case 'answerAccess':
      return ask(name, CUSTOMER, { granted: random.chance(70) });
    case 'reportRemediation':
      return ask(name, SUPPORT, {
        outcome: random.oneOf(['done', 'not_possible', 'not_possible'] as const),
        summary: 'Looked into it.',
      });
    case 'disputeRemediation':
      return ask(name, CUSTOMER, { reason: 'It still fails.' });
    case 'chooseRemedy':
      return ask(name, CUSTOMER, { remedy: random.oneOf(['refund', 'replacement', 'replacement'] as const) });
    case 'settleByHand': {
      const step = random.oneOf(['cancel', 'refund', 'replacement'] as const);
      const action = random.oneOf(['retry', 'done', 'abandon'] as const);
      const note = 'Looked into it.';
      return action === 'done'
        ? ask(name, SUPPORT, { step, action, note, reference: `by-hand-${random.below(1_000)}` })
        : ask(name, SUPPORT, { step, action, note });
    }
    case 'correctContact':
      return ask(name, SUPPORT, { email: `new-${random.below(1_000)}@customer.example` });
    default:
      return name satisfies never;
  }
}

function decide(random: RandomSource): Act {
  const decision = random.oneOf(['approve', 'reject', 'request_evidence', 'reclassify'] as const);
  const note = 'Looked into it.';
  switch (decision) {
    case 'approve':
    case 'request_evidence':
      return ask('decideClaim', SUPPORT, { decision, note });
    case 'reject': {
      const clause = random.oneOf(['X1', 'X2', 'X3', 'P3'] as const);
      return ask('decideClaim', SUPPORT, { decision, note, clause });
    }
    case 'reclassify': {
      const claimType = random.oneOf(['major_defect', 'invalid_number', 'non_receipt'] as const);
      return ask('decideClaim', SUPPORT, { decision, note, claimType });
    }
    default:
      return decision satisfies never;
  }
}

/** What the shop does with the number, as far as the number still allows it. */
export function shopEvent(random: RandomSource): Act {
  const event = random.oneOf(['sms', 'sms', 'completed', 'cancelled'] as const);
  const happen = async (play: Play): Promise<void> => {
    try {
      await play[event]();
    } catch (error) {
      // The shop has it on record otherwise: such an event does not occur.
      if (!(error instanceof ShopRefusal)) throw error;
    }
  };
  return { line: `shop ${event}`, act: happen };
}

/** Lets time pass, but never to within half a minute of the next deadline. */
export function passTime(random: RandomSource, { nextDeadline }: PurchaseStatus, now: number): Act {
  const wanted = random.oneOf([
    MINUTE_MS,
    22 * MINUTE_MS,
    HOUR_MS,
    7 * HOUR_MS,
    DAY_MS,
    2 * DAY_MS,
    5 * DAY_MS,
    15 * DAY_MS,
  ]);
  const toDeadlineMs = nextDeadline ? Date.parse(nextDeadline.at) - now : Number.POSITIVE_INFINITY;
  const durationMs = Math.abs(toDeadlineMs - wanted) < 2 * MINUTE_MS ? wanted + 5 * MINUTE_MS : wanted;
  return { line: `pass ${durationMs} ms`, act: (play) => play.pass(durationMs) };
}

const TROUBLES: readonly Trouble[] = [
  { kind: 'slow', delayMs: 300 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 404 },
  { kind: 'drop' },
  { kind: 'odd_body' },
  { kind: 'answer_lost_after_effect' },
  { kind: 'sms_during_cancel' },
  { kind: 'too_early' },
  { kind: 'not_cancellable' },
  { kind: 'pending' },
  { kind: 'refused', reason: 'till closed' },
  { kind: 'out_of_stock' },
];

/** Something goes wrong at the shop, a few times or until it is mended. */
export function shopTrouble(random: RandomSource): Act {
  const trouble = random.oneOf(TROUBLES);
  const call = random.oneOf(ORDER_CALLS.filter((each) => canHappenTo(trouble.kind, each)));
  const times = random.chance(30) ? undefined : 1 + random.below(3);
  return {
    line: `fault ${call} ${JSON.stringify(trouble)} ${times ?? 'until cleared'}`,
    act: async (play) => void play.fault(call, trouble, times),
  };
}
