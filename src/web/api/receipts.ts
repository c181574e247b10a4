import type { Context } from 'hono';
import type { ReceiptKeys } from '../../receipts/receipt-keys.ts';
import { receiptOf } from '../../receipts/receipt-of.ts';
import { documentIn, signReceipt } from '../../receipts/sign-receipt.ts';
import { readKeptReceipt } from '../../ledger/read/kept-receipt.ts';
import { keepReceipt } from '../../ledger/write/receipts.ts';
import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import type { SignedReceipt } from '../../contract/receipt.ts';
import type { ApiEnv, ApiContext } from './parts.ts';
import { policyHash } from './policies.ts';
import { NOT_FOUND, refuse, ProblemError, unavailable } from './problems.ts';
import { claimInPath, standingOf, wholePurchase } from './purchases.ts';
import { queryOf } from './read-request.ts';

type C = Context<ApiEnv>;

/** The receipt of a decided claim: signed when it is first asked for, and kept. 409 before, with the standing. */
export async function readReceipt(context: ApiContext, c: C): Promise<Response> {
  queryOf(c, []);
  const { claimId, purchaseId } = await claimInPath(context, c);
  const { ledger, receiptKeys } = context;
  if (receiptKeys === undefined) {
    throw refuse(409, 'no_receipts', 'Receipts are not set up here: the service needs RECEIPT_KEYS.');
  }
  const receipt =
    (await readKeptReceipt(ledger, claimId)) ??
    (await newReceipt(context, receiptKeys, { claimId, purchaseId }));
  const body: SignedReceipt = { receipt, document: documentIn(receipt) };
  return c.json(body, 200, { vary: 'authorization', 'cache-control': 'private, no-cache' });
}

async function newReceipt(
  context: ApiContext,
  { signing }: ReceiptKeys,
  { claimId, purchaseId }: { claimId: ClaimId; purchaseId: PurchaseId },
): Promise<string> {
  const whole = await wholePurchase(context, purchaseId);
  const sha256 = policyHash(whole.policyVersion);
  if (sha256 === undefined) {
    throw new ProblemError(
      unavailable(
        'policy_not_known_yet',
        'This process does not know the policy version of the purchase yet.',
      ),
    );
  }
  const made = receiptOf(whole, claimId, sha256);
  if (!made.decided && made.why === 'no_claim') throw new ProblemError(NOT_FOUND);
  // The record can hold what a lost workflow task wrote. Only that of a purchase that has closed is taken for certain.
  if (!made.decided || (whole.source === 'record' && whole.result === undefined)) {
    throw refuse(409, 'not_decided_yet', 'The claim is not decided, or its money is still under way.', {
      more: standingOf(whole),
    });
  }
  const receipt = signReceipt(made.document, signing);
  return keepReceipt(context.ledger, { claimId, purchaseId, kid: signing.kid, receipt }, context.now());
}

/** The public keys of all receipts, for whoever checks one (RFC 7517). */
export function publishedKeys({ receiptKeys }: Pick<ApiContext, 'receiptKeys'>, c: C): Response {
  queryOf(c, []);
  return c.json({ keys: receiptKeys?.published ?? [] }, 200, { 'cache-control': 'public, max-age=3600' });
}
