import { refundKey, workflowIdOf } from '../../src/contract/ids.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import type { Money, PurchaseId, Timestamp } from '../../src/contract/scalars.ts';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { readPurchaseRecord } from '../../src/ledger/read/purchase-record.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { InboxMessage } from '../sandbox/inbox-message.ts';
import { linkIn } from '../sandbox/mail-link.ts';
import { hasPage, pageFor } from '../../src/wording/customer-pages.ts';
import { refundsOf, replacementsOf } from '../rig/shop-remedies.ts';
import type { Journey } from './journeys.ts';
import { NotAsPlayed, openPlay } from '../rig/play.ts';
import type { RunningRig } from '../rig/rig.ts';
import { isoDuration } from './iso-duration.ts';

/** How one journey went. */
export interface Performance {
  journey: string;
  outcome: PurchaseResult['outcome'];
  clause: PurchaseResult['clause'];
  refunds: Money[];
  replacements: PurchaseId[];
  emails: { template: MailTemplate; at: Timestamp }[];
  /** From the opening to the end of the purchase, by its own clock. ISO 8601. */
  virtualDuration: string;
  /** History events, without those of skipping time. */
  historyEvents: number;
  workflowTasks: number;
  timeline: TimelineEntry[];
  /** What differs from what the journey expects. Empty when all is well. */
  differences: string[];
}

/** Plays a journey to its end on a real server and checks its amounts and mails. */
export async function perform(rig: RunningRig, journey: Journey): Promise<Performance> {
  const play = await openPlay(rig, { purchaseId: `${journey.name}-${Date.now().toString(36)}` });
  const { purchaseId } = play;
  await journey.play(play);
  const handle = rig.temporal.workflow.getHandle(workflowIdOf(purchaseId));
  const { status } = await handle.describe();
  if (status.name === 'RUNNING') throw new NotAsPlayed(`${journey.name} has not ended after its last act`);
  const result: PurchaseResult = await handle.result();
  const { timeline, revision } = await play.status();
  const history = await countHistory(rig, purchaseId);
  const emails = timeline.flatMap((entry) =>
    // Sound: the workflow writes the template it sent.
    entry.event === 'mail_accepted'
      ? [{ template: entry.data?.['template'] as MailTemplate, at: entry.at }]
      : [],
  );
  const performance: Performance = {
    journey: journey.name,
    outcome: result.outcome,
    clause: result.clause,
    refunds: refundsOf(rig.sandbox, purchaseId),
    replacements: replacementsOf(rig.sandbox, purchaseId),
    emails,
    virtualDuration: isoDuration(Date.parse(timeline.at(-1)?.at ?? '') - Date.parse(timeline[0]?.at ?? '')),
    ...history,
    timeline,
    differences: [],
  };
  const { refunds } = performance;
  const byWorkflow = {
    revision,
    outcome: result.outcome,
    clause: result.clause,
    entries: timeline.length,
    refunds,
  };
  const recorded = await recordOf(rig.ledger, purchaseId);
  return {
    ...performance,
    differences: [
      ...differences(rig, journey, performance, purchaseId, result),
      ...compare([['ledger', recorded, byWorkflow]]),
    ],
  };
}

const SKIPPING = new Set(['workflowExecutionOptionsUpdated', 'workflowExecutionTimeSkippingTransitioned']);

async function countHistory(
  rig: RunningRig,
  purchaseId: PurchaseId,
): Promise<{ historyEvents: number; workflowTasks: number }> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  const kinds = (events ?? []).map(
    (event) =>
      Object.keys(event)
        .find((key) => key.endsWith('EventAttributes'))
        ?.replace('EventAttributes', '') ?? '',
  );
  return {
    historyEvents: kinds.filter((kind) => !SKIPPING.has(kind)).length,
    workflowTasks: kinds.filter((kind) => kind === 'workflowTaskCompleted').length,
  };
}

function differences(
  rig: RunningRig,
  { expected }: Journey,
  seen: Performance,
  purchaseId: PurchaseId,
  result: PurchaseResult,
): string[] {
  const templates = seen.emails.map(({ template }) => template).toSorted();
  const arrived = rig.sandbox.inbox.messages().filter((message) => message.purchaseId === purchaseId);
  const refund = result.refund;
  const compared: [what: string, seen: unknown, expected: unknown][] = [
    ['outcome', seen.outcome, expected.outcome],
    ['clause', seen.clause, expected.clause],
    ['refunds at the shop', seen.refunds, expected.refunds],
    [
      'refund in the result',
      refund ? [{ amount: refund.amount, currency: refund.currency }] : [],
      expected.refunds,
    ],
    ['refund key', refund?.key, expected.refunds.length > 0 ? refundKey(purchaseId) : undefined],
    ['replacements', seen.replacements.length, expected.replacements],
    ['mails', templates, expected.emails],
    ['mails in the inbox', arrived.map(({ template }) => String(template)).toSorted(), expected.emails],
    ['pages that links open', arrived.map(linkedPage).toSorted(), expected.emails.map(pageOfMail).toSorted()],
    ['Message-IDs', new Set(arrived.map(({ messageId }) => messageId)).size, expected.emails.length],
  ];
  return compare(compared);
}

/** The page that the link of a mail opens, as the mail has it. */
function linkedPage(message: InboxMessage): string {
  const [, page = ''] = /\/l\/[\w-]{43}(?:\/([a-z]+))?$/.exec(linkIn(message) ?? 'none') ?? [];
  return linkIn(message) === undefined ? `${message.template}: none` : `${message.template}: /${page}`;
}

/** And the one on which its customer does what the mail is about. */
const pageOfMail = (template: MailTemplate): string =>
  hasPage(template) ? `${template}: /${pageFor(template)}` : `${template}: none`;

const compare = (
  compared: readonly (readonly [what: string, seen: unknown, expected: unknown])[],
): string[] =>
  compared.flatMap(([what, is, wanted]) =>
    JSON.stringify(is) === JSON.stringify(wanted)
      ? []
      : [`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`],
  );

/** The part of the ledger's record that can be compared with the workflow. */
async function recordOf(ledger: Ledger, purchaseId: PurchaseId) {
  const record = await readPurchaseRecord(ledger, purchaseId);
  const refund = record?.refund;
  const isPaid = refund?.status === 'confirmed' && refund.purchaseId === purchaseId;
  return {
    revision: record?.revision,
    outcome: record?.result?.outcome,
    clause: record?.result?.clause,
    entries: record?.timeline.length,
    refunds: isPaid ? [{ amount: refund.amount, currency: refund.currency }] : [],
  };
}
