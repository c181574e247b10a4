import type { Consequences, Option, Options, Preview, PreviewQuestion } from '../contract/preview.ts';
import { workflowIdOf } from '../contract/ids.ts';
import type { Instant, PurchaseId } from '../contract/scalars.ts';
import type { UpdateName, Updates } from '../contract/updates.ts';
import { readUpdate } from '../contract/validation/updates.ts';
import { failedWith, GRPC } from '../temporal/grpc-status.ts';
import { describe, isOpen, nowIn } from '../temporal/workflow-clock.ts';
import { canExist, UNKNOWN_PURCHASE, whyClosed } from './closed-purchase.ts';
import { PurchaseLostError } from './no-answer.ts';
import { queryPurchase } from './query-purchase.ts';
import type { RequestAnswer } from './request.ts';
import { inTime, type Service } from './service.ts';

/**
 * `answer`: what the request would be answered now. `follows`: what would follow, up to the next answer of somebody else;
 * absent if the purchase would not be asked at all.
 * @example
 * const { answer, follows } = await returns.preview('p1', 'withdrawClaim', { by: { kind: 'customer', id: 'c1' } });
 * if (answer.accepted && follows?.result) console.log(`this closes the purchase: ${follows.result.outcome}`);
 */
export interface PreviewAnswer {
  answer: RequestAnswer;
  follows?: Consequences;
}

export async function previewRequest<N extends UpdateName>(
  service: Service,
  name: N,
  purchaseId: PurchaseId,
  argument: Updates[N],
): Promise<PreviewAnswer> {
  const request = readUpdate(name, argument);
  if (!request.ok) return { answer: malformed(request.problems) };
  if (!canExist(purchaseId)) return { answer: { accepted: false, ...UNKNOWN_PURCHASE } };
  const now = await nowIfOpen(service, purchaseId);
  if (now === undefined) return { answer: { accepted: false, ...(await whyClosed(service, purchaseId)) } };
  const question: PreviewQuestion = { update: name, argument, at: new Date(now).toISOString() };
  const preview = await queryPurchase<Preview>(service, purchaseId, 'preview', question);
  if (preview === undefined) return { answer: { accepted: false, ...UNKNOWN_PURCHASE } };
  return 'problems' in preview ? { answer: malformed(preview.problems) } : preview;
}

const malformed = (
  problems: Extract<RequestAnswer, { code: 'invalid_input' }>['problems'],
): RequestAnswer => ({
  accepted: false,
  code: 'invalid_input',
  problems,
});

/**
 * `options`: all that each side could ask for now; none once the purchase has closed, or nobody carries it on.
 * @example
 * const found = await returns.options('p1');
 * if (found.found) console.log(found.options.filter(({ side, taken }) => side === 'customer' && taken));
 */
export type FoundOptions = { found: true; options: Option[] } | { found: false };

export async function readOptions(service: Service, purchaseId: PurchaseId): Promise<FoundOptions> {
  if (!canExist(purchaseId)) return { found: false };
  const now = await nowIfOpen(service, purchaseId);
  if (now === undefined) {
    return (await isKnown(service, purchaseId)) ? { found: true, options: [] } : { found: false };
  }
  const at = new Date(now).toISOString();
  const options = await queryPurchase<Options>(service, purchaseId, 'options', { at });
  if (options === undefined) return { found: false };
  if ('problems' in options) throw new Error('the purchase cannot read the question about its options');
  return { found: true, options: options.options };
}

/** Whether there is such a purchase, which has ended one way or another. */
async function isKnown(service: Service, purchaseId: PurchaseId): Promise<boolean> {
  try {
    return (await whyClosed(service, purchaseId)).code === 'purchase_closed';
  } catch (error) {
    if (error instanceof PurchaseLostError) return true;
    throw error;
  }
}

/** The clock of a purchase, if it is open. `undefined`: it has closed, or Temporal does not know it. */
async function nowIfOpen(service: Service, purchaseId: PurchaseId): Promise<Instant | undefined> {
  const { workflowService, options } = service.client;
  const workflow = { namespace: options.namespace, workflowId: workflowIdOf(purchaseId) };
  try {
    const description = await inTime(service, () => describe(workflowService, workflow));
    return isOpen(description) ? nowIn(description) : undefined;
  } catch (error) {
    if (failedWith(error, GRPC.NOT_FOUND)) return undefined;
    throw error;
  }
}
