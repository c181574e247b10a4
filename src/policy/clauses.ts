import type { ClauseId } from '../contract/clause-id.ts';

export interface Clause {
  id: ClauseId;
  /** A few words for a heading. */
  title: string;
  /** One plain sentence to the customer. Our words. */
  plain: string;
}

/** The policy's clauses in plain words. Mails, answers and timelines quote these. */
export const CLAUSES: Readonly<Record<ClauseId, Clause>> = {
  R1: {
    id: 'R1',
    title: 'Number used',
    plain: 'Your code arrived and the activation was completed, so there is no automatic refund.',
  },
  R2: {
    id: 'R2',
    title: 'No SMS in time',
    plain: 'No SMS arrived in time, so the activation is cancelled and the price goes back to you.',
  },
  C1: {
    id: 'C1',
    title: 'SMS never arrived',
    plain: 'If no SMS reached your number, you get your money back.',
  },
  C2: {
    id: 'C2',
    title: 'Number not usable',
    plain: 'If an SMS arrived but the number could not be used, we need screenshots to decide.',
  },
  C3: {
    id: 'C3',
    title: 'Major defect',
    plain: 'If something of ours is broken, we may put it right within the time the policy gives us.',
  },
  C3a: {
    id: 'C3a',
    title: 'Not put right in time',
    plain:
      'If we do not put it right in time, you choose: the full price back, or a replacement of equal value.',
  },
  C3b: {
    id: 'C3b',
    title: 'Access to your system',
    plain:
      'We may ask to look at your host or server. Our time is paused while we wait for your answer. Without access the claim cannot go on.',
  },
  X1: {
    id: 'X1',
    title: 'Wrong use',
    plain: 'Mistakes in using the API or the product are not covered.',
  },
  X2: {
    id: 'X2',
    title: 'Bugs in other software',
    plain: 'Bugs in software that is not ours are not covered.',
  },
  X3: {
    id: 'X3',
    title: 'Incompatible third-party software',
    plain: 'If the product does not work with software of a third party, that is not covered.',
  },
  P1: {
    id: 'P1',
    title: 'Time to claim',
    plain: 'A claim has to be filed within the claim window; afterwards the number counts as activated.',
  },
  P2: {
    id: 'P2',
    title: 'Reasons',
    plain: 'A claim needs a detailed reason, so that it can be judged.',
  },
  P3: {
    id: 'P3',
    title: 'Terms and conditions',
    plain: 'A claim has to be in line with the terms and conditions of the purchase.',
  },
};
