import { en as mails } from '../../../emails/texts/en.ts';
import { sharedWithMails } from './shared-with-mails.ts';

/**
 * Every text of the customers' pages in English, by where it stands. ICU MessageFormat, as the texts of the mails. The
 * placeholders of a text are the same in every language; what is put in can be an element, such as a time or a link.
 * Clauses and lengths of time are said as mails say them.
 */
export const en = {
  ...sharedWithMails(mails),
  'duration.seconds': '{n, plural, one {# second} other {# seconds}}',

  // Around every page
  'frame.title': '{title} · {shop}',
  'frame.title_with_fault': 'Error: {title}',
  'frame.skip': 'Skip to the content',
  'frame.brand': '{shop} returns',
  'frame.back': 'Back to your purchase',
  'frame.footer':
    'Something else? Reply to any of our mails about this purchase: our support reads the answers. A reply alone decides nothing; what counts is done on these pages.',
  'clause.named': 'Clause {clause}, {title}',
  'clause.in_brackets': '(Clause {clause}, {title})',
  'clause.said': 'Clause {clause}, {title}: {plain}',

  // Forms, whatever they ask
  'form.look_again': 'Please look at this again',
  'form.wrong': 'Wrong:',
  'form.optional': '{label} (optional)',
  'form.continue': 'Continue',
  'form.what_happened': 'What happened?',
  'form.choose_first': 'Choose first what went wrong.',
  'form.at_least': 'Write at least {least, number} characters, so that we can judge what happened.',
  'form.at_least_hint': 'At least {least, number} characters, in any language. {hint}',
  'form.at_most': 'This must be a text of at most {most} characters.',
  'form.between': 'Write {least} to {most} characters.',
  'form.not_taken': 'This cannot be taken as it is. Look at it again.',

  // Where a purchase stands
  'headline.awaiting_sms': 'Your number waits for its code',
  'headline.returning_funds': 'Your money is going back',
  'headline.claim_window': 'Did your number work?',
  'headline.needs_evidence': 'We need pictures from you',
  'headline.in_review': 'Our support is looking at your claim',
  'headline.in_remediation': 'We are putting it right',
  'headline.access_requested': 'We need your answer about access',
  'headline.remedied': 'We have put it right. Does it work?',
  'headline.awaiting_choice': 'Choose: your money back, or a new number',
  'headline.replacing': 'We are getting you a new number',
  'headline.closed': 'This purchase is closed',
  'headline.claim_rejected': 'Your claim was rejected',
  'headline.claim_withdrawn': 'You withdrew your claim',
  'headline.claim_forfeited': 'Your claim ended, because no pictures came',
  'headline.claim_disqualified': 'Your claim ended, because there was no access',
  'headline.claim_remedied': 'Your claim ended, because it was put right',
  'headline.refund_held_up': 'Your refund is held up, and our support is on it',
  'headline.refund_failed': 'Your refund failed',
  'headline.lost': 'Something went wrong with this purchase on our side',
  'headline.refunded': 'You got your money back',
  'headline.replaced': 'You got a new number',
  'headline.fulfilled': 'This purchase is done',
  'headline.closed_without_remedy': 'This purchase is closed',

  // Where the money is. `yours` is one of the first two.
  'money.yours': 'Your {money}',
  'money.yours_paid_with': 'Your {money}, paid with {purchase},',
  'money.moment_ago': 'a moment ago',
  'money.bought_a_number': '{yours} stays paid: it bought a new number, {purchase}.',
  'money.awaiting_sms': '{yours} comes back by itself if no code arrives by {at}.',
  'money.returning_funds': '{yours} goes back as soon as the activation is cancelled.',
  'money.claim_window': '{yours} is paid, and you may claim it back until {at}.',
  'money.needs_evidence': '{yours} depends on your claim, which waits for pictures.',
  'money.in_review': '{yours} depends on your claim, which support is deciding.',
  'money.in_remediation': '{yours} can come back if the defect is not put right by {at}.',
  'money.access_requested': '{yours} depends on your claim, whose time is paused until you answer.',
  'money.remedied': '{yours} stays paid if you agree that the defect is put right.',
  'money.awaiting_choice': '{yours} can come back to you or become a new number: you choose.',
  'money.replacing': '{yours} is being turned into a new number.',
  'money.fulfilled': '{yours} stays paid: the purchase is fulfilled.',
  'money.closed_without_remedy': '{yours} stays paid: the last claim ended without a remedy.',
  'money.refund_confirmed': '{yours} is back since {at}.',
  'money.refund_refused': '{yours} is owed to you, but could not be paid back yet: our support sees to it.',
  'money.refund_unknown': '{yours} is owed to you; we are finding out whether it was sent already.',
  'money.refund_intended': '{yours} is about to go back.',
  'money.refund_sent': '{yours} is on its way back since {at}.',
  'money.in_remediation_undated': '{yours} can come back if the defect is not put right in time.',
  'money.not_known':
    '{yours} was paid for this purchase. Our records do not show here where it is now: reply to one of our mails, and our support tells you.',
  // Nothing carries the purchase on: not its clocks, and not what it asks for.
  'money.lost':
    'You paid {money}. Nothing happens here by itself any more: our support settles by hand what you are owed, and no right of yours ends meanwhile. If you want to ask, reply to one of our mails about this purchase.',
  'money.refund_failed': 'Your {money} did not arrive, and is still yours.',

  // A running deadline: what ends, and what happens then if the customer does nothing. `later`: nothing, or the text of that name.
  'deadline.later': ', or a little later: your time counts from our mail',
  'deadline.sms.until': 'Your code has time until {at}{later}.',
  'deadline.sms.silence':
    'Without a code by then, your money goes back by itself. There is nothing for you to do.',
  'deadline.window.until': 'You can tell us about a problem until {at}{later}.',
  'deadline.window.silence':
    'If you do nothing, the purchase is closed then, and no claim can be filed any more.',
  'deadline.evidence.until': 'Send your pictures by {at}{later}.',
  'deadline.evidence.silence': 'If nothing comes by then, our support decides with what it has.',
  'deadline.evidence.silence_with_none': 'If no picture comes by then, your claim ends.',
  'deadline.review.until': 'Our support decides by {at}{later}.',
  'deadline.review.silence':
    'You need not do anything. If our support is late, your claim stays open and we tell you.',
  'deadline.remediation.until': 'We have time to put it right until {at}{later}.',
  'deadline.remediation.silence':
    'If we have not put it right by then, you get your money back or, where there can be one, may choose a new number instead.',
  'deadline.access.until': 'Please answer by {at}{later}.',
  'deadline.access.silence': 'If you do not answer by then, that counts as a no, and your claim ends.',
  'deadline.dispute.until': 'Tell us if it still does not work by {at}{later}.',
  'deadline.dispute.silence': 'If you do nothing, we take it that everything works, and your claim ends.',
  'deadline.choice.until': 'Choose by {at}{later}.',
  'deadline.choice.silence': 'If you do not choose by then, you get your money back.',
  'deadline.retry.until': 'We try again at {at}{later}.',
  'deadline.retry.silence': 'You need not do anything.',
  'deadline.poll.until': 'We ask about your money again at {at}{later}.',
  'deadline.poll.silence': 'You need not do anything.',

  'next.label': 'Until when',
  'next.review_late':
    'Our support is late. Your claim stays open: nothing is decided against you because time has passed, and you need not do anything.',
  'next.under_way': 'We are doing this now, and go on until it is done. You need not do anything.',
  'next.out_of_stock': 'The new number that you chose could not be had, so you choose again.',
  'next.left': '{time} left.',
  'next.over': 'This time is over: load the page again.',

  // What will follow from a request
  'follows.refund': '{money} goes back to you, the full price. {clause}',
  'follows.unless_sms': 'Only if it turns out that a code had arrived after all, we look at it again.',
  'follows.replacement': 'You get a new number for the same service. Your money stays paid for it. {clause}',
  'follows.already_returning':
    'Your money is going back already. We keep your claim until that is settled; until then it cannot be withdrawn.',
  'follows.remediation_resumes': 'Our time to put it right runs again.',
  'follows.remediation_stops': 'Our time to put it right ends: nobody works on it any more.',
  'follows.closes': 'The purchase is closed then, and nothing more can be claimed for it.',
  'follows.mail': 'We confirm it by mail.',

  // What has happened
  'story.title': 'What has happened',
  'story.earlier': 'Earlier ({n, number})',
  'story.amount_and_reference': '{money} · reference {reference}',
  'story.support': 'Our support',
  'story.you': 'You',
  'event.other': 'Your purchase went on',
  'event.purchase_opened': 'You bought the number',
  'event.sms_received': 'A code arrived on your number',
  'event.activation_completed': 'The activation was completed',
  'event.activation_cancelled': 'The activation was cancelled',
  'event.automatic_return': 'No code came in time: your money goes back by itself',
  'event.cancel_requested': 'We asked for the activation to be cancelled',
  'event.cancel_answered': 'The activation’s cancellation was answered',
  'event.cancel_answered.cancelled': 'The activation was cancelled',
  'event.cancel_answered.sms_received': 'The activation was not cancelled, because a code had arrived',
  'event.cancel_answered.completed': 'The activation was completed',
  'event.cancel_answered.not_cancellable': 'The activation could not be cancelled any more',
  'event.claim_filed': 'You filed a claim',
  'event.claim_parked': 'We keep your claim until the return of your money is settled',
  'event.claim_withdrawn': 'You withdrew your claim',
  'event.claim_approved': 'Your claim was approved',
  'event.claim_rejected': 'Your claim was rejected',
  'event.claim_reclassified': 'Our support moved your claim to another kind',
  'event.claim_moot': 'Your claim is settled: your money went back by itself',
  'event.claim_forfeited': 'No pictures came, so your claim ended',
  'event.claim_remedied': 'You did not object, so the repair counts as done',
  'event.claim_disqualified': 'Without access your claim could not go on',
  'event.evidence_requested': 'We asked you for pictures',
  'event.evidence_added': 'Your pictures arrived',
  'event.review_started': 'Our support began to look at your claim',
  'event.remediation_started': 'Our time to put it right began',
  'event.remediation_reported': 'We reported on the repair',
  'event.remediation_reported.done': 'We put it right',
  'event.remediation_reported.not_possible': 'We found that we cannot put it right',
  'event.remediation_disputed': 'You told us that it still does not work',
  'event.not_remedied': 'We did not put it right',
  'event.access_requested': 'We asked you for access',
  'event.access_granted': 'You allowed access',
  'event.access_refused': 'There is no access, so your claim ended',
  'event.choice_offered': 'You can choose: your money back, or a new number',
  'event.choice_defaulted': 'You did not choose, so you get your money back',
  'event.remedy_chosen': 'You chose',
  'event.remedy_chosen.refund': 'You chose your money back',
  'event.remedy_chosen.replacement': 'You chose a new number',
  'event.refund_sent': 'We asked for your refund',
  'event.refund_pending': 'Your refund is on its way',
  'event.refund_confirmed': 'Your money is back',
  'event.refund_failed': 'Your refund failed',
  'event.refund_refused': 'Your refund could not be paid: our support sees to it',
  'event.refund_unknown':
    'We do not know yet whether your refund was sent: we find out before we send it again',
  'event.refund_updated': 'Something about your refund has changed: we find out what',
  'event.refund_returned_otherwise': 'Your money came back to you another way',
  'event.replacement_sent': 'We asked for a new number',
  'event.replacement_issued': 'You got a new number',
  'event.replacement_out_of_stock': 'The new number could not be had',
  'event.replacement_refused': 'The new number could not be issued: our support sees to it',
  'event.replacement_unknown': 'We do not know yet whether the new number was issued: we find out',
  'event.replacement_abandoned': 'Our support ended the search for a new number',
  'event.request_refused': 'We could not take what you asked for',
  'event.deadline_extended': 'You got more time, after a fault of ours',
  'event.purchase_closed': 'The purchase was closed',

  'chain.title': 'One payment, more than one number',
  'chain.paid': 'You paid for purchase {purchase}.',
  'chain.between': 'Purchase {purchase} replaced the one before.',
  'chain.why':
    'It was replaced on {at}: what was wrong was not put right, and you chose a new number. {clause}',
  'chain.this': 'This is purchase {purchase}',
  'chain.first': '{this}.',
  'chain.later': '{this}, which replaces the one before.',
  'chain.replaced_by': 'It was replaced by purchase {purchase}: {see}.',
  'chain.see': 'see the new number',
  'chain.see_this': 'See this number',

  // The page of a purchase
  'purchase.about': 'Your {service} number {number}',
  'purchase.about_by_name': '{name}, your {service} number {number}',
  'purchase.about_number': 'Your number {number}',
  'purchase.about_number_by_name': '{name}, your number {number}',
  'purchase.refund_failed':
    'Your bank or wallet sent the money back to us. We know it since {at}. Our support pays it another way; if your account has changed, reply to our mail about it.',
  'purchase.pictures_by_mail': 'How to send pictures',
  'purchase.pictures_by_mail.how':
    'Reply to our mail about this claim and attach one to five pictures: the number, the message you saw, and the time if you can. Our support adds them to your claim and this page then says that they came.',
  'purchase.what_else': 'What else you can do',
  'purchase.nothing_left': 'There is nothing left to do here.',
  'purchase.nothing_now': 'There is nothing for you to do now.',
  'purchase.pictures': 'Your pictures',
  'purchase.facts': 'Your purchase',
  'purchase.id': 'Purchase',
  'purchase.bought': 'Bought',
  'purchase.price': 'Price',
  'purchase.time_for_code': 'Time for the code',
  'purchase.claims': 'Claims',
  'purchase.until': 'until {at}',
  'purchase.policy': 'Policy',
  'purchase.policy_version': 'version {version}; a day in it is 24 hours',
  'purchase.device': 'Is this your own device?',
  'purchase.device_remembers':
    'It remembers your link for 30 days after each visit. On somebody else’s, let it forget the link.',
  'purchase.forget': 'Forget the link on this device',
  'purchase.from_records': 'From our records, as of {at}.',

  // The words of the links that lead to what can be done. Mails that lead to the same page say the same.
  'act.chooseRemedy': 'Choose refund or new number',
  'act.answerAccess': 'Allow or refuse access',
  'act.disputeRemediation': 'Say if it still does not work',
  'act.addEvidence': 'Send your pictures',
  'act.submitClaim': 'Tell us if something went wrong',
  'act.submitClaim.other': 'Tell us if something else went wrong',
  'act.withdrawClaim': 'Withdraw the claim',
  'act.objection': 'Tell support why you disagree',

  // What went wrong
  'trouble.question': 'What went wrong?',
  'trouble.choose': 'Choose what went wrong.',
  'trouble.not_now': 'Not possible now. {why}',
  'trouble.no-code.title': 'No code came',
  'trouble.no-code.hint': 'We look at our own records. You need no pictures.',
  'trouble.no-code.question': 'What did you wait for, and how long?',
  'trouble.not-working.title': 'The code came, but the number did not work',
  'trouble.not-working.hint':
    'We need one to five pictures of what you saw. You can send them now or after this.',
  'trouble.not-working.question': 'What happened when you used the number?',
  'trouble.broken.title': 'Something of yours is broken',
  'trouble.broken.hint':
    'We first get time to put it right. If we do not, you get your money back or, where there can be one, a new number.',
  'trouble.broken.question': 'What does not work, and how can we see it?',
  'trouble.not-sure.title': 'I am not sure',
  'trouble.not-sure.hint': 'We look at our records and choose the question that fits.',

  'claim.pictures': 'Pictures',
  'claim.pictures_go_along':
    '{n, plural, one {One picture} other {# pictures}} will go along with your claim.',
  'claim.add_pictures': 'Add pictures',
  'claim.change_pictures': 'Add or remove pictures',
  'claim.picture_gone': 'One of the pictures is not there any more. Look at those that are, and go on.',
  'claim.what': 'What went wrong',
  'claim.in_your_words': 'In your words',
  'claim.confirm': 'File the claim',
  'claim.done': 'Your claim is filed',

  // Pictures
  'pictures.title': 'Show us what went wrong',
  'pictures.what_helps':
    'Helpful are pictures of the number, of the message that you saw, and of the time. Only you and our support see them.',
  'pictures.picture': 'Picture {n, number}',
  'pictures.remove': 'Remove',
  'pictures.remove_this': 'Remove picture {n, number}',
  'pictures.choose': 'Choose a picture',
  'pictures.choose_another': 'Add another picture (optional)',
  'pictures.hint': 'JPEG, PNG or WebP, 10 MB at most, one at a time. We remove where it was taken.',
  'pictures.upload': 'Upload this picture',
  'pictures.sending': 'Your picture is being sent. This can take a minute.',
  'pictures.all': 'A claim takes {most, number} pictures: that is all.',
  'pictures.go_on': 'Continue with my claim',
  'pictures.without': 'Continue without pictures',
  'pictures.removed': 'The picture was removed.',
  'pictures.nothing_filed':
    'Nothing is filed yet: the pictures go along when you file the claim, within a day.',
  'pictures.nothing_added': 'Nothing is in your claim yet: the next page asks whether to add them.',
  'pictures.upload_first': 'Upload a picture first.',
  'pictures.confirm': '{n, plural, one {Add it to my claim} other {Add them to my claim}}',
  'pictures.done': 'Your pictures are with your claim',
  'picture_fault.picture_empty': 'Choose a picture first.',
  'picture_fault.picture_heic':
    'This is a HEIC or AVIF picture, which we cannot read. Take a screenshot of it and upload that. On an iPhone, Settings, Camera, Formats, Most Compatible makes new pictures JPEG.',
  'picture_fault.picture_kind':
    'This is not a picture that we can read. Choose a JPEG, PNG or WebP, or a screenshot.',
  'picture_fault.picture_mislabelled':
    'This is not the kind of picture that its name says. Upload a screenshot of it.',
  'picture_fault.picture_broken': 'This picture is not complete. Upload it again, or a screenshot of it.',
  'picture_fault.picture_pixels': 'This picture is too large. Choose a smaller copy of it, or a screenshot.',
  'picture_fault.picture_animated': 'This picture moves. Choose one that does not, such as a screenshot.',
  'picture_fault.picture_mixed': 'This file is more than a picture. Upload a screenshot of it.',
  'picture_fault.picture_slow':
    'This picture takes too long to read. Choose a smaller copy of it, or a screenshot.',
  'picture_fault.too_many_waiting': 'A claim takes five pictures, and five are there. Remove one first.',
  'picture_fault.cut_off': 'The picture did not arrive as a whole. Upload it again.',
  'picture_fault.arrived_slowly':
    'The picture took too long to arrive. Upload it again, or a smaller copy of it.',
  'picture_fault.too_large':
    'This picture is larger than 10 MB. Choose a smaller copy of it, or a screenshot.',
  'picture_fault.too_large_to_send':
    'This picture is larger than 10 MB: choose a smaller copy of it, or a screenshot.',
  'picture_fault.later': 'We cannot take pictures at this moment. Try it again in a minute.',
  'picture_fault.one_at_a_time':
    'We have taken the first of your pictures alone. Upload the others one after another.',
  'picture_fault.in_claim': 'This picture is in your claim now.',
  'picture_fault.being_sent': 'This picture is just being sent. Look again in a minute.',

  // Money or number
  'choice.question': 'Your money back, or a new number?',
  'choice.refund': 'My money back',
  'choice.refund.hint': 'It goes back the way you paid, and the purchase is closed then.',
  'choice.replacement': 'A new number',
  'choice.replacement.hint':
    'It is of equal value, and you pay nothing. Its time for a code and its time for claims begin when you get it. If none can be had, you choose again or get your money back.',
  'choice.replacement.nth':
    'It would be new number {n, number} of the {most, number} that one payment can have.',
  'choice.choose': 'Choose one of the two.',
  'choice.you_choose': 'You choose',
  'choice.confirm_refund': 'Take my money back',
  'choice.confirm_replacement': 'Take a new number',
  'choice.done': 'Your choice is made',

  // Access
  'access.question': 'May our support have access?',
  'access.asked_for': 'Our support asks for',
  'access.no_passwords':
    'Never send passwords or keys here. If you allow it, our support agrees the way with you by mail. Our time to put it right stands still until you answer.',
  'access.yes': 'Yes, I allow it',
  'access.yes.hint': 'Our time to put it right runs on from where it stood.',
  'access.no': 'No, I refuse',
  'access.no_costs': 'Your claim ends without money, and no other defect can be claimed for this purchase.',
  'access.choose': 'Choose yes or no.',
  'access.answer': 'Access',
  'access.confirm_yes': 'Allow access',
  'access.confirm_no': 'Refuse access and end my claim',
  'access.done': 'We have your answer',

  // A repair that has not worked
  'dispute.question': 'What still does not work?',
  'dispute.reported': 'Our support reported',
  'dispute.write': 'Write what still does not work.',
  'dispute.answer': 'What still does not work',
  'dispute.confirm': 'Send this',
  'dispute.done': 'We know that it still does not work',

  // A claim that is withdrawn
  'withdrawal.question': 'Withdraw your claim?',
  'withdrawal.means':
    'A withdrawn claim is over: nobody decides it any more. The next page says what that means for you.',
  'withdrawal.why': 'Why?',
  'withdrawal.answer': 'You withdraw your claim',
  'withdrawal.without_reason': 'without a reason',
  'withdrawal.costs': 'Your claim ends: nobody decides it any more.',
  'withdrawal.confirm': 'Withdraw my claim',
  'withdrawal.done': 'Your claim is withdrawn',

  // What the customer disagrees with
  'objection.support_wrote': 'Our support wrote',
  'objection.means':
    'Your words go to our support by mail, and the answer comes to your address. This does not open the claim again and gives no new deadline.',
  'objection.what': 'What do you think is wrong?',
  'objection.send': 'Send to support',
  'objection.later':
    'Our support could not be reached at this moment, so nothing was sent. What you wrote is still here: send it again in a minute.',
  'objection.too_many':
    'You have written to our support several times, and this was not sent. What you wrote is still here: send it in {time}.',
  'objection.later_claim':
    'You filed another claim on {at}. Here you can only disagree about your last claim, if it ends without a remedy.',
  'objection.later_claim.instead':
    'If you still disagree about the earlier one, reply to our mail about it: our support reads your answer.',
  'objection.none_ended':
    'No claim of yours has ended without a remedy, so there is nothing to disagree with.',
  'objection.none_ended.instead':
    'If you want to tell our support something all the same, reply to one of our mails: our support reads your answer.',
  'objection.other_claim':
    'This was not sent, because it was about another claim of yours, or about none. What you wrote is still here. If it is about the claim on this page, send it; otherwise reply to our mail about the other one.',
  'objection.unsent': 'What you wrote, and what was not sent',
  'objection.done': 'Our support has got your words',

  // The check before an act, its receipt, and what comes between
  'check.title': 'Check before you send',
  'check.nothing_sent': 'Nothing has been sent yet.',
  'check.pictures': 'What you show us',
  'check.follows': 'What will follow',
  'check.change': 'Change',
  'done.reference_and_time': 'Reference {reference}, {at}',
  'done.sent': 'What you sent',
  'done.next': 'What happens next',
  'done.keep':
    'You find this page again at its address, until {days, number} days after your purchase has closed. If this device does not know your link any more, open the link in one of our mails first. Print the page to have it for longer. Opening it does nothing again.',
  'moved_on.title': 'Your purchase has moved on',
  'moved_on.nothing_done':
    'It has changed since you opened that page, so nothing was done. This is how it stands now.',
  'standing.label': 'How your purchase stands',
  'standing.see': 'See your purchase',

  // Why something cannot be done, and what can be done instead
  'refused.title': 'Not possible now',
  'refused.heading': 'This is not possible now',
  'refused.nothing_to_claim': 'Nothing can be claimed now',
  'refused.ended': 'The time ended on {at}.',
  'refused.changes': 'This changes on {at}.',
  'refused.what_instead': 'What you can tell us now: {kinds}.',
  'refused.closed.why': 'This purchase is closed, so nothing can be asked of it any more.',
  'refused.closed.instead': 'If you think that is wrong, reply to one of our mails.',
  'refusal.too_early.why': 'Your code still has time to arrive.',
  'refusal.too_early.instead': 'Without one your money goes back by itself: there is nothing for you to do.',
  'refusal.too_late.why':
    'The time to tell us about a problem is over. From then on the number counts as used.',
  'refusal.too_late.instead': 'If you think that is wrong, reply to one of our mails.',
  'refusal.not_now.why': 'This is not possible at this point of your purchase.',
  'refusal.not_now.instead': 'Your purchase’s page shows what is possible now.',
  'refusal.busy.why': 'We are just doing a step of this purchase, such as sending the money.',
  'refusal.busy.instead': 'Try it again in a minute.',
  'refusal.claim_open.why': 'You have a claim already, and there can be one at a time.',
  'refusal.claim_open.instead': 'Its state is on your purchase’s page.',
  'refusal.too_many_claims.why': 'All the claims that one purchase may have were filed.',
  'refusal.too_many_claims.instead': 'If you think that is wrong, reply to one of our mails.',
  'refusal.too_many_requests.why': 'This purchase has taken as many requests as it can.',
  'refusal.too_many_requests.instead': 'Reply to one of our mails, and our support helps you.',
  'refusal.too_many_refusals.why': 'Too many requests for this purchase could not be taken.',
  'refusal.too_many_refusals.instead': 'Reply to one of our mails, and our support helps you.',
  'refusal.fulfilled.why': 'Our records show that a code arrived and that the activation was completed.',
  'refusal.fulfilled.instead':
    'If the code came but the number did not work, tell us that instead, with pictures.',
  'refusal.needs_sms.why': 'Our records show no code for this number.',
  'refusal.needs_sms.instead': 'Tell us that no code came: then no pictures are needed.',
  'refusal.no_reason.why': 'What you wrote is too short for us to judge.',
  'refusal.no_reason.instead': 'Write in at least {least, number} characters what happened.',
  'refusal.disqualified.why':
    'Access was refused in an earlier claim, so no other defect can be claimed for this purchase.',
  'refusal.disqualified.instead': 'Other problems can still be claimed.',
  'refusal.not_allowed.why': 'This is not possible for this purchase.',
  'refusal.not_allowed.instead': 'Your purchase’s page shows what is possible now.',
  'refusal.other_claim.why': 'This was about an earlier claim, and another one is open now.',
  'refusal.other_claim.instead': 'Your purchase’s page shows what is possible now.',
  'refusal.changed.why': 'Your purchase has changed since you opened this page.',
  'refusal.changed.instead': 'Look at it again before you decide.',

  // For somebody without a link, and when something is wrong
  'find.title': 'Get the link to your purchase',
  'find.lead': 'We send a new link to the mail address that you bought with.',
  'find.lost.title': 'This link does not open your purchase any more',
  'find.lost.lead':
    'It may be too old, or it belongs to another purchase, or this browser does not know it. Nothing is lost: we send a new link to the mail address that you bought with.',
  'find.purchase': 'Purchase',
  'find.purchase.hint': 'It is at the end of each of our mails, after the word Purchase.',
  'find.purchase.wrong': 'Write the purchase as our mails name it.',
  'find.email': 'Mail address',
  'find.email.hint': 'The one that our mails about this purchase come to.',
  'find.email.wrong': 'Write a mail address, like name@example.com.',
  'find.send': 'Send me a link',
  'sent.title': 'Look into your mailbox',
  'sent.lead':
    'If a purchase of this name was bought with this address, a mail with a link is on its way to it. We send at most one in five minutes.',
  'sent.no_mail':
    'No mail after some minutes? Look among unwanted mails, or {again} with the purchase as one of our mails names it.',
  'sent.try_again': 'try again',
  'unavailable.title': 'Not available now',
  'unavailable.heading': 'This is not available now',
  'unavailable.lead':
    'Something of ours does not answer. Your purchase is safe, and its deadlines go on as they are. If you have just sent something and see this page, send it again: it is done once.',
  'unavailable.again': 'Please try it again in a minute.',
  'too_many.title': 'Too many tries',
  'too_many.lead': 'Nothing was done. Please wait {time}, then go back and try it again.',
  'not_found.title': 'There is no such page',
  'not_found.lead': 'The address may be cut off. Open the link in our mail again, or {find}.',
  'not_found.get_link': 'get a new link',
  'unread.title': 'This could not be read',
  'unread.too_long':
    'What you sent is too long: a text has up to {most, number} characters. Go back, shorten it, and send it again.',
  'unread.no_form':
    'What arrived here is not one of our forms, so nothing was done. Go back and send it again.',
  'not_ours.title': 'Please send it again',
  'not_ours.heading': 'Nothing was done',
  'not_ours.lead':
    'This form did not come from an open page of your purchase. Open the link in our mail again and send it from there.',
  'broken.title': 'Something is broken here',
  'broken.lead':
    'It is our fault, and on record under {reference}. Your purchase is safe. Please try it again, or reply to one of our mails.',
} as const;
