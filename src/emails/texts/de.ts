import type { Catalogue } from './catalogue.ts';

/**
 * Every text of the mails in German: plain, and with "Sie". What is put in for a period or a claim stands in the nominative
 * ("5 Tage", "schwerer Mangel"), so the sentences around it are built for that. Texts under `money` read on from "Ihr
 * Geld:", those under `until` are followed by the word "bis" and an instant.
 */
export const de = {
  'clause.R1.title': 'Nummer genutzt',
  'clause.R1.plain':
    'Ihr Code ist angekommen, und die Aktivierung wurde abgeschlossen. Deshalb gibt es keine automatische Erstattung.',
  'clause.R2.title': 'Keine SMS in der Frist',
  'clause.R2.plain':
    'Es ist rechtzeitig keine SMS angekommen. Deshalb wird die Aktivierung storniert, und Sie erhalten den Preis zurück.',
  'clause.C1.title': 'SMS nie angekommen',
  'clause.C1.plain': 'Wenn auf Ihrer Nummer keine SMS angekommen ist, erhalten Sie Ihr Geld zurück.',
  'clause.C2.title': 'Nummer nicht nutzbar',
  'clause.C2.plain':
    'Wenn eine SMS angekommen ist, die Nummer aber nicht genutzt werden konnte, brauchen wir Screenshots, um zu entscheiden.',
  'clause.C3.title': 'Schwerer Mangel',
  'clause.C3.plain':
    'Wenn bei uns etwas defekt ist, dürfen wir es in der Zeit beheben, die uns die Richtlinie dafür gibt.',
  'clause.C3a.title': 'Nicht rechtzeitig behoben',
  'clause.C3a.plain':
    'Wenn wir den Mangel nicht rechtzeitig beheben, wählen Sie: den vollen Preis zurück oder einen gleichwertigen Ersatz.',
  'clause.C3b.title': 'Zugang zu Ihrem System',
  'clause.C3b.plain':
    'Wir dürfen Sie bitten, uns Ihren Host oder Server ansehen zu lassen. Unsere Frist ruht, solange wir auf Ihre Antwort warten. Ohne Zugang kann die Reklamation nicht weitergehen.',
  'clause.X1.title': 'Falsche Verwendung',
  'clause.X1.plain': 'Fehler bei der Verwendung der API oder des Produkts sind nicht abgedeckt.',
  'clause.X2.title': 'Fehler in anderer Software',
  'clause.X2.plain': 'Fehler in Software, die nicht von uns stammt, sind nicht abgedeckt.',
  'clause.X3.title': 'Unverträgliche Software Dritter',
  'clause.X3.plain':
    'Wenn das Produkt mit der Software eines Dritten nicht funktioniert, ist das nicht abgedeckt.',
  'clause.P1.title': 'Frist für Reklamationen',
  'clause.P1.plain':
    'Eine Reklamation muss innerhalb der Frist eingereicht werden; danach gilt die Nummer als aktiviert.',
  'clause.P2.title': 'Begründung',
  'clause.P2.plain':
    'Eine Reklamation braucht eine ausführliche Begründung, damit wir sie beurteilen können.',
  'clause.P3.title': 'Geschäftsbedingungen',
  'clause.P3.plain': 'Eine Reklamation muss mit den Geschäftsbedingungen des Kaufs vereinbar sein.',

  // Around every mail
  'frame.greeting': 'Guten Tag,',
  'frame.greeting_by_name': 'Guten Tag {name},',
  'frame.about': 'Es geht um Ihre Nummer.',
  'frame.about_ending': 'Es geht um Ihre Nummer mit den Endziffern {ending}.',
  'frame.about_service': 'Es geht um Ihre Nummer für {service}.',
  'frame.about_service_ending': 'Es geht um Ihre Nummer für {service} mit den Endziffern {ending}.',
  'frame.your_money': 'Ihr Geld',
  'frame.what_you_can_do': 'Was Sie tun können',
  'frame.support_wrote': 'Unser Support schreibt',
  'frame.clause': 'Klausel {clause}, {title}',
  'frame.until': '{what} bis',
  'frame.until_at_least': '{what}, mindestens bis',
  'frame.until_at_least_remark':
    'Das genaue Ende zählt von dem Augenblick an, in dem unser Mailserver diese Mail annimmt. Früher als hier genannt ist es nie.',
  'frame.link_or_address': 'Falls der Knopf die Seite nicht öffnet, öffnen Sie diese Adresse:',
  'frame.replies':
    'Sie können auch auf diese Mail antworten: Unser Support liest die Antworten. Eine Antwort allein entscheidet nichts. Es zählt, was Sie auf der Seite tun oder was unser Support für Sie einträgt.',
  'frame.footer':
    'Dies ist eine automatische Mail von {shop} zu Ihrem Kauf, nach Version {version} der Rückgaberichtlinie. Ein Tag hat in der Richtlinie 24 Stunden.',
  'frame.footer.by_reply':
    'Dies ist eine automatische Mail von {shop} zu Ihrem Kauf, nach Version {version} der Rückgaberichtlinie. Sie können antworten: Unser Support liest die Antworten. Ein Tag hat in der Richtlinie 24 Stunden.',
  'details.purchase': 'Kauf',
  'details.claim': 'Reklamation',
  'details.claim_value': '{claimId}, {claim} ({clause})',
  'details.refund_reference': 'Referenz der Erstattung',
  'details.reference': 'Referenz',
  'details.replacement': 'Kauf der neuen Nummer',

  // Kinds of claims, and lengths of time
  'claim_type.non_receipt': 'SMS nicht erhalten',
  'claim_type.invalid_number': 'Nummer nicht nutzbar',
  'claim_type.major_defect': 'schwerer Mangel',
  'duration.days': '{n, plural, one {# Tag} other {# Tage}}',
  'duration.hours': '{n, plural, one {# Stunde} other {# Stunden}}',
  'duration.minutes': '{n, plural, one {# Minute} other {# Minuten}}',
  'duration.two_units': '{larger} und {smaller}',
  'duration.less_than_a_minute': 'weniger als eine Minute',

  // Money that goes back
  'refund.full':
    'Eine Erstattung ist der volle Preis der ursprünglichen Zahlung, ohne weitere Entschädigung.',
  'refund.due_under_c2': 'Ihre Reklamation nach dieser Klausel ist anerkannt.',
  'refund.being_returned':
    '{amount} werden zurückgezahlt. Sie erhalten eine Mail mit der Referenz, sobald die Erstattung bestätigt ist.',
  'refund.nothing_to_do': 'Sie müssen nichts tun.',
  'refund.nothing_to_do_no_deadline': 'Sie müssen nichts tun und keine Frist beachten.',
  'refund.nothing_left_to_do': 'Sie müssen nichts mehr tun und keine Frist beachten.',

  'funds_returned.headline': 'Ihre Erstattung ist bestätigt',
  'funds_returned.preheader': '{amount} wurden zurückgezahlt. Sie müssen nichts mehr tun.',
  'funds_returned.what_happened': 'Ihre Erstattung ist bestätigt: {amount} wurden zurückgezahlt.',
  'funds_returned.money':
    'zurückgezahlt. Es kann etwas dauern, bis {amount} auf Ihrem Konto erscheinen; wie lange, hängt von Ihrem Zahlungsanbieter ab.',
  'funds_returned.not_found':
    'Wenn Sie das Geld nicht finden, antworten Sie auf diese Mail und nennen Sie die Referenz der Erstattung.',
  'funds_returned.link': 'Sehen, wo Ihr Geld ist',
  'funds_returned.otherwise.headline': 'Ihr Geld ist zurückgekommen',
  'funds_returned.otherwise.preheader':
    '{amount} sind auf anderem Weg zu Ihnen zurückgekommen. Wir zahlen nichts zusätzlich.',
  'funds_returned.otherwise.what_happened':
    'Nach unseren Unterlagen sind {amount} schon ohne eine Erstattung von uns zu Ihnen zurückgekommen, zum Beispiel durch eine Rückbuchung, über Ihre Bank oder auf Ihr Guthabenkonto.',
  'funds_returned.otherwise.money':
    'auf anderem Weg zurückgekommen. Wir zahlen {amount} nicht ein zweites Mal.',
  'funds_returned.otherwise.not_found':
    'Wenn Sie das Geld nicht finden, antworten Sie auf diese Mail und nennen Sie die Referenz.',

  'refund_pending.headline': 'Ihre Erstattung ist unterwegs',
  'refund_pending.preheader': '{amount} sind auf dem Weg zu Ihnen. Sie müssen nichts tun.',
  'refund_pending.what_happened':
    'Wir haben Ihre Erstattung in Auftrag gegeben, und {amount} sind auf dem Weg zu Ihnen. Banken und Zahlungsanbieter brauchen dafür manchmal mehrere Tage.',
  'refund_pending.money':
    'unterwegs, aber noch nicht als zurückgezahlt bestätigt. Sobald es bestätigt ist, erhalten Sie eine Mail mit der Referenz der Erstattung.',
  'refund_pending.we_keep_asking':
    'Wir fragen nach, bis das Geld angekommen ist, und schreiben Ihnen, wenn es ungewöhnlich lange dauert.',
  'refund_pending.link': 'Sehen, wo Ihr Geld ist',

  'refund_delayed.headline': 'Ihre Erstattung verzögert sich',
  'refund_delayed.preheader': 'Wir versuchen weiter, {amount} zurückzuzahlen. Sie müssen nichts tun.',
  'refund_delayed.what_happened':
    'Es tut uns leid: Die Rückzahlung von {amount} dauert länger, als sie sollte. Sie haben nichts falsch gemacht. Wir versuchen es weiter, bis es gelingt, und auch jemand aus unserem Support sieht es sich an.',
  'refund_delayed.money':
    'noch nicht als zurückgezahlt bestätigt. Sobald es bestätigt ist, erhalten Sie eine Mail mit der Referenz der Erstattung.',
  'refund_delayed.if_an_sms_came':
    'Wenn sich bei der Stornierung zeigt, dass doch eine SMS angekommen war, gibt es keine automatische Erstattung. Sie können dann reklamieren, solange die Frist dafür läuft (P1).',
  'refund_delayed.link': 'Sehen, wo Ihr Geld ist',

  'refund_failed.headline': 'Ihre Erstattung ist fehlgeschlagen',
  'refund_failed.preheader': 'Wir schulden Ihnen weiterhin {amount}. Unser Support kümmert sich jetzt darum.',
  'refund_failed.what_happened':
    'Es tut uns leid: Wir hatten Ihnen geschrieben, dass {amount} zurückgezahlt wurden, aber diese Erstattung ist fehlgeschlagen. Das Geld hat Sie doch nicht erreicht. Das kommt zum Beispiel vor, wenn eine Bank eine Zahlung zurückschickt.',
  'refund_failed.still_owed': 'Diese Klausel gilt weiterhin, und nach ihr schulden wir Ihnen {amount}.',
  'refund_failed.money':
    'Wir schulden es Ihnen weiterhin. {amount} wurden nicht zurückgezahlt; jemand aus unserem Support kümmert sich jetzt darum.',
  'refund_failed.what_helps':
    'Sie können auf diese Mail antworten. Es hilft uns zu wissen, ob es die Karte oder das Konto, womit Sie bezahlt haben, noch gibt. Bitte nennen Sie die Nummer nicht.',
  'refund_failed.no_deadline':
    'Sie müssen nichts tun und keine Frist beachten. Durch Warten verlieren Sie nichts.',
  'refund_failed.link': 'Sehen, wo Ihr Geld ist',

  // Claims, whatever their kind
  'claim.money_while_open':
    'bei uns, solange Ihre Reklamation offen ist. Wird sie anerkannt, erhalten Sie den vollen Preis zurück.',
  'claim.how_to_file':
    'Um zu reklamieren, öffnen Sie Ihren Kauf über den Link in dieser Mail und schreiben Sie mit mindestens {characters, number} Zeichen, was geschehen ist (P2).',
  'claim.how_to_file.by_reply':
    'Um zu reklamieren, antworten Sie auf diese Mail und schreiben Sie mit mindestens {characters, number} Zeichen, was geschehen ist (P2).',
  'claim.window':
    'Die Richtlinie gibt Ihnen {period} ab dem Kauf Zeit zu reklamieren (P1): nur eine Reklamation zur selben Zeit, höchstens {claims, number} insgesamt.',
  'claim.no_further': 'Zu diesem Kauf können Sie nicht mehr reklamieren.',
  'claim.another_until': 'Sie können noch einmal reklamieren',
  'claim.money_stays': 'bleibt bei uns.',
  'claim.money_stays_unless': 'bleibt bei uns, sofern nicht eine weitere Reklamation anerkannt wird.',
  'claim.object':
    'Wenn Sie meinen, dass das falsch ist, öffnen Sie den Link in dieser Mail und schreiben Sie unserem Support, was wir übersehen haben. Nennen Sie, was es zeigt, zum Beispiel {example}. Jemand aus unserem Support liest es und antwortet Ihnen.',
  'claim.object.by_reply':
    'Wenn Sie meinen, dass das falsch ist, antworten Sie auf diese Mail: Nennen Sie die Reklamation, die unten steht, sagen Sie, was wir übersehen haben, und fügen Sie hinzu, was es zeigt, zum Beispiel {example}. Jemand aus unserem Support liest es und antwortet Ihnen.',

  'claim_received.headline': 'Wir haben Ihre Reklamation',
  'claim_received.preheader': 'Ihre Reklamation ({claim}) ist eingereicht. Sie müssen nichts tun.',
  'claim_received.what_happened': 'Ihre Reklamation ist eingereicht: {claim}.',
  'claim_received.nothing_to_do': 'Sie müssen nichts tun.',
  'claim_received.link': 'Ihre Reklamation verfolgen',
  'claim_received.refund.what_follows':
    'In unseren Aufzeichnungen gibt es keine SMS für Ihre Nummer, und das spricht für Ihre Reklamation. Wir stornieren zuerst die Aktivierung und zahlen dann den Preis zurück.',
  'claim_received.refund.money':
    'bei uns, bis die Erstattung bestätigt ist; dann erhalten Sie eine Mail. Wenn sich bei der Stornierung zeigt, dass doch eine SMS angekommen war, entscheiden wir danach über Ihre Reklamation.',
  'claim_received.review.what_follows': 'Unser Support prüft sie und hat dafür {period} Zeit.',
  'claim_received.review.until': 'Unser Support hat Zeit zu entscheiden',
  'claim_received.review.if_late':
    'Wenn sich unser Support verspätet, bleibt Ihre Reklamation offen, und wir sagen es Ihnen. Nichts wird gegen Sie entschieden, nur weil Zeit vergangen ist.',
  'claim_received.review.nothing_to_do': 'Sie müssen nichts tun.',
  'claim_received.review.what_you_may':
    'Auf der Seite hinter dem Link in dieser Mail können Sie die Reklamation zurückziehen. Dort steht auch, wie Sie Screenshots als Belege nachreichen. Verdecken Sie Codes und Passwörter: Wir fragen nie danach.',
  'claim_received.review.what_you_may.by_reply':
    'Sie können auf diese Mail antworten, um Screenshots als Belege nachzureichen oder die Reklamation zurückzuziehen. Verdecken Sie Codes und Passwörter: Wir fragen nie danach.',
  'claim_received.parked.what_follows':
    'Der Preis dieses Kaufs ist schon ohne eine Reklamation auf dem Weg zurück zu Ihnen. Ihre Reklamation wartet, bis das geklärt ist.',
  'claim_received.parked.then':
    'Wenn die Erstattung bestätigt ist, endet Ihre Reklamation, weil nichts mehr zu fordern ist. Wenn die Erstattung fehlschlägt, entscheiden wir über Ihre Reklamation, und es zählt der Zeitpunkt, zu dem Sie sie eingereicht haben.',
  'claim_received.parked.money':
    'auf dem Weg zurück. Sie erhalten eine Mail, sobald die Erstattung bestätigt ist.',

  'claim_refused.headline': 'Ihre Reklamation wurde nicht angenommen',
  'claim_refused.preheader': '{why}',
  'claim_refused.what_happened':
    'Sie wollten eine Reklamation einreichen ({claim}). Das war nicht möglich. {why}',
  'claim_refused.does_not_count': 'Diese Anfrage zählt nicht als eine Ihrer Reklamationen.',
  'claim_refused.object':
    'Wenn Sie meinen, dass das falsch ist, antworten Sie auf diese Mail: Sagen Sie, was wir übersehen haben, und fügen Sie hinzu, was es zeigt. Wenn die Anfrage nicht von Ihnen kam, antworten Sie und sagen Sie es uns.',
  'claim_refused.money':
    'von dieser Mail nicht betroffen. Wenn es schon auf dem Weg zurück zu Ihnen ist, kommt es weiterhin an.',
  'claim_refused.until': 'Sie können reklamieren',
  'claim_refused.until_another_kind': 'Sie können aus einem anderen Grund reklamieren',
  'claim_refused.link': 'Sehen, was Sie reklamieren können',
  'claim_refused.too_late.why': 'Die Frist für Reklamationen ist vorbei.',
  'claim_refused.too_late.hint':
    'Zu diesem Kauf können Sie nichts mehr einreichen. Die Frist dafür betrug {period} ab dem Kauf.',
  'claim_refused.fulfilled.why':
    'Auf Ihrer Nummer ist eine SMS angekommen, und die Aktivierung wurde abgeschlossen.',
  'claim_refused.fulfilled.hint':
    'Wenn die Nummer trotzdem nicht genutzt werden konnte, können Sie das auf der Seite hinter dem Link in dieser Mail sagen. Das ist eine Reklamation nach C2, Nummer nicht nutzbar, und braucht Screenshots, die es zeigen.',
  'claim_refused.fulfilled.hint.by_reply':
    'Wenn die Nummer trotzdem nicht genutzt werden konnte, antworten Sie auf diese Mail mit Screenshots, die es zeigen: Das ist eine Reklamation nach C2, Nummer nicht nutzbar.',
  'claim_refused.needs_sms.why':
    'Für Ihre Nummer ist keine SMS verzeichnet, und diese Reklamation ist für Nummern, die eine erhalten haben.',
  'claim_refused.needs_sms.hint':
    'Wenn Sie keine SMS erhalten haben, können Sie das auf der Seite hinter dem Link in dieser Mail sagen. Das ist eine Reklamation nach C1, SMS nicht erhalten. Sie braucht keine Screenshots.',
  'claim_refused.needs_sms.hint.by_reply':
    'Wenn Sie keine SMS erhalten haben, antworten Sie auf diese Mail und sagen Sie es: Das ist eine Reklamation nach C1, SMS nicht erhalten. Sie braucht keine Screenshots.',
  'claim_refused.disqualified.why':
    'Der Zugang zu Ihrem System wurde bei einer früheren Reklamation verweigert.',
  'claim_refused.disqualified.hint':
    'Zu diesem Kauf kann kein schwerer Mangel mehr reklamiert werden. Aus einem anderen Grund können Sie noch reklamieren, solange die Frist dafür läuft. Wenn auf unsere Bitte um Zugang in der Frist ({period}) keine Antwort kommt, zählt auch das als Ablehnung.',

  'claim_approved.headline': 'Ihre Reklamation ist anerkannt',
  'claim_approved.preheader': 'Sie erhalten {amount} zurück.',
  'claim_approved.what_happened': 'Ihre Reklamation ({claim}) ist anerkannt. Sie erhalten {amount} zurück.',
  'claim_approved.refund_only':
    'Eine neue Nummer können Sie diesmal nicht wählen: Nach {replacements, plural, one {# neuen Nummer} other {# neuen Nummern}} in Folge wird ein Mangel erstattet.',
  'claim_approved.link': 'Sehen, wo Ihr Geld ist',

  'claim_rejected.headline': 'Ihre Reklamation wurde abgelehnt',
  'claim_rejected.preheader': 'Der Grund ist Klausel {clause}.',
  'claim_rejected.by_the_record':
    'Es tut uns leid: Unsere Aufzeichnungen zu diesem Kauf widersprechen Ihrer Reklamation ({claim}). Deshalb ist sie abgelehnt. Der Grund ist diese Klausel:',
  'claim_rejected.by_support':
    'Es tut uns leid: Unser Support hat Ihre Reklamation ({claim}) geprüft und abgelehnt. Der Grund ist diese Klausel:',
  'claim_rejected.what_shows_it': 'einen Screenshot mit der Uhrzeit oder die genaue Fehlermeldung',
  'claim_rejected.link': 'Dem Support sagen, warum Sie widersprechen',

  'claim_withdrawn.headline': 'Ihre Reklamation ist zurückgezogen',
  'claim_withdrawn.preheader': 'Die Reklamation ist ohne Entscheidung beendet.',
  'claim_withdrawn.what_happened':
    'Ihre Reklamation ({claim}) wurde zurückgezogen und ist ohne Entscheidung beendet. Wenn Sie das nicht wollten, antworten Sie auf diese Mail.',
  'claim_withdrawn.link': 'Sehen, wie es um Ihren Kauf steht',

  'claim_closed.headline': 'Ihre Reklamation ist beendet',
  'claim_closed.link': 'Sehen, wie es um Ihren Kauf steht',
  'claim_closed.forfeited.preheader': 'Es sind rechtzeitig keine Belege angekommen.',
  'claim_closed.forfeited.what_happened':
    'Ihre Reklamation ({claim}) ist verfallen: Bis zu der Frist, die wir Ihnen geschrieben hatten, sind keine Belege angekommen.',
  'claim_closed.forfeited.what_shows_it':
    'die Mail, mit der Sie die Screenshots geschickt haben, und deren Datum',
  'claim_closed.remedied.preheader': 'Der Mangel gilt als behoben.',
  'claim_closed.remedied.what_happened':
    'Der Mangel gilt als behoben: Sie hatten mindestens {period} Zeit zu widersprechen, und kein Widerspruch hat uns erreicht.',
  'claim_closed.remedied.what_shows_it': 'was noch immer nicht funktioniert, und seit wann',

  // Evidence and review
  'evidence.until': 'Sie können Belege schicken',
  'evidence.how_to_send':
    'Öffnen Sie den Link in dieser Mail: Auf der Seite steht, was gebraucht wird und wie Sie es schicken.',
  'evidence.how_to_send.by_reply': 'Antworten Sie auf diese Mail und hängen Sie die Screenshots an.',
  'evidence.cover_codes': 'Verdecken Sie darin vorher Passwörter und Codes. Wir fragen nie danach.',
  'evidence.if_none_support_decides':
    'Wenn nichts ankommt, entscheidet unser Support nach dem, was ihm vorliegt.',
  'evidence.if_none_forfeited':
    'Wenn bis dahin nichts ankommt, verfällt die Reklamation: Sie verlieren das Recht, dafür Geld zurückzubekommen.',
  'evidence.if_no_more':
    'Wenn nichts mehr ankommt, entscheidet unser Support nach den Belegen, die ihm vorliegen. Wenn bis dahin gar keine vorliegen, verfällt die Reklamation: Sie verlieren das Recht, dafür Geld zurückzubekommen.',

  'evidence_requested.headline': 'Bitte schicken Sie uns Belege',
  'evidence_requested.preheader': 'Öffnen Sie den Link: Dort steht, was gebraucht wird.',
  'evidence_requested.preheader.by_reply': 'Antworten Sie und hängen Sie die Screenshots an.',
  'evidence_requested.first':
    'Ihre Reklamation ({claim}) ist eingereicht. Um sie zu beurteilen, brauchen wir Belege: Screenshots, die zeigen, was nicht funktioniert hat.',
  'evidence_requested.more':
    'Um Ihre Reklamation ({claim}) zu beurteilen, braucht unser Support weitere Belege.',
  'evidence_requested.time':
    'Sie haben Zeit, bis die Frist für Reklamationen vorbei ist, und ab dieser Mail mindestens {period}. Wir erinnern Sie einmal, {reminder} vor dem Ende.',
  'evidence_requested.link': 'Bilder schicken',

  'evidence_reminder.headline': 'Erinnerung: Belege für Ihre Reklamation',
  'evidence_reminder.preheader': 'Öffnen Sie den Link: Dort steht, was gebraucht wird.',
  'evidence_reminder.preheader.by_reply': 'Antworten Sie und hängen Sie die Screenshots an.',
  'evidence_reminder.what_happened': 'Wir warten noch auf Belege für Ihre Reklamation ({claim}).',
  'evidence_reminder.only_one': 'Das ist die einzige Erinnerung.',
  'evidence_reminder.link': 'Bilder schicken',

  'review_delayed.headline': 'Die Entscheidung verzögert sich',
  'review_delayed.preheader': 'Ihre Reklamation bleibt offen. Die Verzögerung ist unsere Schuld.',
  'review_delayed.what_happened':
    'Es tut uns leid, dass Sie warten müssen: Unser Support hatte {period} Zeit, über Ihre Reklamation ({claim}) zu entscheiden, und hat es nicht getan. Die Verzögerung ist unsere Schuld. Unser Support weiß, dass die Entscheidung fällig ist, und entscheidet überfällige Reklamationen zuerst.',
  'review_delayed.stays_open':
    'Ihre Reklamation bleibt offen, bis ein Mensch darüber entscheidet. Durch Warten verlieren Sie kein Recht.',
  'review_delayed.no_deadline': 'Sie müssen nichts tun und keine Frist beachten.',
  'review_delayed.what_you_may':
    'Auf der Seite hinter dem Link in dieser Mail können Sie die Reklamation zurückziehen. Dort steht auch, wie Sie Belege nachreichen.',
  'review_delayed.what_you_may.by_reply':
    'Sie können auf diese Mail antworten, um Belege nachzureichen oder die Reklamation zurückzuziehen.',
  'review_delayed.link': 'Ihre Reklamation verfolgen',

  // Major defects
  'defect.until': 'Wir haben Zeit, den Mangel zu beheben,',
  'defect.if_we_fail':
    'Wenn wir ihn bis dahin nicht beheben, wählen Sie: den vollen Preis zurück, ohne weitere Entschädigung, oder eine gleichwertige neue Nummer (C3a). Nach {replacements, plural, one {# neuen Nummer} other {# neuen Nummern}} in Folge gibt es nur noch die Erstattung.',
  'defect.money_while_we_work':
    'bei uns, solange wir daran arbeiten. Wenn es uns nicht gelingt, erhalten Sie eine Erstattung oder eine neue Nummer (C3a).',
  'defect.nothing_to_do': 'Sie müssen nichts tun.',
  'defect.what_you_may':
    'Auf der Seite hinter dem Link in dieser Mail können Sie die Reklamation zurückziehen.',
  'defect.what_you_may.by_reply':
    'Sie können auf diese Mail antworten, um Belege nachzureichen oder die Reklamation zurückzuziehen.',

  'remediation_started.headline': 'Wir arbeiten an dem Mangel',
  'remediation_started.preheader': 'Sie müssen vorerst nichts tun.',
  'remediation_started.what_happened':
    'Sie haben einen schweren Mangel reklamiert. Wir dürfen den Mangel zunächst beheben.',
  'remediation_started.time': 'Das sind {period}, gezählt ab dem Augenblick Ihrer Reklamation.',
  'remediation_started.access':
    'Es kann sein, dass wir Sie bitten, uns Ihr System ansehen zu lassen. Unsere Frist ruht, solange wir auf Ihre Antwort warten. Ihr Ende verschiebt sich dann, und wir nennen Ihnen das neue (C3b).',
  'remediation_started.link': 'Die Behebung verfolgen',

  'remediation_resumed.headline': 'Wir arbeiten wieder an dem Mangel',
  'remediation_resumed.preheader': 'Unsere Frist, ihn zu beheben, läuft wieder.',
  'remediation_resumed.link': 'Die Behebung verfolgen',
  'remediation_resumed.access_granted.what_happened':
    'Sie haben dem Zugang zugestimmt, um den wir gebeten hatten. Vielen Dank.',
  'remediation_resumed.access_granted.paused':
    'Unsere Frist hat geruht, während wir auf Ihre Antwort gewartet haben ({paused}). Ihr Ende hat sich um diese Zeit verschoben.',
  'remediation_resumed.disputed.what_happened':
    'Sie haben uns mitgeteilt, dass der Mangel noch immer besteht.',
  'remediation_resumed.disputed.paused':
    'Unsere Frist hat von unserer Meldung bis zu Ihrem Widerspruch geruht ({paused}). Der Rest der Frist läuft ab jetzt.',
  'remediation_resumed.disputed.next_time':
    'Wenn Sie ein zweites Mal widersprechen müssen, gilt sofort Klausel C3a.',

  'remedied.headline': 'Der Mangel ist behoben',
  'remedied.preheader': 'Bitte prüfen Sie es. Sie können widersprechen.',
  'remedied.what_happened': 'Unser Support meldet, dass der Mangel behoben ist. Bitte prüfen Sie es.',
  'remedied.until': 'Wenn der Mangel noch besteht, können Sie widersprechen',
  'remedied.if_all_is_well': 'Wenn alles in Ordnung ist, müssen Sie nichts tun.',
  'remedied.how_to_dispute':
    'Wenn der Mangel noch besteht, öffnen Sie den Link in dieser Mail und widersprechen Sie dort: Schreiben Sie, was Sie sehen.',
  'remedied.how_to_dispute.by_reply':
    'Wenn der Mangel noch besteht, antworten Sie auf diese Mail, widersprechen Sie und schreiben Sie, was Sie sehen.',
  'remedied.time':
    'Sie haben ab dieser Mail {period} Zeit. Wenn wir bis dahin nichts von Ihnen hören, wird die Reklamation als behoben abgeschlossen.',
  'remedied.after_a_dispute':
    'Nach Ihrem ersten Widerspruch haben wir den Rest unserer Zeit, um den Mangel zu beheben. Wenn keine Zeit mehr bleibt oder wenn Sie ein zweites Mal widersprechen, gilt Klausel C3a.',
  'remedied.money':
    'bei uns. Wenn wir den Mangel nicht beheben können, erhalten Sie eine Erstattung oder eine neue Nummer (C3a).',
  'remedied.link': 'Sagen, dass es noch nicht funktioniert',

  // Access to the customer's system
  'access.until': 'Sie können antworten',
  'access.how_to_answer':
    'Öffnen Sie den Link in dieser Mail und sagen Sie dort, ob Sie einverstanden sind. Wenn ja, vereinbart unser Support mit Ihnen, wie er es sich ansieht.',
  'access.how_to_answer.by_reply':
    'Antworten Sie auf diese Mail und sagen Sie, ob Sie einverstanden sind. Unser Support vereinbart dann mit Ihnen, wie er es sich ansieht.',
  'access.no_passwords':
    'Schicken Sie kein Passwort, keinen Schlüssel und keinen Code. Wir fragen nie danach.',
  'access.money_while_open':
    'bei uns, solange die Reklamation offen ist. Wenn wir den Mangel nicht beheben können, erhalten Sie eine Erstattung oder eine neue Nummer (C3a).',

  'access_requested.headline': 'Dürfen wir Ihr System ansehen?',
  'access_requested.preheader': 'Unser Support braucht Zugang, um den Mangel zu finden.',
  'access_requested.what_happened':
    'Um den Mangel zu finden, bittet unser Support um Zugang zu Ihrem Host oder Server.',
  'access_requested.paused':
    'Unsere Frist, den Mangel zu beheben, ruht von dieser Bitte bis zu Ihrer Antwort. Wenn Sie zustimmen, läuft sie danach weiter.',
  'access_requested.time':
    'Sie haben ab dieser Mail {period} Zeit. Wenn Sie bis dahin nicht geantwortet haben, zählt das als Ablehnung. Nach einer Ablehnung endet diese Reklamation ohne Erstattung, und zu diesem Kauf kann kein schwerer Mangel mehr reklamiert werden.',
  'access_requested.link': 'Zugang erlauben oder ablehnen',

  'access_reminder.headline': 'Erinnerung: Dürfen wir Ihr System ansehen?',
  'access_reminder.preheader': 'Unser Support wartet auf Ihre Antwort.',
  'access_reminder.what_happened':
    'Unser Support wartet noch auf Ihre Antwort zum Zugang zu Ihrem Host oder Server.',
  'access_reminder.time':
    'Unsere Frist ruht, bis Sie antworten. Wenn Sie bis zu dem oben genannten Zeitpunkt nicht geantwortet haben, zählt das als Ablehnung. Nach einer Ablehnung endet diese Reklamation ohne Erstattung, und zu diesem Kauf kann kein schwerer Mangel mehr reklamiert werden.',
  'access_reminder.link': 'Zugang erlauben oder ablehnen',

  'access_refused.headline': 'Ihre Reklamation endet ohne Zugang',
  'access_refused.preheader': 'Die Reklamation eines schweren Mangels kann nicht weitergehen.',
  'access_refused.by_refusal':
    'Sie haben uns mitgeteilt, dass wir keinen Zugang zu Ihrem Host oder Server erhalten. Ohne ihn lässt sich der Mangel nicht finden.',
  'access_refused.by_silence':
    'Wir haben um Zugang zu Ihrem Host oder Server gebeten, und in der Frist ({period}) hat uns keine Antwort erreicht. Das zählt als Ablehnung.',
  'access_refused.what_follows':
    'Diese Reklamation ist deshalb ausgeschlossen: Sie endet ohne Erstattung, und Sie können zu diesem Kauf keinen schweren Mangel mehr reklamieren. Ihre anderen Käufe sind nicht betroffen.',
  'access_refused.money_stays_unless':
    'bleibt bei uns, sofern nicht eine Reklamation aus einem anderen Grund anerkannt wird.',
  'access_refused.until': 'Sie können aus einem anderen Grund (C1, C2) reklamieren',
  'access_refused.what_shows_it': 'wann und wo Sie zugestimmt haben',
  'access_refused.link': 'Sehen, wie es um Ihren Kauf steht',

  // Refund or replacement
  'choice.until': 'Sie können wählen',
  'choice.how_to_choose':
    'Öffnen Sie den Link in dieser Mail und wählen Sie dort. Sie sehen, was folgt, bevor Ihre Wahl zählt.',
  'choice.how_to_choose.by_reply':
    'Antworten Sie auf diese Mail mit dem Wort „Erstattung“ oder mit den Worten „neue Nummer“.',
  'choice.silence': 'Wenn wir bis dahin nichts von Ihnen hören, erhalten Sie die Erstattung.',
  'choice.refund': 'Erstattung',
  'choice.refund_means':
    'Sie erhalten den vollen Preis zurück. Eine Erstattung ist der volle Preis der ursprünglichen Zahlung, ohne weitere Entschädigung.',
  'choice.replacement': 'Neue Nummer',
  'choice.replacement_means':
    'Sie erhalten eine andere, gleichwertige Nummer. Das ist ein neuer Kauf mit eigenen Fristen, und Sie bezahlen dafür nichts.',
  'choice.money': 'noch bei uns. Es geht als Erstattung an Sie zurück oder bezahlt die neue Nummer.',

  'choice_offered.headline': 'Ihre Wahl: Erstattung oder neue Nummer',
  'choice_offered.preheader': 'Öffnen Sie den Link, um zu wählen.',
  'choice_offered.preheader.by_reply': 'Antworten Sie mit „Erstattung“ oder „neue Nummer“.',
  'choice_offered.not_in_time':
    'Es tut uns leid: Wir hatten {period} Zeit, den Mangel zu beheben, und haben es nicht geschafft. Sie wählen, was Sie stattdessen erhalten.',
  'choice_offered.not_possible':
    'Es tut uns leid: Unser Support meldet, dass sich der Mangel nicht beheben lässt. Sie wählen, was Sie stattdessen erhalten.',
  'choice_offered.disputed':
    'Vielen Dank für Ihre Nachricht, dass der Mangel noch besteht. Es tut uns leid, dass wir ihn nicht beheben konnten; unsere Zeit dafür ist vorbei. Sie wählen, was Sie stattdessen erhalten.',
  'choice_offered.time':
    'Sie haben {period} Zeit. Wenn wir bis dahin nichts von Ihnen hören, erhalten Sie die Erstattung.',
  'choice_offered.link': 'Erstattung oder neue Nummer wählen',

  'choice_reminder.headline': 'Erinnerung: Erstattung oder neue Nummer',
  'choice_reminder.preheader': 'Öffnen Sie den Link, um zu wählen.',
  'choice_reminder.preheader.by_reply': 'Antworten Sie mit „Erstattung“ oder „neue Nummer“.',
  'choice_reminder.what_happened': 'Sie haben noch nicht gewählt, was Sie für den Mangel erhalten.',
  'choice_reminder.link': 'Erstattung oder neue Nummer wählen',

  'choice_defaulted.headline': 'Sie erhalten eine Erstattung',
  'choice_defaulted.preheader': 'Uns hat rechtzeitig keine Wahl erreicht.',
  'choice_defaulted.what_happened':
    'Uns hat rechtzeitig keine Wahl erreicht. Deshalb erhalten Sie die Erstattung: {amount}.',
  'choice_defaulted.link': 'Sehen, wo Ihr Geld ist',

  'replacement_unavailable.headline': 'Zurzeit ist keine neue Nummer verfügbar',
  'replacement_unavailable.preheader': 'Sie können neu wählen oder auf die Erstattung warten.',
  'replacement_unavailable.what_happened':
    'Es tut uns leid: Sie haben eine neue Nummer gewählt, aber zurzeit ist keine gleichwertige verfügbar. Deshalb können Sie neu wählen.',
  'replacement_unavailable.until': 'Sie können neu wählen',
  'replacement_unavailable.time':
    'Sie haben ab jetzt mindestens {period} Zeit zu wählen. Wenn wir bis dahin nichts von Ihnen hören, erhalten Sie die Erstattung.',
  'replacement_unavailable.link': 'Erstattung oder neue Nummer wählen',

  'replacement_issued.headline': 'Sie haben eine neue Nummer',
  'replacement_issued.preheader': 'Sie gehört Ihnen zu dem Preis, den Sie schon bezahlt haben.',
  'replacement_issued.preheader_number':
    'Ihre neue Nummer: {phoneNumber}, zu dem Preis, den Sie schon bezahlt haben.',
  'replacement_issued.what_happened':
    'Sie haben eine gleichwertige neue Nummer gewählt, und hier ist sie. Damit ist der Kauf der ersten Nummer beendet.',
  'replacement_issued.new_number': 'Ihre neue Nummer',
  'replacement_issued.money':
    'bezahlt die neue Nummer; Sie bezahlen nichts mehr. Wenn deren Kauf mit einer Erstattung endet, erhalten Sie den vollen Preis der ursprünglichen Zahlung, einmal.',
  'replacement_issued.new_deadlines':
    'Die neue Nummer ist ein neuer Kauf. Ihre Fristen für die SMS und für Reklamationen beginnen neu, nach der aktuellen Version der Richtlinie.',
  'replacement_issued.nothing_to_do':
    'Sie müssen hier nichts tun. Benutzen Sie die neue Nummer so, wie Sie die erste benutzt hätten.',
  'replacement_issued.link': 'Ihre neue Nummer ansehen',

  // The end of the time to claim, links, addresses
  'claim_window_closing.headline': 'Die Frist für Reklamationen endet bald',
  'claim_window_closing.preheader': 'Stimmt etwas mit der Nummer nicht? Sie können noch reklamieren.',
  'claim_window_closing.what_happened':
    'Auf Ihrer Nummer ist eine SMS angekommen, aber die Aktivierung wurde nicht abgeschlossen. Wenn alles in Ordnung ist, müssen Sie nichts tun.',
  'claim_window_closing.until': 'Wenn etwas nicht funktioniert hat, können Sie reklamieren',
  'claim_window_closing.kinds':
    'Die Seite fragt nach dem Grund: SMS nicht erhalten (C1), Nummer nicht nutzbar (C2, mit Screenshots) oder schwerer Mangel (C3).',
  'claim_window_closing.kinds.by_reply':
    'Nennen Sie den Grund: SMS nicht erhalten (C1), Nummer nicht nutzbar (C2, hängen Sie Screenshots an) oder schwerer Mangel (C3).',
  'claim_window_closing.money':
    'bei uns. Wenn Sie bis dahin nicht reklamieren, bleibt es bei uns, und die Nummer gilt als aktiviert.',
  'claim_window_closing.only_reminder': 'Das ist die einzige Erinnerung.',
  'claim_window_closing.link': 'Sagen, was nicht funktioniert hat',

  'link_requested.headline': 'Der Link zu Ihrem Kauf',
  'link_requested.preheader': 'Sie haben ihn auf unserer Seite angefordert.',
  'link_requested.what_happened':
    'Sie haben einen Link zu diesem Kauf angefordert. Er zeigt, was geschehen ist und was Sie jetzt tun können.',
  'link_requested.keep_it':
    'Geben Sie diese Mail nicht weiter: Wer den Link hat, kann bei diesem Kauf für Sie handeln.',
  'link_requested.if_not_you':
    'Wenn Sie ihn nicht angefordert haben, müssen Sie nichts tun. Nur diese Adresse hat den Link erhalten.',
  'link_requested.money': 'nicht betroffen. Der Link bewegt kein Geld.',
  'link_requested.link': 'Sehen, wie es um Ihren Kauf steht',

  'contact_corrected.headline': 'Unsere Mails gehen jetzt an eine andere Adresse',
  'contact_corrected.preheader': 'Wenn Sie das nicht wollten, sagen Sie es uns bitte.',
  'contact_corrected.what_happened':
    'Unser Support wurde gebeten, die Mails zu diesem Kauf an eine andere Adresse zu schicken, und tut das jetzt. An diese Adresse kommen keine Mails mehr dazu.',
  'contact_corrected.if_you': 'Wenn Sie darum gebeten haben, müssen Sie nichts tun.',
  'contact_corrected.if_not_you':
    'Wenn nicht, antworten Sie auf diese Mail und sagen Sie es uns: Unser Support prüft dann, wer darum gebeten hat.',
  'contact_corrected.money': 'nicht betroffen. Eine andere Adresse bewegt kein Geld.',
} as const satisfies Catalogue;
