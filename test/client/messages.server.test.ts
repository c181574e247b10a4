import { Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoAnswerError } from '../../src/client/no-answer.ts';
import type { ClaimType } from '../../src/contract/updates.ts';
import { anEvent, anOrder } from './an-order.ts';
import { openService, type OpenService } from './open-service.ts';

let service: OpenService;

beforeAll(async () => {
  service = await openService();
}, 600_000);
afterAll(() => service?.close());

const UNKNOWN = {
  code: 'unknown_purchase',
  message: 'There is no purchase of this id: open it first, or see whether it is older than what is kept.',
};

const by = { kind: 'customer', id: 'c-1' } as const;
const support = { kind: 'support', id: 'agent-7' } as const;

function aClaim(claimType: ClaimType = 'invalid_number') {
  return { by, claimType, reason: 'The service says that this number is not valid.' };
}

/** A purchase with an SMS: claims can be filed. */
async function openWithSms(purchaseId: string): Promise<void> {
  await service.returns.openPurchase(anOrder(purchaseId));
  await service.returns.smsReceived(purchaseId, anEvent('sms'));
  // A claim in the same workflow task as the SMS would still be too early.
  await service.idle(purchaseId);
}

async function openAndClose(purchaseId: string): Promise<void> {
  await openWithSms(purchaseId);
  await service.returns.activationCompleted(purchaseId, anEvent('completed'));
  await service.untilClosed(purchaseId);
}

const fulfilled = { outcome: 'fulfilled', clause: 'R1', closedAt: expect.any(String) as string };

test.concurrent('an event that is sent is seen by the purchase', async () => {
  const { openPurchase, smsReceived, status } = service.returns;
  await openPurchase(anOrder('p-event'));
  expect(await smsReceived('p-event', anEvent('e-1'))).toEqual({ sent: true });
  await service.idle('p-event');
  expect(await status('p-event')).toMatchObject({ status: { stage: 'claim_window' } });
});

test.concurrent('a malformed event is told to its sender and not sent', async () => {
  const { openPurchase, remediationDone, status } = service.returns;
  await openPurchase(anOrder('p-bad-event'));
  const before = await status('p-bad-event');
  expect(await remediationDone('p-bad-event', { ...anEvent(''), summary: '', agent: 'agent-7' })).toEqual({
    sent: false,
    code: 'invalid_input',
    problems: [
      { field: 'eventId', message: 'must be 1 to 128 printable ASCII characters' },
      { field: 'summary', message: 'must be a text of 1 to 2000 characters, not only blanks' },
    ],
  });
  expect(await status('p-bad-event')).toEqual(before);
});

test.concurrent('what is sent to no purchase says so, and what is no id at all too', async () => {
  const { smsReceived, submitClaim, status } = service.returns;
  for (const nobody of ['p-nobody', 'no id', 'x'.repeat(5000)]) {
    expect(await smsReceived(nobody, anEvent('e-1'))).toEqual({ sent: false, ...UNKNOWN });
    expect(await submitClaim(nobody, aClaim())).toEqual({ accepted: false, ...UNKNOWN });
    expect(await status(nobody)).toEqual({ found: false });
  }
});

test.concurrent('what is sent to a closed purchase learns how it ended', async () => {
  await openAndClose('p-closed');
  const closed = { code: 'purchase_closed', result: fulfilled };
  expect(await service.returns.smsReceived('p-closed', anEvent('e-9'))).toEqual({ sent: false, ...closed });
  expect(await service.returns.submitClaim('p-closed', aClaim())).toEqual({ accepted: false, ...closed });
});

test.concurrent('a request gets the answer of the purchase', async () => {
  await openWithSms('p-claim');
  expect(await service.returns.submitClaim('p-claim', aClaim())).toMatchObject({
    accepted: true,
    claimId: 'clm_p-claim_1',
    stage: 'needs_evidence',
  });
  expect(await service.returns.chooseRemedy('p-claim', { by, remedy: 'refund' })).toMatchObject({
    accepted: false,
    code: 'not_now',
    stage: 'needs_evidence',
  });
});

