import type { Mail, MailContent, MailTemplate } from '../../src/contract/mail.ts';
import type { Contact } from '../../src/contract/purchase-order.ts';

const until = '2026-03-29T00:59:37.512Z';
const claimsUntil = '2026-03-31T08:15:02.004Z';
const amount = { amount: 149, currency: 'EUR' };
const non_receipt = { claimId: 'clm_p-1042_1', claimType: 'non_receipt' } as const;
const invalid_number = { claimId: 'clm_p-1042_1', claimType: 'invalid_number' } as const;
const major_defect = { claimId: 'clm_p-1042_2', claimType: 'major_defect' } as const;
const note =
  'The screenshot shows another number.\n\nPlease send one that shows +… with the error beside it.';
const what = 'The log of your web hook of the last day, because our messages seem to end there.';

type SamplesOf<T extends MailTemplate> = Readonly<Record<string, Extract<MailContent, { template: T }>>>;

/** Every template, and within it every wording. */
const BY_TEMPLATE: { readonly [T in MailTemplate]: SamplesOf<T> } = {
  funds_returned: {
    r2: { template: 'funds_returned', clause: 'R2', amount, refundId: 'rf_88' },
    c3a: { template: 'funds_returned', clause: 'C3a', amount, refundId: 'rf_89' },
    otherwise: {
      template: 'funds_returned',
      clause: 'R2',
      amount,
      refundId: 'chargeback-7',
      returnedOtherwise: true,
    },
  },
  refund_pending: {
    r2: { template: 'refund_pending', clause: 'R2', amount },
    c2: { template: 'refund_pending', clause: 'C2', amount },
  },
  refund_delayed: {
    r2: { template: 'refund_delayed', clause: 'R2', amount, step: 'cancel' },
    r2_refund: { template: 'refund_delayed', clause: 'R2', amount, step: 'refund' },
    c2: { template: 'refund_delayed', clause: 'C2', amount, step: 'refund' },
  },
  refund_failed: {
    r2: { template: 'refund_failed', clause: 'R2', amount, refundId: 'rf_88' },
    c3a: { template: 'refund_failed', clause: 'C3a', amount, refundId: 'rf_89' },
  },
  claim_received: {
    refund: { template: 'claim_received', next: 'refund', ...non_receipt },
    review: { template: 'claim_received', next: 'review', until, ...invalid_number },
    parked: { template: 'claim_received', next: 'parked', ...non_receipt },
  },
  claim_refused: {
    too_late: { template: 'claim_refused', claimType: 'non_receipt', code: 'too_late', clause: 'P1' },
    fulfilled: refused('fulfilled', 'R1'),
    needs_sms: { ...refused('needs_sms', 'C2'), claimType: 'invalid_number' },
    disqualified: { ...refused('disqualified', 'C3b'), claimType: 'major_defect' },
  },
  evidence_requested: {
    first: { template: 'evidence_requested', until, atLeast: true, ...invalid_number },
    more: { template: 'evidence_requested', note, until, atLeast: true, ...invalid_number },
    c1: { template: 'evidence_requested', note, until, atLeast: true, ...non_receipt },
  },
  evidence_reminder: {
    c2: { template: 'evidence_reminder', until, ...invalid_number },
    c1: { template: 'evidence_reminder', until, ...non_receipt },
  },
  review_delayed: { c2: { template: 'review_delayed', ...invalid_number } },
  claim_approved: {
    c1: { template: 'claim_approved', clause: 'C1', amount, ...non_receipt },
    c2: { template: 'claim_approved', clause: 'C2', amount, note: 'Seen and agreed.', ...invalid_number },
    c3a: { template: 'claim_approved', clause: 'C3a', amount, ...major_defect },
  },
  claim_rejected: {
    x3: { template: 'claim_rejected', clause: 'X3', note, claimsUntil, ...major_defect },
    r1: { template: 'claim_rejected', clause: 'R1', ...non_receipt },
  },
  claim_withdrawn: {
    more: { template: 'claim_withdrawn', claimsUntil, ...invalid_number },
    last: { template: 'claim_withdrawn', ...invalid_number },
  },
  claim_closed: {
    forfeited: { template: 'claim_closed', how: 'forfeited', clause: 'C2', ...invalid_number },
    remedied: { template: 'claim_closed', how: 'remedied', clause: 'C3', claimsUntil, ...major_defect },
  },
  remediation_started: { c3: { template: 'remediation_started', until, ...major_defect } },
  remediation_resumed: {
    access_granted: {
      template: 'remediation_resumed',
      cause: 'access_granted',
      pausedMs: 94_320_000,
      until,
      ...major_defect,
    },
    disputed: {
      template: 'remediation_resumed',
      cause: 'disputed',
      pausedMs: 59_000,
      until,
      ...major_defect,
    },
  },
  access_requested: { c3b: { template: 'access_requested', what, until, atLeast: true, ...major_defect } },
  access_reminder: { c3b: { template: 'access_reminder', what, until, ...major_defect } },
  access_refused: {
    refused: { template: 'access_refused', how: 'refused', clause: 'C3b', claimsUntil, ...major_defect },
    silence: { template: 'access_refused', how: 'silence', clause: 'C3b', ...major_defect },
  },
  remedied: {
    c3: {
      template: 'remedied',
      summary: 'The route to your country was down; it is up again.',
      until,
      atLeast: true,
      ...major_defect,
    },
  },
  choice_offered: {
    not_in_time: { template: 'choice_offered', cause: 'not_in_time', until, ...major_defect },
    not_possible: {
      template: 'choice_offered',
      cause: 'not_possible',
      note: 'The carrier has switched this range off.',
      until,
      ...major_defect,
    },
    disputed: { template: 'choice_offered', cause: 'disputed', until, ...major_defect },
  },
  choice_reminder: { c3a: { template: 'choice_reminder', until, ...major_defect } },
  choice_defaulted: {
    refund: { template: 'choice_defaulted', remedy: 'refund', amount, ...major_defect },
  },
  replacement_issued: {
    c3a: {
      template: 'replacement_issued',
      replacementPurchaseId: 'p-1077',
      phoneNumber: '+436605550177',
      ...major_defect,
    },
  },
  replacement_unavailable: { c3a: { template: 'replacement_unavailable', until, ...major_defect } },
  claim_window_closing: { p1: { template: 'claim_window_closing', until } },
  link_requested: { asked: { template: 'link_requested' } },
  contact_corrected: { 'to-the-one-before': { template: 'contact_corrected' } },
};

