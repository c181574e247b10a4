import { expect, test } from 'vitest';
import type { PurchaseStatus } from '../../../../src/contract/status.ts';
import type { UpdateName } from '../../../../src/contract/updates.ts';
import { SAMPLE_WORDS } from '../../../../dev/sandbox/page/sample-words.ts';
import { QUESTIONS } from '../../../../src/web/customer/questions.tsx';
import { argumentOf, formsFor, isFormName } from '../../../../dev/sandbox/page/parts/request-forms.ts';

const statusWith = (stage: PurchaseStatus['stage'], support: UpdateName[], customer: UpdateName[]) =>
  // What the forms look at.
  ({ stage, needsAttention: [], allowedActions: { customer, support } }) as unknown as PurchaseStatus;

test('what is offered are the requests that a side may send now, with every decision as a form of its own', () => {
  const status = statusWith('in_review', ['decideClaim', 'correctContact'], ['addEvidence', 'withdrawClaim']);
  const keys = (side: 'customer' | 'support') => formsFor(status, side).map(({ key }) => key);
  // What a customer may do is done on the customer's own pages.
  expect(keys('customer')).toEqual([]);
  expect(keys('support')).toEqual([
    'decideClaim-approve',
    'decideClaim-reject',
    'decideClaim-reclassify',
    'decideClaim-request_evidence',
    'correctContact',
  ]);
});

test('no form puts words into somebody’s mouth; the samples of the sandbox belong to forms that there are', () => {
  const every: UpdateName[] = [
    'submitClaim',
    'addEvidence',
    'withdrawClaim',
    'decideClaim',
    'requestAccess',
    'answerAccess',
    'reportRemediation',
    'disputeRemediation',
    'chooseRemedy',
    'settleByHand',
    'correctContact',
  ];
  const forms = formsFor(statusWith('in_review', every, []), 'support');
  const filled = forms.flatMap(({ fields }) =>
    fields.filter(({ input, value }) => typeof input === 'string' && value !== undefined),
  );
  expect(filled).toEqual([]);
  const fieldsOf = new Map(forms.map(({ key, fields }) => [key, fields.map(({ name }) => name)]));
  const strange = Object.entries(SAMPLE_WORDS).filter(([key, words]) =>
    Object.keys(words).some((name) => fieldsOf.get(key)?.includes(name) !== true),
  );
  expect(strange).toEqual([]);
});

test('what was typed becomes the argument of the update, in the name of who is given', () => {
  const by = { kind: 'support', id: 'agent_1' } as const;
  expect(argumentOf(by, { decision: 'reject', note: ' ', clause: 'X1' })).toEqual({
    by,
    decision: 'reject',
    clause: 'X1',
  });
});

test('nothing that the customers’ own pages do has a form here', () => {
  const theirs: UpdateName[] = QUESTIONS.map(({ update }) => update);
  expect(theirs.toSorted()).toEqual([
    'addEvidence',
    'answerAccess',
    'chooseRemedy',
    'disputeRemediation',
    'submitClaim',
    'withdrawClaim',
  ]);
  expect(formsFor(statusWith('in_review', [], theirs), 'customer')).toEqual([]);
  expect(theirs.filter(isFormName)).toEqual([]);
});
