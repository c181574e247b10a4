import type { MailContent } from '../../contract/mail.ts';
import { accessRefused, accessReminder, accessRequested } from './access.ts';
import { choiceDefaulted, choiceOffered, choiceReminder, replacementUnavailable } from './choice.ts';
import { claimRefused } from './claim-refused.ts';
import { claimWindowClosing } from './claim-window.ts';
import { claimApproved, claimClosed, claimReceived, claimRejected, claimWithdrawn } from './claim.ts';
import { contactCorrected } from './contact.ts';
import { linkRequested } from './link.ts';
import { evidenceReminder, evidenceRequested } from './invalid-number.ts';
import type { Letter, Setting } from './letter.ts';
import { remediationResumed, remediationStarted, remedied } from './major-defect.ts';
import { fundsReturned, refundDelayed, refundFailed, refundPending } from './refund.ts';
import { replacementIssued } from './replacement.ts';
import { reviewDelayed } from './review.ts';

/** Where each template is written. */
export function compose(content: MailContent, setting: Setting): Letter {
  switch (content.template) {
    case 'funds_returned':
      return fundsReturned(content, setting);
    case 'refund_pending':
      return refundPending(content, setting);
    case 'refund_delayed':
      return refundDelayed(content, setting);
    case 'refund_failed':
      return refundFailed(content, setting);
    case 'claim_received':
      return claimReceived(content, setting);
    case 'claim_refused':
      return claimRefused(content, setting);
    case 'evidence_requested':
      return evidenceRequested(content, setting);
    case 'evidence_reminder':
      return evidenceReminder(content, setting);
    case 'review_delayed':
      return reviewDelayed(content, setting);
    case 'claim_approved':
      return claimApproved(content, setting);
    case 'claim_rejected':
      return claimRejected(content, setting);
    case 'claim_withdrawn':
      return claimWithdrawn(content, setting);
    case 'claim_closed':
      return claimClosed(content, setting);
    case 'remediation_started':
      return remediationStarted(content, setting);
    case 'remediation_resumed':
      return remediationResumed(content, setting);
    case 'access_requested':
      return accessRequested(content, setting);
    case 'access_reminder':
      return accessReminder(content, setting);
    case 'access_refused':
      return accessRefused(content, setting);
    case 'remedied':
      return remedied(content, setting);
    case 'choice_offered':
      return choiceOffered(content, setting);
    case 'choice_reminder':
      return choiceReminder(content, setting);
    case 'choice_defaulted':
      return choiceDefaulted(content, setting);
    case 'replacement_issued':
      return replacementIssued(content, setting);
    case 'replacement_unavailable':
      return replacementUnavailable(content, setting);
    case 'claim_window_closing':
      return claimWindowClosing(content, setting);
    case 'contact_corrected':
      return contactCorrected(content, setting);
    case 'link_requested':
      return linkRequested(setting);
    default:
      return content satisfies never;
  }
}
