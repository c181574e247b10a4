import type { RefusalCode } from './answers.ts';
import type { ClauseId } from './clause-id.ts';
import type { Contact } from './purchase-order.ts';
import type { RejectionClause } from './rejection-clause.ts';
import type { ClaimId, Money, PurchaseId, Timestamp } from './scalars.ts';
import type { ClaimType } from './updates.ts';

interface ClaimRef {
  claimId: ClaimId;
  claimType: ClaimType;
}

/** A claim that ended without money. `claimsUntil` is set while another claim can still be filed. */
interface ClaimEnded extends ClaimRef {
  clause: ClauseId;
  claimsUntil?: Timestamp;
}

/** Refusals of a filing that are mailed: by the record or the clock alone, with a clause. */
export type MailedRefusal = Extract<RefusalCode, 'too_late' | 'fulfilled' | 'needs_sms' | 'disqualified'>;

/**
 * What a mail says, one shape per template. Each shape is sent on some path.
 * `until` is a deadline. `atLeast: true` says that it starts anew once the mail server has taken the mail,
 * so the customer has until then and never less.
 */
export type MailContent =
  | {
      template: 'funds_returned';
      clause: ClauseId;
      amount: Money;
      refundId: string;
      /** It came back without being paid: a chargeback, a wallet, a bank. `refundId` is support's reference. */
      returnedOtherwise?: true;
    }
  /** The refund is on its way: the order service has it, and the money has not arrived. */
  | { template: 'refund_pending'; clause: ClauseId; amount: Money }
  | {
      template: 'refund_delayed';
      clause: ClauseId;
      amount: Money;
      /** The step that is late. Absent in mails that an earlier version posted. */
      step?: 'cancel' | 'refund';
    }
  /** After `funds_returned`: the order service now says that this refund failed, e.g. the bank sent it back. */
  | { template: 'refund_failed'; clause: ClauseId; amount: Money; refundId: string }
  | ({ template: 'claim_received' } & ({ next: 'refund' | 'parked' } | { next: 'review'; until: Timestamp }) &
      ClaimRef)
  | {
      template: 'claim_refused';
      claimType: ClaimType;
      code: MailedRefusal;
      clause: ClauseId;
      claimsUntil?: Timestamp;
    }
  | ({ template: 'evidence_requested'; note?: string; until: Timestamp; atLeast: true } & ClaimRef)
  | ({ template: 'evidence_reminder'; until: Timestamp } & ClaimRef)
  | ({ template: 'review_delayed' } & ClaimRef)
  | ({ template: 'claim_approved'; clause: ClauseId; amount: Money; note?: string } & ClaimRef)
  | ({ template: 'claim_rejected'; note?: string; clause: RejectionClause } & ClaimEnded)
  | ({ template: 'claim_withdrawn'; claimsUntil?: Timestamp } & ClaimRef)
  | ({ template: 'claim_closed'; how: 'forfeited' | 'remedied' } & ClaimEnded)
  | ({ template: 'remediation_started'; until: Timestamp } & ClaimRef)
  | ({
      template: 'remediation_resumed';
      cause: 'access_granted' | 'disputed';
      pausedMs: number;
      until: Timestamp;
    } & ClaimRef)
  | ({ template: 'access_requested'; what: string; until: Timestamp; atLeast: true } & ClaimRef)
  | ({ template: 'access_reminder'; what: string; until: Timestamp } & ClaimRef)
  | ({ template: 'access_refused'; how: 'refused' | 'silence' } & ClaimEnded)
  | ({ template: 'remedied'; summary: string; until: Timestamp; atLeast: true } & ClaimRef)
  | ({
      template: 'choice_offered';
      cause: 'not_in_time' | 'not_possible' | 'disputed';
      /** Support's words, for `not_possible`. */
      note?: string;
      until: Timestamp;
    } & ClaimRef)
  | ({ template: 'choice_reminder'; until: Timestamp } & ClaimRef)
  | ({ template: 'choice_defaulted'; remedy: 'refund'; amount: Money } & ClaimRef)
  | ({
      template: 'replacement_issued';
      replacementPurchaseId: PurchaseId;
      /** The new number, E.164. Absent if an earlier version asked for the replacement. */
      phoneNumber?: string;
    } & ClaimRef)
  | ({ template: 'replacement_unavailable'; until: Timestamp } & ClaimRef)
  | { template: 'claim_window_closing'; until: Timestamp }
  /** Sent to the old address: mails now go to another one, which this mail does not name. */
  | { template: 'contact_corrected' }
  /** The customer has asked for a link to the purchase. No workflow sends it. */
  | { template: 'link_requested' };

// Spelt out: the published schema is made from this, and its generator sees no name inside `A & B`.
/** What kind of mail it is. */
export type MailTemplate =
  | 'funds_returned'
  | 'refund_pending'
  | 'refund_delayed'
  | 'refund_failed'
  | 'claim_received'
  | 'claim_refused'
  | 'evidence_requested'
  | 'evidence_reminder'
  | 'review_delayed'
  | 'claim_approved'
  | 'claim_rejected'
  | 'claim_withdrawn'
  | 'claim_closed'
  | 'remediation_started'
  | 'remediation_resumed'
  | 'access_requested'
  | 'access_reminder'
  | 'access_refused'
  | 'remedied'
  | 'choice_offered'
  | 'choice_reminder'
  | 'choice_defaulted'
  | 'replacement_issued'
  | 'replacement_unavailable'
  | 'claim_window_closing'
  | 'contact_corrected'
  | 'link_requested';

/**
 * One mail to send.
 * @example
 * const mail: Mail = {
 *   purchaseId: 'p1',
 *   n: 1,
 *   to: { email: 'ada@example.org', timeZone: 'Europe/Vienna' },
 *   service: 'chat',
 *   numberEnding: '4567',
 *   policyVersion: '2026-01',
 *   content: { template: 'claim_window_closing', until: '2026-03-06T10:00:00.000Z' },
 * };
 */
export interface Mail {
  purchaseId: PurchaseId;
  /** Counts the mails of one template within the purchase, from 1. Part of the `Message-ID`. */
  n: number;
  to: Contact;
  /** The service whose code was waited for: how the customer knows the purchase. */
  service: string;
  /** Last four digits of the number. Absent in mails that an earlier version posted. */
  numberEnding?: string;
  policyVersion: string;
  /** The run of the workflow that sends it. Absent: not sent by a workflow. */
  runId?: string;
  content: MailContent;
}

/** Details of the failure `MailUnavailable`: what the mail server answered last, without its words. */
export interface MailFaultCodes {
  /** `null`: it gave no answer. */
  responseCode: number | null;
  /** RFC 3463, e.g. `4.7.1`. */
  enhancedCode: string | null;
  /** Of the connection, e.g. `ETIMEDOUT`. */
  code: string | null;
  /** What it answered to, e.g. `RCPT TO`. */
  command: string | null;
}

/** `rejected`: the mail server says that this address takes no mail. `enhancedCode`: RFC 3463, e.g. `5.1.1`. */
export type MailReceipt =
  | { status: 'accepted'; messageId: string }
  | { status: 'rejected'; responseCode: number; enhancedCode?: string };
