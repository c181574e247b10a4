import { de as mails } from '../../../emails/texts/de.ts';
import type { PageCatalogue } from './catalogue.ts';
import { sharedWithMails } from './shared-with-mails.ts';

/**
 * Every text of the customers' pages in German: plain, and with "Sie", in the words of the mails. Amounts are put in as
 * subjects in the plural ("Ihre 1,49 €"), instants behind "bis", "am" or "seit" ("Montag, 2. März 2026, 10:00 MEZ").
 */
export const de = {
  ...sharedWithMails(mails),
  'duration.seconds': '{n, plural, one {# Sekunde} other {# Sekunden}}',

  // Around every page
  'frame.title': '{title} · {shop}',
  'frame.title_with_fault': 'Fehler: {title}',
  'frame.skip': 'Zum Inhalt springen',
  'frame.brand': '{shop} Rückgabe',
  'frame.back': 'Zurück zu Ihrem Kauf',
  'frame.footer':
    'Geht es um etwas anderes? Antworten Sie auf eine unserer Mails zu diesem Kauf: Unser Support liest die Antworten. Eine Antwort allein entscheidet nichts; es zählt, was Sie auf diesen Seiten tun.',
  'clause.named': 'Klausel {clause}, {title}',
  'clause.in_brackets': '(Klausel {clause}, {title})',
  'clause.said': 'Klausel {clause}, {title}: {plain}',

  // Forms, whatever they ask
  'form.look_again': 'Bitte prüfen Sie Ihre Angaben',
  'form.wrong': 'Fehler:',
  'form.optional': '{label} (freiwillig)',
  'form.continue': 'Weiter',
  'form.what_happened': 'Was ist geschehen?',
  'form.choose_first': 'Wählen Sie zuerst, was nicht funktioniert hat.',
  'form.at_least':
    'Schreiben Sie mindestens {least, number} Zeichen, damit wir beurteilen können, was geschehen ist.',
  'form.at_least_hint': 'Mindestens {least, number} Zeichen, in jeder Sprache. {hint}',
  'form.at_most': 'Dieser Text darf höchstens {most} Zeichen haben.',
  'form.between': 'Schreiben Sie {least} bis {most} Zeichen.',
  'form.not_taken': 'So können wir das nicht annehmen. Bitte prüfen Sie es noch einmal.',

  // Where a purchase stands
  'headline.awaiting_sms': 'Ihre Nummer wartet auf ihren Code',
  'headline.returning_funds': 'Ihr Geld geht an Sie zurück',
  'headline.claim_window': 'Hat Ihre Nummer funktioniert?',
  'headline.needs_evidence': 'Wir brauchen Bilder von Ihnen',
  'headline.in_review': 'Unser Support prüft Ihre Reklamation',
  'headline.in_remediation': 'Wir beheben den Mangel',
  'headline.access_requested': 'Wir brauchen Ihre Antwort zum Zugang',
  'headline.remedied': 'Wir haben den Mangel behoben. Funktioniert jetzt alles?',
  'headline.awaiting_choice': 'Wählen Sie: Geld zurück oder neue Nummer',
  'headline.replacing': 'Wir besorgen Ihnen eine neue Nummer',
  'headline.closed': 'Dieser Kauf ist abgeschlossen',
  'headline.claim_rejected': 'Ihre Reklamation wurde abgelehnt',
  'headline.claim_withdrawn': 'Sie haben Ihre Reklamation zurückgezogen',
  'headline.claim_forfeited': 'Ihre Reklamation ist beendet, weil keine Bilder kamen',
  'headline.claim_disqualified': 'Ihre Reklamation ist beendet, weil es keinen Zugang gab',
  'headline.claim_remedied': 'Ihre Reklamation ist beendet, weil der Mangel behoben ist',
  'headline.refund_held_up': 'Ihre Erstattung stockt, und unser Support kümmert sich darum',
  'headline.refund_failed': 'Ihre Erstattung ist fehlgeschlagen',
  'headline.lost': 'Bei diesem Kauf ist auf unserer Seite etwas schiefgegangen',
  'headline.refunded': 'Sie haben Ihr Geld zurück',
  'headline.replaced': 'Sie haben eine neue Nummer',
  'headline.fulfilled': 'Dieser Kauf ist erledigt',
  'headline.closed_without_remedy': 'Dieser Kauf ist abgeschlossen',

  // Where the money is. `yours` is one of the first two.
  'money.yours': 'Ihre {money}',
  'money.yours_paid_with': 'Ihre {money}, bezahlt mit {purchase},',
  'money.moment_ago': 'eben',
  'money.bought_a_number': '{yours} haben eine neue Nummer bezahlt, {purchase}.',
  'money.awaiting_sms': '{yours} kommen von selbst zurück, wenn bis {at} kein Code ankommt.',
  'money.returning_funds': '{yours} gehen an Sie zurück, sobald die Aktivierung storniert ist.',
  'money.claim_window': '{yours} sind bezahlt, und Sie können sie bis {at} zurückfordern.',
  'money.needs_evidence': '{yours} hängen von Ihrer Reklamation ab, die auf Bilder wartet.',
  'money.in_review': '{yours} hängen von Ihrer Reklamation ab, über die unser Support gerade entscheidet.',
  'money.in_remediation': '{yours} können zurückkommen, wenn der Mangel bis {at} nicht behoben ist.',
  'money.access_requested': '{yours} hängen von Ihrer Reklamation ab, deren Frist ruht, bis Sie antworten.',
  'money.remedied': '{yours} bleiben bei uns, wenn Sie einverstanden sind, dass der Mangel behoben ist.',
  'money.awaiting_choice': '{yours} können an Sie zurückgehen oder eine neue Nummer bezahlen: Sie wählen.',
  'money.replacing': '{yours} werden gerade für eine neue Nummer verwendet.',
  'money.fulfilled': '{yours} bleiben bei uns: Der Kauf ist erfüllt.',
  'money.closed_without_remedy':
    '{yours} bleiben bei uns: Die letzte Reklamation endete ohne Erstattung und ohne neue Nummer.',
  'money.refund_confirmed': '{yours} sind seit {at} zurück.',
  'money.refund_refused':
    '{yours} schulden wir Ihnen, konnten sie aber noch nicht zurückzahlen: Unser Support kümmert sich darum.',
  'money.refund_unknown':
    '{yours} schulden wir Ihnen; wir klären gerade, ob die Zahlung schon veranlasst wurde.',
  'money.refund_intended': '{yours} gehen gleich an Sie zurück.',
  'money.refund_sent': '{yours} sind seit {at} auf dem Weg zurück.',
  'money.in_remediation_undated':
    '{yours} können zurückkommen, wenn der Mangel nicht rechtzeitig behoben wird.',
  'money.not_known':
    '{yours} wurden für diesen Kauf bezahlt. Wo sie jetzt sind, zeigen unsere Aufzeichnungen hier nicht: Antworten Sie auf eine unserer Mails, dann sagt es Ihnen unser Support.',
  'money.lost':
    'Sie haben {money} bezahlt. Von selbst geschieht hier nichts mehr: Unser Support regelt von Hand, was Ihnen zusteht, und keines Ihrer Rechte endet inzwischen. Wenn Sie fragen möchten, antworten Sie auf eine unserer Mails zu diesem Kauf.',
  'money.refund_failed': 'Ihre {money} sind nicht angekommen und stehen Ihnen weiterhin zu.',

  // A running deadline: what ends, and what happens then if the customer does nothing. `later`: nothing, or the text of that name.
  'deadline.later': ', oder etwas länger: Ihre Zeit zählt ab unserer Mail',
  'deadline.sms.until': 'Ihr Code hat Zeit bis {at}{later}.',
  'deadline.sms.silence':
    'Wenn bis dahin kein Code kommt, geht Ihr Geld von selbst zurück. Sie müssen nichts tun.',
  'deadline.window.until': 'Sie können ein Problem melden bis {at}{later}.',
  'deadline.window.silence':
    'Wenn Sie nichts tun, wird der Kauf dann abgeschlossen, und Sie können nicht mehr reklamieren.',
  'deadline.evidence.until': 'Schicken Sie Ihre Bilder bis {at}{later}.',
  'deadline.evidence.silence':
    'Wenn bis dahin nichts kommt, entscheidet unser Support nach dem, was ihm vorliegt.',
  'deadline.evidence.silence_with_none': 'Wenn bis dahin kein Bild kommt, endet Ihre Reklamation.',
  'deadline.review.until': 'Unser Support entscheidet bis {at}{later}.',
  'deadline.review.silence':
    'Sie müssen nichts tun. Wenn sich unser Support verspätet, bleibt Ihre Reklamation offen, und wir sagen es Ihnen.',
  'deadline.remediation.until': 'Wir haben Zeit, den Mangel zu beheben, bis {at}{later}.',
  'deadline.remediation.silence':
    'Wenn wir ihn bis dahin nicht beheben, erhalten Sie Ihr Geld zurück oder können, wo es eine gibt, stattdessen eine neue Nummer wählen.',
  'deadline.access.until': 'Bitte antworten Sie bis {at}{later}.',
  'deadline.access.silence':
    'Wenn Sie bis dahin nicht antworten, zählt das als Ablehnung, und Ihre Reklamation endet.',
  'deadline.dispute.until': 'Wenn es noch nicht funktioniert, sagen Sie es uns bis {at}{later}.',
  'deadline.dispute.silence':
    'Wenn Sie nichts tun, gehen wir davon aus, dass alles funktioniert, und Ihre Reklamation endet.',
  'deadline.choice.until': 'Wählen Sie bis {at}{later}.',
  'deadline.choice.silence': 'Wenn Sie bis dahin nicht wählen, erhalten Sie Ihr Geld zurück.',
  'deadline.retry.until': 'Wir versuchen es wieder am {at}{later}.',
  'deadline.retry.silence': 'Sie müssen nichts tun.',
  'deadline.poll.until': 'Wir fragen wieder nach Ihrem Geld am {at}{later}.',
  'deadline.poll.silence': 'Sie müssen nichts tun.',

  'next.label': 'Bis wann',
  'next.review_late':
    'Unser Support hat sich verspätet. Ihre Reklamation bleibt offen: Nichts wird gegen Sie entschieden, nur weil Zeit vergangen ist, und Sie müssen nichts tun.',
  'next.under_way': 'Wir sind gerade dabei und machen weiter, bis es erledigt ist. Sie müssen nichts tun.',
  'next.out_of_stock':
    'Die neue Nummer, die Sie gewählt haben, war nicht zu bekommen. Deshalb können Sie neu wählen.',
  'next.left': 'Noch {time}.',
  'next.over': 'Diese Zeit ist vorbei: Laden Sie die Seite neu.',

  // What will follow from a request
  'follows.refund': '{money} gehen an Sie zurück, der volle Preis. {clause}',
  'follows.unless_sms': 'Nur wenn sich zeigt, dass doch ein Code angekommen war, prüfen wir es noch einmal.',
  'follows.replacement':
    'Sie erhalten eine neue Nummer für denselben Dienst. Ihre Zahlung gilt dafür weiter. {clause}',
  'follows.already_returning':
    'Ihr Geld geht schon an Sie zurück. Wir bewahren Ihre Reklamation auf, bis das geklärt ist; bis dahin können Sie sie nicht zurückziehen.',
  'follows.remediation_resumes': 'Unsere Frist, den Mangel zu beheben, läuft wieder.',
  'follows.remediation_stops': 'Unsere Frist, den Mangel zu beheben, endet: Niemand arbeitet mehr daran.',
  'follows.closes': 'Der Kauf ist damit abgeschlossen, und Sie können dazu nicht mehr reklamieren.',
  'follows.mail': 'Wir bestätigen es per Mail.',

  // What has happened
  'story.title': 'Was geschehen ist',
  'story.earlier': 'Früher ({n, number})',
  'story.amount_and_reference': '{money} · Referenz {reference}',
  'story.support': 'Unser Support',
  'story.you': 'Sie',
  'event.other': 'Ihr Kauf ist weitergegangen',
  'event.purchase_opened': 'Sie haben die Nummer gekauft',
  'event.sms_received': 'Auf Ihrer Nummer ist ein Code angekommen',
  'event.activation_completed': 'Die Aktivierung wurde abgeschlossen',
  'event.activation_cancelled': 'Die Aktivierung wurde storniert',
  'event.automatic_return': 'Es kam rechtzeitig kein Code: Ihr Geld geht von selbst zurück',
  'event.cancel_requested': 'Wir haben die Stornierung der Aktivierung veranlasst',
  'event.cancel_answered': 'Auf die Stornierung der Aktivierung kam eine Antwort',
  'event.cancel_answered.cancelled': 'Die Aktivierung wurde storniert',
  'event.cancel_answered.sms_received': 'Die Aktivierung wurde nicht storniert, weil ein Code angekommen war',
  'event.cancel_answered.completed': 'Die Aktivierung wurde abgeschlossen',
  'event.cancel_answered.not_cancellable': 'Die Aktivierung konnte nicht mehr storniert werden',
  'event.claim_filed': 'Sie haben eine Reklamation eingereicht',
  'event.claim_parked': 'Wir bewahren Ihre Reklamation auf, bis die Rückzahlung geklärt ist',
  'event.claim_withdrawn': 'Sie haben Ihre Reklamation zurückgezogen',
  'event.claim_approved': 'Ihre Reklamation wurde anerkannt',
  'event.claim_rejected': 'Ihre Reklamation wurde abgelehnt',
  'event.claim_reclassified': 'Unser Support hat Ihre Reklamation anders eingeordnet',
  'event.claim_moot': 'Ihre Reklamation ist erledigt: Ihr Geld ging von selbst zurück',
  'event.claim_forfeited': 'Es kamen keine Bilder, deshalb ist Ihre Reklamation beendet',
  'event.claim_remedied': 'Sie haben nicht widersprochen, deshalb gilt der Mangel als behoben',
  'event.claim_disqualified': 'Ohne Zugang konnte Ihre Reklamation nicht weitergehen',
  'event.evidence_requested': 'Wir haben Sie um Bilder gebeten',
  'event.evidence_added': 'Ihre Bilder sind angekommen',
  'event.review_started': 'Unser Support hat begonnen, Ihre Reklamation zu prüfen',
  'event.remediation_started': 'Unsere Frist, den Mangel zu beheben, hat begonnen',
  'event.remediation_reported': 'Wir haben über die Behebung berichtet',
  'event.remediation_reported.done': 'Wir haben den Mangel behoben',
  'event.remediation_reported.not_possible':
    'Wir haben festgestellt, dass wir den Mangel nicht beheben können',
  'event.remediation_disputed': 'Sie haben uns gesagt, dass es noch nicht funktioniert',
  'event.not_remedied': 'Wir haben den Mangel nicht behoben',
  'event.access_requested': 'Wir haben Sie um Zugang gebeten',
  'event.access_granted': 'Sie haben den Zugang erlaubt',
  'event.access_refused': 'Es gibt keinen Zugang, deshalb ist Ihre Reklamation beendet',
  'event.choice_offered': 'Sie können wählen: Geld zurück oder neue Nummer',
  'event.choice_defaulted': 'Sie haben nicht gewählt, deshalb erhalten Sie Ihr Geld zurück',
  'event.remedy_chosen': 'Sie haben gewählt',
  'event.remedy_chosen.refund': 'Sie haben gewählt: Geld zurück',
  'event.remedy_chosen.replacement': 'Sie haben gewählt: eine neue Nummer',
  'event.refund_sent': 'Wir haben Ihre Erstattung in Auftrag gegeben',
  'event.refund_pending': 'Ihre Erstattung ist unterwegs',
  'event.refund_confirmed': 'Ihr Geld ist zurück',
  'event.refund_failed': 'Ihre Erstattung ist fehlgeschlagen',
  'event.refund_refused': 'Ihre Erstattung konnte nicht ausgezahlt werden: Unser Support kümmert sich darum',
  'event.refund_unknown':
    'Wir wissen noch nicht, ob Ihre Erstattung unterwegs ist: Wir klären das, bevor wir sie noch einmal veranlassen',
  'event.refund_updated': 'An Ihrer Erstattung hat sich etwas geändert: Wir fragen nach, was',
  'event.refund_returned_otherwise': 'Ihr Geld ist auf anderem Weg zu Ihnen zurückgekommen',
  'event.replacement_sent': 'Wir haben eine neue Nummer angefordert',
  'event.replacement_issued': 'Sie haben eine neue Nummer erhalten',
  'event.replacement_out_of_stock': 'Die neue Nummer war nicht zu bekommen',
  'event.replacement_refused':
    'Die neue Nummer konnte nicht ausgegeben werden: Unser Support kümmert sich darum',
  'event.replacement_unknown': 'Wir wissen noch nicht, ob die neue Nummer ausgegeben wurde: Wir klären das',
  'event.replacement_abandoned': 'Unser Support hat die Suche nach einer neuen Nummer beendet',
  'event.request_refused': 'Was Sie wollten, war nicht möglich',
  'event.deadline_extended': 'Sie haben mehr Zeit erhalten, nach einem Fehler von uns',
  'event.purchase_closed': 'Der Kauf wurde abgeschlossen',

  'chain.title': 'Eine Zahlung, mehrere Nummern',
  'chain.paid': 'Bezahlt haben Sie den Kauf {purchase}.',
  'chain.between': 'Der Kauf {purchase} hat den vorigen ersetzt.',
  'chain.why':
    'Er wurde am {at} ersetzt: Der Mangel war nicht behoben, und Sie haben eine neue Nummer gewählt. {clause}',
  'chain.this': 'Dies ist der Kauf {purchase}',
  'chain.first': '{this}.',
  'chain.later': '{this}, der den vorigen ersetzt.',
  'chain.replaced_by': 'Er wurde ersetzt durch den Kauf {purchase}: {see}.',
  'chain.see': 'die neue Nummer ansehen',
  'chain.see_this': 'Diese Nummer ansehen',

  // The page of a purchase
  'purchase.about': 'Ihre Nummer {number} für {service}',
  'purchase.about_by_name': '{name}, Ihre Nummer {number} für {service}',
  'purchase.about_number': 'Ihre Nummer {number}',
  'purchase.about_number_by_name': '{name}, Ihre Nummer {number}',
  'purchase.refund_failed':
    'Ihre Bank oder Ihr Guthabenkonto hat uns das Geld zurückgeschickt. Wir wissen es seit {at}. Unser Support zahlt es Ihnen auf anderem Weg; wenn sich Ihr Konto geändert hat, antworten Sie auf unsere Mail dazu.',
  'purchase.pictures_by_mail': 'So schicken Sie Bilder',
  'purchase.pictures_by_mail.how':
    'Antworten Sie auf unsere Mail zu dieser Reklamation und hängen Sie ein bis fünf Bilder an: die Nummer, die Meldung, die Sie gesehen haben, und wenn möglich die Uhrzeit. Unser Support fügt sie Ihrer Reklamation hinzu; diese Seite sagt dann, dass sie angekommen sind.',
  'purchase.what_else': 'Was Sie noch tun können',
  'purchase.nothing_left': 'Hier ist nichts mehr zu tun.',
  'purchase.nothing_now': 'Sie müssen jetzt nichts tun.',
  'purchase.pictures': 'Ihre Bilder',
  'purchase.facts': 'Ihr Kauf',
  'purchase.id': 'Kauf',
  'purchase.bought': 'Gekauft',
  'purchase.price': 'Preis',
  'purchase.time_for_code': 'Zeit für den Code',
  'purchase.claims': 'Reklamationen',
  'purchase.until': 'bis {at}',
  'purchase.policy': 'Richtlinie',
  'purchase.policy_version': 'Version {version}; ein Tag hat darin 24 Stunden',
  'purchase.device': 'Ist das Ihr eigenes Gerät?',
  'purchase.device_remembers':
    'Es merkt sich Ihren Link 30 Tage lang nach jedem Besuch. Wenn das Gerät nicht Ihnen gehört, lassen Sie es den Link vergessen.',
  'purchase.forget': 'Link auf diesem Gerät vergessen',
  'purchase.from_records': 'Aus unseren Aufzeichnungen, Stand: {at}.',

  // The words of the links that lead to what can be done. Mails that lead to the same page say the same.
  'act.chooseRemedy': 'Erstattung oder neue Nummer wählen',
  'act.answerAccess': 'Zugang erlauben oder ablehnen',
  'act.disputeRemediation': 'Sagen, dass es noch nicht funktioniert',
  'act.addEvidence': 'Bilder schicken',
  'act.submitClaim': 'Sagen, was nicht funktioniert hat',
  'act.submitClaim.other': 'Sagen, was sonst nicht funktioniert hat',
  'act.withdrawClaim': 'Reklamation zurückziehen',
  'act.objection': 'Dem Support sagen, warum Sie widersprechen',

  // What went wrong
  'trouble.question': 'Was hat nicht funktioniert?',
  'trouble.choose': 'Wählen Sie, was nicht funktioniert hat.',
  'trouble.not_now': 'Jetzt nicht möglich. {why}',
  'trouble.no-code.title': 'Es kam kein Code',
  'trouble.no-code.hint': 'Wir sehen in unseren Aufzeichnungen nach. Sie brauchen keine Bilder.',
  'trouble.no-code.question': 'Worauf haben Sie gewartet, und wie lange?',
  'trouble.not-working.title': 'Der Code kam, aber die Nummer hat nicht funktioniert',
  'trouble.not-working.hint':
    'Wir brauchen ein bis fünf Bilder von dem, was Sie gesehen haben. Sie können sie jetzt oder danach schicken.',
  'trouble.not-working.question': 'Was ist geschehen, als Sie die Nummer benutzt haben?',
  'trouble.broken.title': 'Bei uns ist etwas defekt',
  'trouble.broken.hint':
    'Wir haben zuerst Zeit, den Mangel zu beheben. Wenn wir es nicht schaffen, erhalten Sie Ihr Geld zurück oder, wo es eine gibt, eine neue Nummer.',
  'trouble.broken.question': 'Was funktioniert nicht, und wie können wir es sehen?',
  'trouble.not-sure.title': 'Ich bin nicht sicher',
  'trouble.not-sure.hint': 'Wir sehen in unseren Aufzeichnungen nach und wählen die Frage, die passt.',

  'claim.pictures': 'Bilder',
  'claim.pictures_go_along':
    '{n, plural, one {Ein Bild geht} other {# Bilder gehen}} mit Ihrer Reklamation mit.',
  'claim.add_pictures': 'Bilder hinzufügen',
  'claim.change_pictures': 'Bilder hinzufügen oder entfernen',
  'claim.picture_gone':
    'Eines der Bilder ist nicht mehr da. Sehen Sie sich die vorhandenen an, und gehen Sie weiter.',
  'claim.what': 'Was nicht funktioniert hat',
  'claim.in_your_words': 'In Ihren Worten',
  'claim.confirm': 'Reklamation einreichen',
  'claim.done': 'Ihre Reklamation ist eingereicht',

  // Pictures
  'pictures.title': 'Zeigen Sie uns, was nicht funktioniert hat',
  'pictures.what_helps':
    'Es helfen Bilder von der Nummer, von der Meldung, die Sie gesehen haben, und von der Uhrzeit. Nur Sie und unser Support sehen sie.',
  'pictures.picture': 'Bild {n, number}',
  'pictures.remove': 'Entfernen',
  'pictures.remove_this': 'Bild {n, number} entfernen',
  'pictures.choose': 'Wählen Sie ein Bild',
  'pictures.choose_another': 'Ein weiteres Bild hinzufügen (freiwillig)',
  'pictures.hint':
    'JPEG, PNG oder WebP, höchstens 10 MB, eines nach dem anderen. Wir entfernen, wo es aufgenommen wurde.',
  'pictures.upload': 'Dieses Bild hochladen',
  'pictures.sending': 'Ihr Bild wird übertragen. Das kann eine Minute dauern.',
  'pictures.all': 'Eine Reklamation nimmt höchstens {most, number} Bilder auf: Mehr sind nicht möglich.',
  'pictures.go_on': 'Weiter mit meiner Reklamation',
  'pictures.without': 'Weiter ohne Bilder',
  'pictures.removed': 'Das Bild wurde entfernt.',
  'pictures.nothing_filed':
    'Noch ist nichts eingereicht: Die Bilder gehen mit, wenn Sie innerhalb eines Tages die Reklamation einreichen.',
  'pictures.nothing_added':
    'Noch ist nichts in Ihrer Reklamation: Die nächste Seite fragt, ob Sie die Bilder hinzufügen möchten.',
  'pictures.upload_first': 'Laden Sie zuerst ein Bild hoch.',
  'pictures.confirm':
    '{n, plural, one {Zu meiner Reklamation hinzufügen} other {Alle zu meiner Reklamation hinzufügen}}',
  'pictures.done': 'Ihre Bilder sind bei Ihrer Reklamation',
  'picture_fault.picture_empty': 'Wählen Sie zuerst ein Bild.',
  'picture_fault.picture_heic':
    'Das ist ein Bild im Format HEIC oder AVIF, das wir nicht lesen können. Machen Sie einen Screenshot davon und laden Sie ihn hoch. Auf einem iPhone werden neue Bilder JPEG mit: Einstellungen, Kamera, Formate, Maximale Kompatibilität.',
  'picture_fault.picture_kind':
    'Das ist kein Bild, das wir lesen können. Wählen Sie ein JPEG, PNG oder WebP, oder einen Screenshot.',
  'picture_fault.picture_mislabelled':
    'Dieses Bild hat ein anderes Format, als sein Name sagt. Laden Sie einen Screenshot davon hoch.',
  'picture_fault.picture_broken':
    'Dieses Bild ist nicht vollständig. Laden Sie es noch einmal hoch, oder einen Screenshot davon.',
  'picture_fault.picture_pixels':
    'Dieses Bild hat zu viele Pixel. Wählen Sie eine kleinere Kopie davon, oder einen Screenshot.',
  'picture_fault.picture_animated':
    'Dieses Bild bewegt sich. Wählen Sie eines, das sich nicht bewegt, zum Beispiel einen Screenshot.',
  'picture_fault.picture_mixed': 'Diese Datei ist mehr als ein Bild. Laden Sie einen Screenshot davon hoch.',
  'picture_fault.picture_slow':
    'Es dauert zu lange, dieses Bild zu lesen. Wählen Sie eine kleinere Kopie davon, oder einen Screenshot.',
  'picture_fault.too_many_waiting':
    'Eine Reklamation nimmt höchstens fünf Bilder auf, und fünf sind schon da. Entfernen Sie zuerst eines.',
  'picture_fault.cut_off': 'Das Bild ist nicht vollständig angekommen. Laden Sie es noch einmal hoch.',
  'picture_fault.arrived_slowly':
    'Die Übertragung des Bildes hat zu lange gedauert. Laden Sie es noch einmal hoch, oder eine kleinere Kopie davon.',
  'picture_fault.too_large':
    'Dieses Bild ist größer als 10 MB. Wählen Sie eine kleinere Kopie davon, oder einen Screenshot.',
  'picture_fault.too_large_to_send':
    'Dieses Bild ist größer als 10 MB: Wählen Sie eine kleinere Kopie davon, oder einen Screenshot.',
  'picture_fault.later':
    'Im Augenblick können wir keine Bilder annehmen. Versuchen Sie es in einer Minute noch einmal.',
  'picture_fault.one_at_a_time':
    'Wir haben nur das erste Ihrer Bilder angenommen. Laden Sie die anderen nacheinander hoch.',
  'picture_fault.in_claim': 'Dieses Bild ist jetzt in Ihrer Reklamation.',
  'picture_fault.being_sent':
    'Dieses Bild wird gerade abgeschickt. Sehen Sie in einer Minute noch einmal nach.',

  // Money or number
  'choice.question': 'Geld zurück oder eine neue Nummer?',
  'choice.refund': 'Mein Geld zurück',
  'choice.refund.hint':
    'Das Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben, und der Kauf ist dann abgeschlossen.',
  'choice.replacement': 'Eine neue Nummer',
  'choice.replacement.hint':
    'Sie ist gleichwertig, und Sie bezahlen nichts. Ihre Zeit für einen Code und ihre Frist für Reklamationen beginnen, wenn Sie sie erhalten. Wenn keine zu bekommen ist, wählen Sie neu oder erhalten Ihr Geld zurück.',
  'choice.replacement.nth': 'Es wäre neue Nummer {n, number} von höchstens {most, number} für eine Zahlung.',
  'choice.choose': 'Wählen Sie eines von beiden.',
  'choice.you_choose': 'Sie wählen',
  'choice.confirm_refund': 'Geld zurück wählen',
  'choice.confirm_replacement': 'Neue Nummer wählen',
  'choice.done': 'Sie haben gewählt',

  // Access
  'access.question': 'Darf unser Support Zugang haben?',
  'access.asked_for': 'Unser Support bittet um',
  'access.no_passwords':
    'Schicken Sie hier nie Passwörter oder Schlüssel. Wenn Sie es erlauben, vereinbart unser Support mit Ihnen per Mail, wie er Zugang erhält. Unsere Frist, den Mangel zu beheben, ruht, bis Sie antworten.',
  'access.yes': 'Ja, ich erlaube es',
  'access.yes.hint': 'Unsere Frist, den Mangel zu beheben, läuft weiter, wo sie stehen geblieben ist.',
  'access.no': 'Nein, ich lehne ab',
  'access.no_costs':
    'Ihre Reklamation endet ohne Erstattung, und zu diesem Kauf kann kein schwerer Mangel mehr reklamiert werden.',
  'access.choose': 'Wählen Sie Ja oder Nein.',
  'access.answer': 'Zugang',
  'access.confirm_yes': 'Zugang erlauben',
  'access.confirm_no': 'Zugang ablehnen und meine Reklamation beenden',
  'access.done': 'Wir haben Ihre Antwort',

  // A repair that has not worked
  'dispute.question': 'Was funktioniert noch nicht?',
  'dispute.reported': 'Unser Support meldet',
  'dispute.write': 'Schreiben Sie, was noch nicht funktioniert.',
  'dispute.answer': 'Was noch nicht funktioniert',
  'dispute.confirm': 'So abschicken',
  'dispute.done': 'Wir wissen, dass es noch nicht funktioniert',

  // A claim that is withdrawn
  'withdrawal.question': 'Möchten Sie Ihre Reklamation zurückziehen?',
  'withdrawal.means':
    'Eine zurückgezogene Reklamation ist beendet: Niemand entscheidet mehr darüber. Die nächste Seite sagt, was das für Sie bedeutet.',
  'withdrawal.why': 'Warum?',
  'withdrawal.answer': 'Sie ziehen Ihre Reklamation zurück',
  'withdrawal.without_reason': 'ohne Begründung',
  'withdrawal.costs': 'Ihre Reklamation endet: Niemand entscheidet mehr darüber.',
  'withdrawal.confirm': 'Meine Reklamation zurückziehen',
  'withdrawal.done': 'Ihre Reklamation ist zurückgezogen',

  // What the customer disagrees with
  'objection.support_wrote': 'Unser Support schreibt',
  'objection.means':
    'Ihre Worte gehen per Mail an unseren Support, und die Antwort kommt an Ihre Adresse. Die Reklamation wird dadurch nicht wieder geöffnet, und es gibt keine neue Frist.',
  'objection.what': 'Was ist Ihrer Meinung nach falsch?',
  'objection.send': 'An den Support schicken',
  'objection.later':
    'Unser Support war gerade nicht erreichbar, deshalb wurde nichts abgeschickt. Was Sie geschrieben haben, steht noch hier: Schicken Sie es in einer Minute noch einmal.',
  'objection.too_many':
    'Sie haben unserem Support schon mehrmals geschrieben, und dies wurde nicht abgeschickt. Was Sie geschrieben haben, steht noch hier. Wartezeit, bis Sie es abschicken können: {time}.',
  'objection.later_claim':
    'Sie haben am {at} eine weitere Reklamation eingereicht. Hier können Sie nur zu Ihrer letzten Reklamation widersprechen, wenn sie ohne Erstattung und ohne Ersatz endet.',
  'objection.later_claim.instead':
    'Wenn Sie mit der früheren weiterhin nicht einverstanden sind, antworten Sie auf unsere Mail dazu: Unser Support liest Ihre Antwort.',
  'objection.none_ended':
    'Keine Ihrer Reklamationen endete ohne Erstattung und ohne Ersatz. Deshalb gibt es nichts, dem Sie widersprechen könnten.',
  'objection.none_ended.instead':
    'Wenn Sie unserem Support trotzdem etwas sagen möchten, antworten Sie auf eine unserer Mails: Unser Support liest Ihre Antwort.',
  'objection.other_claim':
    'Das wurde nicht abgeschickt, weil es um eine andere Ihrer Reklamationen ging oder um keine. Was Sie geschrieben haben, steht noch hier. Wenn es um die Reklamation auf dieser Seite geht, schicken Sie es ab; sonst antworten Sie auf unsere Mail zu der anderen.',
  'objection.unsent': 'Was Sie geschrieben haben und was nicht abgeschickt wurde',
  'objection.done': 'Unser Support hat Ihre Nachricht',

  // The check before an act, its receipt, and what comes between
  'check.title': 'Prüfen Sie alles vor dem Abschicken',
  'check.nothing_sent': 'Es ist noch nichts abgeschickt.',
  'check.pictures': 'Was Sie uns zeigen',
  'check.follows': 'Was daraus folgt',
  'check.change': 'Ändern',
  'done.reference_and_time': 'Referenz {reference}, {at}',
  'done.sent': 'Was Sie geschickt haben',
  'done.next': 'Wie es weitergeht',
  'done.keep':
    'Sie finden diese Seite unter ihrer Adresse wieder, bis {days, number} Tage nach dem Abschluss Ihres Kaufs. Wenn dieses Gerät Ihren Link nicht mehr kennt, öffnen Sie zuerst den Link in einer unserer Mails. Drucken Sie die Seite, um sie länger zu behalten. Wenn Sie sie öffnen, geschieht nichts noch einmal.',
  'moved_on.title': 'Ihr Kauf ist weitergegangen',
  'moved_on.nothing_done':
    'Er hat sich geändert, seit Sie jene Seite geöffnet haben. Deshalb wurde nichts ausgeführt. So steht es jetzt um ihn.',
  'standing.label': 'Wie es um Ihren Kauf steht',
  'standing.see': 'Ihren Kauf ansehen',

  // Why something cannot be done, and what can be done instead
  'refused.title': 'Jetzt nicht möglich',
  'refused.heading': 'Das ist jetzt nicht möglich',
  'refused.nothing_to_claim': 'Zurzeit können Sie nichts reklamieren',
  'refused.ended': 'Die Frist endete am {at}.',
  'refused.changes': 'Das ändert sich am {at}.',
  'refused.what_instead': 'Was Sie uns jetzt sagen können: {kinds}.',
  'refused.closed.why': 'Dieser Kauf ist abgeschlossen. Deshalb ist dazu nichts mehr möglich.',
  'refused.closed.instead': 'Wenn Sie meinen, dass das falsch ist, antworten Sie auf eine unserer Mails.',
  'refusal.too_early.why': 'Ihr Code hat noch Zeit anzukommen.',
  'refusal.too_early.instead': 'Wenn keiner kommt, geht Ihr Geld von selbst zurück: Sie müssen nichts tun.',
  'refusal.too_late.why': 'Die Frist für Reklamationen ist vorbei. Seitdem gilt die Nummer als aktiviert.',
  'refusal.too_late.instead': 'Wenn Sie meinen, dass das falsch ist, antworten Sie auf eine unserer Mails.',
  'refusal.not_now.why': 'An diesem Punkt Ihres Kaufs ist das nicht möglich.',
  'refusal.not_now.instead': 'Die Seite Ihres Kaufs zeigt, was jetzt möglich ist.',
  'refusal.busy.why': 'Wir führen bei diesem Kauf gerade einen Schritt aus, zum Beispiel die Rückzahlung.',
  'refusal.busy.instead': 'Versuchen Sie es in einer Minute noch einmal.',
  'refusal.claim_open.why': 'Sie haben schon eine Reklamation, und es ist nur eine zur selben Zeit möglich.',
  'refusal.claim_open.instead': 'Wie es um sie steht, zeigt die Seite Ihres Kaufs.',
  'refusal.too_many_claims.why': 'Alle Reklamationen, die zu einem Kauf möglich sind, wurden eingereicht.',
  'refusal.too_many_claims.instead':
    'Wenn Sie meinen, dass das falsch ist, antworten Sie auf eine unserer Mails.',
  'refusal.too_many_requests.why': 'Zu diesem Kauf sind keine weiteren Anfragen möglich.',
  'refusal.too_many_requests.instead':
    'Antworten Sie auf eine unserer Mails, dann hilft Ihnen unser Support.',
  'refusal.too_many_refusals.why': 'Zu viele Anfragen zu diesem Kauf waren nicht möglich.',
  'refusal.too_many_refusals.instead':
    'Antworten Sie auf eine unserer Mails, dann hilft Ihnen unser Support.',
  'refusal.fulfilled.why':
    'In unseren Aufzeichnungen steht, dass ein Code angekommen ist und die Aktivierung abgeschlossen wurde.',
  'refusal.fulfilled.instead':
    'Wenn der Code kam, die Nummer aber nicht funktioniert hat, sagen Sie uns stattdessen das, mit Bildern.',
  'refusal.needs_sms.why': 'In unseren Aufzeichnungen steht kein Code für diese Nummer.',
  'refusal.needs_sms.instead': 'Sagen Sie uns, dass kein Code kam: Dann brauchen Sie keine Bilder.',
  'refusal.no_reason.why': 'Was Sie geschrieben haben, ist zu kurz, um es zu beurteilen.',
  'refusal.no_reason.instead': 'Schreiben Sie mit mindestens {least, number} Zeichen, was geschehen ist.',
  'refusal.disqualified.why':
    'Bei einer früheren Reklamation wurde der Zugang abgelehnt. Deshalb kann zu diesem Kauf kein schwerer Mangel mehr reklamiert werden.',
  'refusal.disqualified.instead': 'Andere Probleme können Sie noch reklamieren.',
  'refusal.not_allowed.why': 'Bei diesem Kauf ist das nicht möglich.',
  'refusal.not_allowed.instead': 'Die Seite Ihres Kaufs zeigt, was jetzt möglich ist.',
  'refusal.other_claim.why': 'Es ging um eine frühere Reklamation, und jetzt ist eine andere offen.',
  'refusal.other_claim.instead': 'Die Seite Ihres Kaufs zeigt, was jetzt möglich ist.',
  'refusal.changed.why': 'Ihr Kauf hat sich geändert, seit Sie diese Seite geöffnet haben.',
  'refusal.changed.instead': 'Sehen Sie ihn sich noch einmal an, bevor Sie entscheiden.',

  // For somebody without a link, and when something is wrong
  'find.title': 'Den Link zu Ihrem Kauf erhalten',
  'find.lead': 'Wir schicken einen neuen Link an die Mailadresse, mit der Sie gekauft haben.',
  'find.lost.title': 'Dieser Link öffnet Ihren Kauf nicht mehr',
  'find.lost.lead':
    'Vielleicht ist er zu alt, oder er gehört zu einem anderen Kauf, oder dieser Browser kennt ihn nicht. Nichts ist verloren: Wir schicken einen neuen Link an die Mailadresse, mit der Sie gekauft haben.',
  'find.purchase': 'Kauf',
  'find.purchase.hint': 'Er steht am Ende jeder unserer Mails, nach dem Wort Kauf.',
  'find.purchase.wrong': 'Schreiben Sie den Kauf so, wie unsere Mails ihn nennen.',
  'find.email': 'Mailadresse',
  'find.email.hint': 'Die Adresse, an die unsere Mails zu diesem Kauf kommen.',
  'find.email.wrong': 'Schreiben Sie eine Mailadresse, zum Beispiel name@example.com.',
  'find.send': 'Link zuschicken',
  'sent.title': 'Sehen Sie in Ihr Postfach',
  'sent.lead':
    'Wenn es diesen Kauf gibt und er mit dieser Adresse getätigt wurde, ist eine Mail mit einem Link an sie unterwegs. Wir schicken höchstens eine in fünf Minuten.',
  'sent.no_mail':
    'Nach einigen Minuten noch keine Mail? Sehen Sie unter den unerwünschten Mails nach, oder {again}, mit dem Kauf so, wie unsere Mails ihn nennen.',
  'sent.try_again': 'versuchen Sie es noch einmal',
  'unavailable.title': 'Jetzt nicht verfügbar',
  'unavailable.heading': 'Das ist jetzt nicht verfügbar',
  'unavailable.lead':
    'Etwas bei uns antwortet nicht. Ihr Kauf ist sicher, und seine Fristen laufen weiter wie bisher. Wenn Sie gerade etwas abgeschickt haben und diese Seite sehen, schicken Sie es noch einmal: Es wird nur einmal ausgeführt.',
  'unavailable.again': 'Bitte versuchen Sie es in einer Minute noch einmal.',
  'too_many.title': 'Zu viele Versuche',
  'too_many.lead':
    'Es wurde nichts ausgeführt. Bitte warten Sie {time}, gehen Sie zurück, und versuchen Sie es noch einmal.',
  'not_found.title': 'Diese Seite gibt es nicht',
  'not_found.lead':
    'Vielleicht ist die Adresse abgeschnitten. Öffnen Sie den Link in unserer Mail noch einmal, oder {find}.',
  'not_found.get_link': 'lassen Sie sich einen neuen Link schicken',
  'unread.title': 'Das war nicht lesbar',
  'unread.too_long':
    'Was Sie geschickt haben, ist zu lang: Ein Text hat höchstens {most, number} Zeichen. Gehen Sie zurück, kürzen Sie ihn, und schicken Sie ihn noch einmal.',
  'unread.no_form':
    'Was hier angekommen ist, ist keines unserer Formulare. Deshalb wurde nichts ausgeführt. Gehen Sie zurück, und schicken Sie es noch einmal.',
  'not_ours.title': 'Bitte schicken Sie es noch einmal',
  'not_ours.heading': 'Es wurde nichts ausgeführt',
  'not_ours.lead':
    'Dieses Formular kam nicht von einer offenen Seite Ihres Kaufs. Öffnen Sie den Link in unserer Mail noch einmal, und schicken Sie es von dort.',
  'broken.title': 'Hier ist etwas kaputt',
  'broken.lead':
    'Es ist unser Fehler, verzeichnet unter {reference}. Ihr Kauf ist sicher. Bitte versuchen Sie es noch einmal, oder antworten Sie auf eine unserer Mails.',
} as const satisfies PageCatalogue;