type Refused = Extract<MailContent, { template: 'claim_refused' }>;

function refused(code: Refused['code'], clause: Refused['clause']): Refused {
  return { template: 'claim_refused', claimType: 'non_receipt', code, clause, claimsUntil };
}

export interface Sample {
  /** `<template>.<wording>`. */
  name: string;
  content: MailContent;
}

export const SAMPLES: readonly Sample[] = Object.entries(BY_TEMPLATE).flatMap(([template, wordings]) =>
  Object.entries(wordings).map(([wording, content]) => ({ name: `${template}.${wording}`, content })),
);

export function sampleNamed(name: string): MailContent {
  const sample = SAMPLES.find((each) => each.name === name);
  if (sample === undefined) throw new Error(`${name} is not a sample`);
  return sample.content;
}

/** Contacts as they come: nothing said, and all said. */
export const CONTACTS: Readonly<Record<'none-given' | 'vienna', Contact>> = {
  'none-given': { email: 'customer@example.org' },
  vienna: {
    email: 'kundin@example.org',
    name: 'Anna Gruber',
    locale: 'en-AT',
    timeZone: 'Europe/Vienna',
  },
};

export function sampleMail(content: MailContent, to: Contact = CONTACTS.vienna): Mail {
  const known = { service: 'Telegram', numberEnding: '4821', policyVersion: '2026-01' };
  return { purchaseId: 'p-1042', n: 1, to, ...known, content };
}
