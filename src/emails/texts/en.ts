import { CLAUSE_TEXTS } from './clause-texts.ts';

/**
 * Every text of the mails in English, by where it stands: `<template>.<place>`, and words that several mails share under
 * `frame`, `details`, `claim`, `refund`, `defect`, `access`, `choice` and `evidence`. ICU MessageFormat. The placeholders
 * of a text are the same in every language.
 *
 * A text with `by_reply` at the end of its key stands in the place of the one without it in mails that have no link.
 * Texts under `money` read on from "Your money:", those under `until` are followed by the word "until" and an instant.
 */
export const en = {
  ...CLAUSE_TEXTS,

  // Around every mail
  'frame.greeting': 'Hello,',
  'frame.greeting_by_name': 'Hello {name},',
  'frame.about': 'This is about your number.',
  'frame.about_ending': 'This is about your number ending in {ending}.',
  'frame.about_service': 'This is about your {service} number.',
  'frame.about_service_ending': 'This is about your {service} number ending in {ending}.',
  'frame.your_money': 'Your money',
  'frame.what_you_can_do': 'What you can do',
  'frame.support_wrote': 'Support wrote',
  'frame.clause': 'Clause {clause}, {title}',
  'frame.until': '{what} until',
  'frame.until_at_least': '{what} until at least',
  'frame.until_at_least_remark':
    'The exact end is counted from the moment our mail server accepts this mail, so it is never earlier than this.',
  'frame.link_or_address': 'If the button does not open the page, open this address:',
  'frame.replies':
    'You can also reply to this mail: our support reads the answers. A reply by itself decides nothing. What counts is what you do on the page, or what our support enters for you.',
  'frame.footer':
    'This is an automatic mail from {shop} about your purchase, under version {version} of the return policy. In the policy a day is 24 hours.',
  'frame.footer.by_reply':
    'This is an automatic mail from {shop} about your purchase, under version {version} of the return policy. You can reply: our support reads the answers. In the policy a day is 24 hours.',
  'details.purchase': 'Purchase',
  'details.claim': 'Claim',
  'details.claim_value': '{claimId}, {claim} ({clause})',
  'details.refund_reference': 'Reference of the refund',
  'details.reference': 'Reference',
  'details.replacement': 'Purchase of the new number',

  // Kinds of claims, and lengths of time
  'claim_type.non_receipt': 'SMS not received',
  'claim_type.invalid_number': 'number not usable',
  'claim_type.major_defect': 'major defect',
  'duration.days': '{n, plural, one {# day} other {# days}}',
  'duration.hours': '{n, plural, one {# hour} other {# hours}}',
  'duration.minutes': '{n, plural, one {# minute} other {# minutes}}',
  'duration.two_units': '{larger} and {smaller}',
  'duration.less_than_a_minute': 'less than a minute',

  // Money that goes back
  'refund.full': 'A refund is the full price of the original payment, without compensation on top.',
  'refund.due_under_c2': 'Your claim under this clause is approved.',
  'refund.being_returned':
    '{amount} is being returned. You get a mail with the reference when the refund is confirmed.',
  'refund.nothing_to_do': 'There is nothing for you to do.',
  'refund.nothing_to_do_no_deadline': 'There is nothing for you to do, and no deadline.',
  'refund.nothing_left_to_do': 'There is nothing left for you to do, and no deadline.',

  'funds_returned.headline': 'Refund confirmed',
  'funds_returned.preheader': '{amount} has been returned. There is nothing left for you to do.',
  'funds_returned.what_happened': 'Your refund is confirmed: {amount} has been returned.',
  'funds_returned.money':
    'returned. It may take a while until {amount} shows in your account; how long depends on your payment provider.',
  'funds_returned.not_found':
    'If you cannot find the money, reply to this mail with the reference of the refund.',
  'funds_returned.link': 'See where your money is',
  'funds_returned.otherwise.headline': 'Your money has come back',
  'funds_returned.otherwise.preheader':
    '{amount} has come back to you in another way. We pay nothing on top of it.',
  'funds_returned.otherwise.what_happened':
    'Our records say that {amount} has already come back to you without a refund from us, for example by a chargeback, through your bank or to your wallet.',
  'funds_returned.otherwise.money': 'returned in another way. We do not pay {amount} a second time.',
  'funds_returned.otherwise.not_found':
    'If you cannot find the money, reply to this mail with the reference.',

  'refund_pending.headline': 'Your refund is on its way',
  'refund_pending.preheader': '{amount} is on its way to you. There is nothing for you to do.',
  'refund_pending.what_happened':
    'We have asked for your refund, and {amount} is on its way to you. Banks and payment providers can take several days for this.',
  'refund_pending.money':
    'on its way, not yet confirmed as returned. When it is, you get a mail with the reference of the refund.',
  'refund_pending.we_keep_asking':
    'We keep asking until the money has arrived, and write to you if it takes unusually long.',
  'refund_pending.link': 'See where your money is',

  'refund_delayed.headline': 'Your refund is delayed',
  'refund_delayed.preheader': 'We keep trying to return {amount}. There is nothing for you to do.',
  'refund_delayed.what_happened':
    'We are sorry: returning {amount} takes longer than it should. You have done nothing wrong. We keep trying until it is done, and a person of our support looks at it as well.',
  'refund_delayed.money':
    'not yet confirmed as returned. When it is, you get a mail with the reference of the refund.',
  'refund_delayed.if_an_sms_came':
    'If the cancellation shows that an SMS had arrived after all, there is no automatic refund. You can then file a claim while the time for it lasts (P1).',
  'refund_delayed.link': 'See where your money is',

  'refund_failed.headline': 'Your refund has failed',
  'refund_failed.preheader': 'We still owe you {amount}. A person of ours looks at it now.',
  'refund_failed.what_happened':
    'We are sorry: we wrote to you that {amount} had been returned, but that refund has failed. The money has not reached you after all. This happens, for example, when a bank sends a payment back.',
  'refund_failed.still_owed': 'This clause still applies, and under it we still owe you {amount}.',
  'refund_failed.money':
    'still owed to you. {amount} has not been returned; a person of our support looks at it now.',
  'refund_failed.what_helps':
    'You can reply to this mail. It helps to know whether the card or account that you paid with still exists. Leave its number out.',
  'refund_failed.no_deadline':
    'You do not have to do anything, and you have no deadline. You lose nothing by waiting.',
  'refund_failed.link': 'See where your money is',

  // Claims, whatever their kind
  'claim.money_while_open':
    'with us while your claim is open. If the claim is approved, the full price goes back to you.',
  'claim.how_to_file':
    'To file a claim, open your purchase by the link in this mail and say what happened, in at least {characters, number} characters (P2).',
  'claim.how_to_file.by_reply':
    'To file a claim, reply to this mail and say what happened, in at least {characters, number} characters (P2).',
  'claim.window':
    'The policy gives {period} from the purchase to file a claim (P1): one claim at a time, at most {claims, number} in all.',
  'claim.no_further': 'No further claim can be filed for this purchase.',
  'claim.another_until': 'You can file another claim',
  'claim.money_stays': 'stays with us.',
  'claim.money_stays_unless': 'stays with us unless another claim is approved.',
  'claim.object':
    'If you think that this is wrong, open the link in this mail and tell support why you disagree: say what we have overlooked, and what shows it, for example {example}. A person of our support reads it and answers you.',
  'claim.object.by_reply':
    'If you think that this is wrong, reply to this mail: name the claim below, say what we have overlooked, and add what shows it, for example {example}. A person of our support reads it and answers you.',

  'claim_received.headline': 'We have your claim',
  'claim_received.preheader': 'Your claim ({claim}) is filed. There is nothing for you to do.',
  'claim_received.what_happened': 'Your claim is filed: {claim}.',
  'claim_received.nothing_to_do': 'There is nothing for you to do.',
  'claim_received.link': 'Follow your claim',
  'claim_received.refund.what_follows':
    'Our records show no SMS for your number, which supports your claim. We cancel the activation first and then return the price.',
  'claim_received.refund.money':
    'with us until the refund is confirmed; you get a mail then. If the cancellation shows that an SMS had arrived after all, we decide your claim by that.',
  'claim_received.review.what_follows': 'Our support looks at it and decides within {period}.',
  'claim_received.review.until': 'Support has time to decide',
  'claim_received.review.if_late':
    'If support is late, your claim stays open and we tell you. Nothing is decided against you because time has passed.',
  'claim_received.review.nothing_to_do': 'There is nothing you have to do.',
  'claim_received.review.what_you_may':
    'You can withdraw the claim on the page behind the link in this mail. It also says how to add screenshots as evidence. Cover codes and passwords: we never ask for them.',
  'claim_received.review.what_you_may.by_reply':
    'You can reply to this mail to add screenshots as evidence or to withdraw the claim. Cover codes and passwords: we never ask for them.',
  'claim_received.parked.what_follows':
    'The price of this purchase is already on its way back to you, without a claim. Your claim waits until that is settled.',
  'claim_received.parked.then':
    'When the refund is confirmed, your claim ends, because nothing is left to claim. If the refund fails, we decide your claim, and the time at which you filed it counts.',
  'claim_received.parked.money': 'on its way back. You get a mail when the refund is confirmed.',

  'claim_refused.headline': 'Your claim could not be filed',
  'claim_refused.preheader': '{why}',
  'claim_refused.what_happened': 'You asked to file a claim ({claim}). It could not be filed. {why}',
  'claim_refused.does_not_count': 'This request does not count as one of your claims.',
  'claim_refused.object':
    'If you think that this is wrong, reply to this mail: say what we have overlooked, and add what shows it. If you did not ask for this, reply and say so.',
  'claim_refused.money':
    'not affected by this mail. If it is already on its way back to you, it still comes.',
  'claim_refused.until': 'You can file a claim',
  'claim_refused.until_another_kind': 'You can file a claim of another kind',
  'claim_refused.link': 'See what you can claim',
  'claim_refused.too_late.why': 'The time to file a claim is over.',
  'claim_refused.too_late.hint':
    'There is nothing you can file for this purchase any more. A claim had to be filed within {period} of the purchase.',
  'claim_refused.fulfilled.why': 'An SMS arrived on your number and the activation was completed.',
  'claim_refused.fulfilled.hint':
    'If the number could not be used all the same, you can say so on the page behind the link in this mail. That is a claim under C2, number not usable, and needs screenshots that show it.',
  'claim_refused.fulfilled.hint.by_reply':
    'If the number could not be used all the same, reply to this mail with screenshots that show it: that is a claim under C2, number not usable.',
  'claim_refused.needs_sms.why':
    'No SMS is on record for your number, and this kind of claim is for a number that received one.',
  'claim_refused.needs_sms.hint':
    'If no SMS reached you, you can say so on the page behind the link in this mail. That is a claim under C1, SMS not received. It needs no screenshots.',
  'claim_refused.needs_sms.hint.by_reply':
    'If no SMS reached you, reply to this mail and say so: that is a claim under C1, SMS not received. It needs no screenshots.',
  'claim_refused.disqualified.why': 'Access to your system was refused in an earlier claim.',
  'claim_refused.disqualified.hint':
    'No further major defect can be claimed for this purchase. You can still file a claim of another kind while the time for it lasts. No answer to our request within {period} also counts as a refusal.',

  'claim_approved.headline': 'Your claim is approved',
  'claim_approved.preheader': 'You get {amount} back.',
  'claim_approved.what_happened': 'Your claim ({claim}) is approved. You get {amount} back.',
  'claim_approved.refund_only':
    'You cannot choose a new number this time: after {replacements, plural, one {# new number} other {# new numbers}} in a row a defect is refunded.',
  'claim_approved.link': 'See where your money is',

  'claim_rejected.headline': 'Your claim is rejected',
  'claim_rejected.preheader': 'Clause {clause} is the reason.',
  'claim_rejected.by_the_record':
    'We are sorry: our records of this purchase contradict your claim ({claim}), so it is rejected. The reason is this clause:',
  'claim_rejected.by_support':
    'We are sorry: our support has looked at your claim ({claim}) and has rejected it. The reason is this clause:',
  'claim_rejected.what_shows_it': 'a screenshot with the time, or the exact error message',
  'claim_rejected.link': 'Tell support why you disagree',

  'claim_withdrawn.headline': 'Your claim is withdrawn',
  'claim_withdrawn.preheader': 'The claim has ended without a decision.',
  'claim_withdrawn.what_happened':
    'Your claim ({claim}) was withdrawn and has ended without a decision. If you did not ask for this, reply to this mail.',
  'claim_withdrawn.link': 'See where your purchase stands',

  'claim_closed.headline': 'Your claim is closed',
  'claim_closed.link': 'See where your purchase stands',
  'claim_closed.forfeited.preheader': 'No evidence arrived in time.',
  'claim_closed.forfeited.what_happened':
    'Your claim ({claim}) is forfeited: no evidence arrived by the deadline that we wrote to you.',
  'claim_closed.forfeited.what_shows_it': 'the mail with which you sent the screenshots, and its date',
  'claim_closed.remedied.preheader': 'The defect counts as remedied.',
  'claim_closed.remedied.what_happened':
    'The defect counts as remedied: you had at least {period} to dispute it, and no dispute reached us.',
  'claim_closed.remedied.what_shows_it': 'what still goes wrong, and since when',

  // Evidence and review
  'evidence.until': 'You can send evidence',
  'evidence.how_to_send': 'Open the link in this mail: the page says what is needed and how to send it.',
  'evidence.how_to_send.by_reply': 'Reply to this mail with the screenshots attached.',
  'evidence.cover_codes': 'Cover passwords and codes in them first. We never ask for them.',
  'evidence.if_none_support_decides': 'If nothing arrives, support decides on what it has.',
  'evidence.if_none_forfeited':
    'If nothing arrives by then, the claim is forfeited: you lose the right to a refund for it.',
  'evidence.if_no_more':
    'If nothing more arrives, support decides on the evidence it has. If it has none at all by then, the claim is forfeited: you lose the right to a refund for it.',

  'evidence_requested.headline': 'Please send evidence for your claim',
  'evidence_requested.preheader': 'Open the link to see what is needed.',
  'evidence_requested.preheader.by_reply': 'Reply with screenshots attached.',
  'evidence_requested.first':
    'Your claim ({claim}) is filed. To judge it, we need evidence: screenshots that show what went wrong.',
  'evidence_requested.more': 'To judge your claim ({claim}), our support needs more evidence.',
  'evidence_requested.time':
    'You have until the time to file a claim is over, and at least {period} from this mail. We remind you once, {reminder} before the end.',
  'evidence_requested.link': 'Send your pictures',

  'evidence_reminder.headline': 'Reminder: evidence for your claim',
  'evidence_reminder.preheader': 'Open the link to see what is needed.',
  'evidence_reminder.preheader.by_reply': 'Reply with screenshots attached.',
  'evidence_reminder.what_happened': 'We still wait for evidence for your claim ({claim}).',
  'evidence_reminder.only_one': 'This is the only reminder.',
  'evidence_reminder.link': 'Send your pictures',

  'review_delayed.headline': 'The decision on your claim is late',
  'review_delayed.preheader': 'Your claim stays open. The delay is our fault.',
  'review_delayed.what_happened':
    'We are sorry that you have to wait: our support should have decided your claim ({claim}) within {period} and has not. The delay is our fault. Support knows that the decision is due, and decides overdue claims first.',
  'review_delayed.stays_open':
    'Your claim stays open until a person decides it. You lose no right by waiting.',
  'review_delayed.no_deadline': 'You do not have to do anything, and you have no deadline.',
  'review_delayed.what_you_may':
    'You can withdraw the claim on the page behind the link in this mail. It also says how to add evidence.',
  'review_delayed.what_you_may.by_reply':
    'You can reply to this mail to add evidence or to withdraw the claim.',
  'review_delayed.link': 'Follow your claim',

  // Major defects
  'defect.until': 'We have time to put it right',
  'defect.if_we_fail':
    'If we do not put it right by then, you choose: the full price back, without compensation, or a new number of equal value (C3a). After {replacements, plural, one {# new number} other {# new numbers}} in a row there is only the refund.',
  'defect.money_while_we_work':
    'with us while we work on it. If we fail, you get a refund or a new number (C3a).',
  'defect.nothing_to_do': 'There is nothing you have to do.',
  'defect.what_you_may': 'You can withdraw the claim on the page behind the link in this mail.',
  'defect.what_you_may.by_reply': 'You can reply to this mail to add evidence or to withdraw the claim.',

  'remediation_started.headline': 'We are working on the defect',
  'remediation_started.preheader': 'There is nothing for you to do for now.',
  'remediation_started.what_happened':
    'You filed a claim for a major defect. We may first put the defect right.',
  'remediation_started.time': 'That is {period}, counted from the moment you filed the claim.',
  'remediation_started.access':
    'We may ask to look at your system. Our time is paused while we wait for your answer. Its end then moves, and we tell you the new one (C3b).',
  'remediation_started.link': 'Follow the repair',

  'remediation_resumed.headline': 'We are working on the defect again',
  'remediation_resumed.preheader': 'Our time to put it right runs again.',
  'remediation_resumed.link': 'Follow the repair',
  'remediation_resumed.access_granted.what_happened': 'You agreed to the access we asked for. Thank you.',
  'remediation_resumed.access_granted.paused':
    'Our time was paused while we waited for your answer ({paused}), so its end has moved by as much.',
  'remediation_resumed.disputed.what_happened': 'You told us that the defect is still there.',
  'remediation_resumed.disputed.paused':
    'Our time was paused from our report until your dispute ({paused}). The rest of it runs from now on.',
  'remediation_resumed.disputed.next_time':
    'If you have to dispute a second time, clause C3a applies at once.',

  'remedied.headline': 'The defect is remedied',
  'remedied.preheader': 'Please check. You can dispute it.',
  'remedied.what_happened': 'Our support reports that the defect is remedied. Please check.',
  'remedied.until': 'If it is still there, you can dispute it',
  'remedied.if_all_is_well': 'If all is well, there is nothing for you to do.',
  'remedied.how_to_dispute':
    'If the defect is still there, open the link in this mail and dispute it there: say what you see.',
  'remedied.how_to_dispute.by_reply':
    'If the defect is still there, reply to this mail, say that you dispute it, and what you see.',
  'remedied.time':
    'You have {period} from this mail. If we hear nothing by then, the claim is closed as remedied.',
  'remedied.after_a_dispute':
    'After your first dispute we have the rest of our time to put it right. If no time is left, or if you dispute a second time, clause C3a applies.',
  'remedied.money': 'with us. If we cannot put the defect right, you get a refund or a new number (C3a).',
  'remedied.link': 'Say if it still does not work',

  // Access to the customer's system
  'access.until': 'You can answer',
  'access.how_to_answer':
    'Open the link in this mail and say there whether you agree. If you do, support arranges with you how to look.',
  'access.how_to_answer.by_reply':
    'Reply to this mail and say whether you agree. Support then arranges with you how to look.',
  'access.no_passwords': 'Do not send a password, a key or a code. We never ask for them.',
  'access.money_while_open':
    'with us while the claim is open. If we cannot put the defect right, you get a refund or a new number (C3a).',

  'access_requested.headline': 'May we look at your system?',
  'access_requested.preheader': 'Our support needs access to find the defect.',
  'access_requested.what_happened': 'To find the defect, our support asks for access to your host or server.',
  'access_requested.paused':
    'Our time to put the defect right is paused from this request until your answer. If you agree, it then goes on.',
  'access_requested.time':
    'You have {period} from this mail. If you have not answered by then, that counts as a refusal. After a refusal this claim ends without a refund, and no further major defect can be claimed for this purchase.',
  'access_requested.link': 'Allow or refuse access',

  'access_reminder.headline': 'Reminder: may we look at your system?',
  'access_reminder.preheader': 'Our support waits for your answer.',
  'access_reminder.what_happened':
    'Our support still waits for your answer about access to your host or server.',
  'access_reminder.time':
    'Our time is paused until you answer. If you have not answered by the date above, that counts as a refusal. After a refusal this claim ends without a refund, and no further major defect can be claimed for this purchase.',
  'access_reminder.link': 'Allow or refuse access',

  'access_refused.headline': 'Your claim has ended without access',
  'access_refused.preheader': 'The claim for a major defect cannot go on.',
  'access_refused.by_refusal':
    'You told us that we may not have access to your host or server. Without it the defect cannot be found.',
  'access_refused.by_silence':
    'We asked for access to your host or server, and no answer reached us within {period}. That counts as a refusal.',
  'access_refused.what_follows':
    'So this claim is disqualified: it ends without a refund, and you cannot claim a major defect for this purchase again. Your other purchases are not affected.',
  'access_refused.money_stays_unless': 'stays with us unless a claim of another kind is approved.',
  'access_refused.until': 'You can file a claim of another kind (C1, C2)',
  'access_refused.what_shows_it': 'when and where you agreed',
  'access_refused.link': 'See where your purchase stands',

  // Refund or replacement
  'choice.until': 'You can choose',
  'choice.how_to_choose':
    'Open the link in this mail and choose there. You see what will follow before your choice counts.',
  'choice.how_to_choose.by_reply':
    'Reply to this mail with the word "refund", or with the words "new number".',
  'choice.silence': 'If we hear nothing by then, you get the refund.',
  'choice.refund': 'Refund',
  'choice.refund_means':
    'you get the full price back. A refund is the full price of the original payment, without compensation on top.',
  'choice.replacement': 'New number',
  'choice.replacement_means':
    'you get another number of equal value. It is a new purchase with its own deadlines, and you pay nothing for it.',
  'choice.money': 'still with us. It goes back to you as a refund, or pays for the new number.',

  'choice_offered.headline': 'Your choice: refund or new number',
  'choice_offered.preheader': 'Open the link to choose.',
  'choice_offered.preheader.by_reply': 'Reply with the word refund, or the words new number.',
  'choice_offered.not_in_time':
    'We are sorry: we have not put the defect right in the {period} that we had for it. You choose what you get instead.',
  'choice_offered.not_possible':
    'We are sorry: our support reports that the defect cannot be put right. You choose what you get instead.',
  'choice_offered.disputed':
    'Thank you for telling us that the defect is still there. We are sorry that we could not put it right; our time for it is over. You choose what you get instead.',
  'choice_offered.time': 'You have {period}. If we hear nothing by then, you get the refund.',
  'choice_offered.link': 'Choose refund or new number',

  'choice_reminder.headline': 'Reminder: refund or new number',
  'choice_reminder.preheader': 'Open the link to choose.',
  'choice_reminder.preheader.by_reply': 'Reply with the word refund, or the words new number.',
  'choice_reminder.what_happened': 'You have not yet chosen what you get for the defect.',
  'choice_reminder.link': 'Choose refund or new number',

  'choice_defaulted.headline': 'You get a refund',
  'choice_defaulted.preheader': 'No choice reached us in time.',
  'choice_defaulted.what_happened': 'No choice reached us in time, so you get the refund: {amount}.',
  'choice_defaulted.link': 'See where your money is',

  'replacement_unavailable.headline': 'No new number is available now',
  'replacement_unavailable.preheader': 'You can choose again, or wait for the refund.',
  'replacement_unavailable.what_happened':
    'We are sorry: you chose a new number, but none of equal value is available now. So you can choose again.',
  'replacement_unavailable.until': 'You can choose again',
  'replacement_unavailable.time':
    'From now on you have at least {period} to choose. If we hear nothing by then, you get the refund.',
  'replacement_unavailable.link': 'Choose refund or new number',

  'replacement_issued.headline': 'You have a new number',
  'replacement_issued.preheader': 'It is yours for the price you already paid.',
  'replacement_issued.preheader_number': 'Your new number: {phoneNumber}, for the price you already paid.',
  'replacement_issued.what_happened':
    'You chose a new number of equal value, and here it is. This ends the purchase of the first number.',
  'replacement_issued.new_number': 'Your new number',
  'replacement_issued.money':
    'pays for the new number; you pay nothing more. If its purchase ends in a refund, you get the full price of the original payment, once.',
  'replacement_issued.new_deadlines':
    'The new number is a new purchase. Its deadlines for the SMS and for claims start anew, under the current version of the policy.',
  'replacement_issued.nothing_to_do':
    'There is nothing for you to do here. Use the new number as you would have used the first.',
  'replacement_issued.link': 'See your new number',

  // The end of the time to claim, links, addresses
  'claim_window_closing.headline': 'The time to file a claim ends soon',
  'claim_window_closing.preheader': 'Something wrong with the number? You can still file a claim.',
  'claim_window_closing.what_happened':
    'An SMS arrived on your number, but the activation was not completed. If all is well, there is nothing for you to do.',
  'claim_window_closing.until': 'If something went wrong, you can file a claim',
  'claim_window_closing.kinds':
    'The page asks which kind of claim it is: SMS not received (C1), number not usable (C2, with screenshots) or major defect (C3).',
  'claim_window_closing.kinds.by_reply':
    'Say which kind of claim it is: SMS not received (C1), number not usable (C2, attach screenshots) or major defect (C3).',
  'claim_window_closing.money':
    'with us. If you file no claim by then, it stays with us, and the number counts as activated.',
  'claim_window_closing.only_reminder': 'This is the only reminder.',
  'claim_window_closing.link': 'Tell us if something went wrong',

  'link_requested.headline': 'The link to your purchase',
  'link_requested.preheader': 'You asked for it on our page.',
  'link_requested.what_happened':
    'You asked for a link to this purchase. It shows what has happened and what you can do now.',
  'link_requested.keep_it':
    'Keep this mail to yourself: whoever has the link can act for you on this purchase.',
  'link_requested.if_not_you':
    'If you did not ask for it, there is nothing for you to do. Only this address has got the link.',
  'link_requested.money': 'not affected. The link moves no money.',
  'link_requested.link': 'See where your purchase stands',

  'contact_corrected.headline': 'Our mails go to another address now',
  'contact_corrected.preheader': 'If you did not ask for this, please tell us.',
  'contact_corrected.what_happened':
    'Our support was asked to send the mails about this purchase to another address, and has done so. No more mails about it come to this address.',
  'contact_corrected.if_you': 'If you asked for this, there is nothing for you to do.',
  'contact_corrected.if_not_you':
    'If you did not, reply to this mail and say so: our support then checks who asked for it.',
  'contact_corrected.money': 'not affected. A change of address moves no money.',
} as const;
