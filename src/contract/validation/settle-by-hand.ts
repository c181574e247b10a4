import type { Problem } from '../answers.ts';
import { WORDS_LONGEST } from '../text-bounds.ts';
import type { By, SettleByHand, StepName } from '../updates.ts';
import { oneOf, optional, objectOf } from './fields.ts';
import { narrowed } from './reader.ts';
import { by, seen } from './requester.ts';
import { line, text } from './text.ts';

/** A settlement whose fields are right one by one, and perhaps not together. */
interface LooseSettlement {
  by: By;
  ifRevision?: number;
  step: StepName;
  action: SettleByHand['action'];
  reference?: string;
  note: string;
}

const loose = objectOf<LooseSettlement>({
  by,
  ...seen,
  step: oneOf('cancel', 'refund', 'replacement'),
  action: oneOf('retry', 'done', 'returned_otherwise', 'abandon'),
  reference: optional(line(1, 128)),
  note: text(1, WORDS_LONGEST),
});

export const settleByHand = narrowed(loose, (request): SettleByHand | Problem[] => {
  const { step, action, reference, ...rest } = request;
  switch (action) {
    case 'retry':
    case 'abandon':
      return { ...request, action };
    case 'done':
      return reference === undefined ? [missing(action)] : { ...rest, step, action, reference };
    case 'returned_otherwise':
      if (step === 'refund' && reference !== undefined) return { ...rest, step, action, reference };
      return [
        ...(step === 'refund' ? [] : [ONLY_FOR_A_REFUND]),
        ...(reference === undefined ? [missing(action)] : []),
      ];
    default:
      return action satisfies never;
  }
});

const ONLY_FOR_A_REFUND: Problem = {
  field: 'action',
  message: 'returned_otherwise is only for the step refund: send one of retry, done, abandon',
};

const missing = (action: SettleByHand['action']): Problem => ({
  field: 'reference',
  message: `is missing: for ${action}, send where it can be looked up`,
});
