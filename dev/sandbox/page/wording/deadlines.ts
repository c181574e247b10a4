import type { DeadlineKind } from '../../../../src/contract/status.ts';

/** A deadline, and what happens then if nobody acts. */
export const DEADLINES: Readonly<Record<DeadlineKind, { title: string; consequence: string }>> = {
  sms: { title: 'SMS deadline', consequence: 'Without an SMS by then the money goes back by itself (R2).' },
  window: { title: 'End of the claim window', consequence: 'No claim is taken later (P1).' },
  evidence: {
    title: 'Evidence due',
    consequence: 'Without any evidence the right to the claim is forfeited (C2).',
  },
  review: {
    title: 'Review due',
    consequence: 'Support is overdue and the customer is told. Nothing is decided.',
  },
  remediation: {
    title: 'Remediation ends',
    consequence: 'Not put right by then: the customer chooses (C3a).',
  },
  access: {
    title: 'Answer about access due',
    consequence: 'Silence counts as a refusal and ends the claim (C3b).',
  },
  dispute: { title: 'Time to dispute ends', consequence: 'Silence closes the claim as put right (C3).' },
  choice: { title: 'Choice due', consequence: 'Silence means the full price back (C3a).' },
  retry: {
    title: 'Next try at the order service',
    consequence: 'The same call goes out again, by the same key.',
  },
  poll: {
    title: 'Next look at the refund',
    consequence: 'The order service is asked whether the money has arrived.',
  },
};