test.concurrent('the same requestId gets the same answer and is carried out once, also after the end', async () => {
  const { submitClaim, withdrawClaim, activationCompleted, status } = service.returns;
  await openWithSms('p-repeat');
  const requestId = 'claim 1 of p-repeat';
  const first = await submitClaim('p-repeat', aClaim(), { requestId });
  await withdrawClaim('p-repeat', { by });
  const second = await submitClaim('p-repeat', aClaim(), { requestId });
  expect(second).toEqual(first);
  expect(await status('p-repeat')).toMatchObject({ status: { claims: [{ status: 'withdrawn' }] } });

  await activationCompleted('p-repeat', anEvent('completed'));
  await service.untilClosed('p-repeat');
  expect(await submitClaim('p-repeat', aClaim(), { requestId })).toEqual(first);
  expect(await submitClaim('p-repeat', aClaim())).toMatchObject({ code: 'purchase_closed' });
});

test.concurrent('a malformed request is refused with all its problems and leaves no trace', async () => {
  await openWithSms('p-bad-request');
  await service.idle('p-bad-request');
  const before = await service.returns.status('p-bad-request');
  const request = { by: support, decision: 'reject', clause: 'X1', note: '' } as const;
  expect(await service.returns.decideClaim('p-bad-request', request, { requestId: '' })).toEqual({
    accepted: false,
    code: 'invalid_input',
    problems: [
      { field: 'requestId', message: 'must be 1 to 128 printable ASCII characters' },
      { field: 'note', message: 'must be a text of 1 to 4000 characters, not only blanks' },
    ],
  });
  expect(await service.returns.status('p-bad-request')).toEqual(before);
});

test.concurrent('after 20 refusals the next one is not looked at, and a request in order still is', async () => {
  const { openPurchase, submitClaim, smsReceived } = service.returns;
  await openPurchase(anOrder('p-patient'));
  for (let n = 1; n <= 20; n += 1) {
    expect(await submitClaim('p-patient', aClaim())).toMatchObject({
      code: 'too_early',
      stage: 'awaiting_sms',
    });
  }
  const next = await submitClaim('p-patient', aClaim());
  expect(next).toEqual({
    accepted: false,
    code: 'too_many_refusals',
    clause: 'R2',
    message: expect.any(String),
  });

  await smsReceived('p-patient', anEvent('sms'));
  await service.idle('p-patient');
  expect(await submitClaim('p-patient', aClaim())).toMatchObject({ accepted: true });
});

test.concurrent('when no answer comes in time the error names the requestId, and its repeat is carried out once', async () => {
  const patient = service.elsewhere('late-worker');
  await patient.openPurchase(anOrder('p-late'));
  const hasty = service.elsewhere('late-worker', 300);
  const correction = { by: support, email: 'ada@example.org' };
  const unanswered: unknown = await hasty
    .correctContact('p-late', correction, { requestId: 'late-1' })
    .catch((error: unknown) => error);
  expect(unanswered).toBeInstanceOf(NoAnswerError);
  expect(unanswered).toMatchObject({
    requestId: 'late-1',
    message: 'correctContact got no answer: repeat it with the same requestId late-1, and it happens once.',
  });
  await expect(hasty.status('p-late')).rejects.toThrow('Failed to query Workflow');

  await service.startWorker('late-worker');
  const answer = await patient.correctContact('p-late', correction, { requestId: 'late-1' });
  expect(answer).toMatchObject({ accepted: true });
  expect(await patient.correctContact('p-late', correction, { requestId: 'late-1' })).toEqual(answer);
  const found = await patient.status('p-late');
  const events = found.found ? found.status.timeline.map(({ event }) => event) : [];
  // The mail about the correction may be out by now, or not yet.
  const requested = events.filter((event) => event !== 'mail_accepted');
  expect(requested.toSorted()).toEqual(['contact_corrected', 'purchase_opened']);
});

test.concurrent('what a purchase of a later version finds malformed is reported as such', async () => {
  const stricter = await Worker.create({
    connection: service.native,
    namespace: service.namespace,
    taskQueue: 'stricter',
    workflowsPath: fileURLToPath(new URL('./stricter-purchase.ts', import.meta.url)),
  });
  await stricter.runUntil(async () => {
    const returns = service.elsewhere('stricter');
    await returns.openPurchase(anOrder('p-stricter'));
    expect(await returns.submitClaim('p-stricter', aClaim())).toEqual({
      accepted: false,
      code: 'invalid_input',
      problems: [{ field: 'colour', message: 'is missing: send one' }],
    });
    await expect(returns.withdrawClaim('p-stricter', { by })).rejects.toThrow('Workflow Update failed');
  });
});
