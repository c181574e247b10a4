/** A reply as it is sent in the field. */
export interface SmtpReply {
  from: string;
  /** What the server answers to. */
  to: 'RCPT TO' | 'DATA';
  reply: string;
}

const rcpt = (from: string, ...replies: string[]): SmtpReply[] =>
  replies.map((reply) => ({ from, to: 'RCPT TO', reply }));
const data = (from: string, ...replies: string[]): SmtpReply[] =>
  replies.map((reply) => ({ from, to: 'DATA', reply }));

/** The address will never take a mail: a person has to correct it. */
export const NAMES_THE_RECIPIENT: readonly SmtpReply[] = [
  ...rcpt(
    'Gmail',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550 5.1.1 unnecessary spaces. a1-2002 - gsmtp",
    '550 5.2.1 The email account that you tried to reach is disabled. a1-2002 - gsmtp',
    "553 5.1.2 We weren't able to find the recipient domain. Please check for any spelling errors. - gsmtp",
    '553 5.1.3 The recipient address <kundin@example.org> is not a valid RFC 5321 address. - gsmtp',
  ),
  ...rcpt(
    'Exchange Online',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kundin@example.org not found by SMTP address lookup',
    '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
    '550 5.2.1 RESOLVER.FWD.NotFound; misconfigured forwarding address',
  ),
  ...data(
    'Exchange Online',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  ),
  ...data(
    'Yahoo',
    "554 delivery error: dd This user doesn't have a yahoo.com account (kundin@yahoo.com) [0] - mta1.mail.yahoo.com",
    '554 delivery error: dd Sorry your message to kundin@yahoo.com cannot be delivered. This account has been disabled or discontinued [#102].',
  ),
  ...rcpt(
    'Yahoo',
    '554 30 Sorry, your message to kundin@yahoo.com cannot be delivered. This mailbox is disabled (554.30).',
  ),
  ...rcpt(
    'iCloud',
    '550 5.1.1 <kundin@icloud.com>: user does not exist',
    '550 5.1.6 recipient no longer on server: kundin@me.com',
  ),
  ...rcpt('AOL', '550 MAILBOX NOT FOUND', '550 5.1.1 <kundin@aol.com>: Recipient address rejected: aol.com'),
  ...rcpt(
    'Postfix',
    '550 5.1.1 <kundin@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
    '550 <kundin@example.org>: Recipient address rejected: User unknown in local recipient table',
    '550 5.1.1 <kundin@example.org>: Recipient address rejected: undeliverable address: host mx.example.org said: 550 no such user',
    '556 5.1.10 <kundin@example.org>: Recipient address rejected: Domain example.org does not accept mail (nullMX)',
    '550 5.1.6 <kundin@example.org>: Recipient address rejected: User has moved to kundin@example.net',
    '511 5.1.1 <kundin@example.org>: no such mailbox here',
  ),
  ...rcpt(
    'Exim',
    '550 No such user here',
    '550 Unrouteable address',
    '550 unknown user',
    '501 Error: Bad recipient address syntax',
    '550 Unknown local part kundin in <kundin@example.org>',
  ),
  ...rcpt(
    'Sendmail',
    '550 5.1.1 <kundin@example.org>... User unknown',
    '550 5.1.1 <kundin@example.org>... Addressee unknown, relay=[192.0.2.1]',
  ),
  ...rcpt(
    'qmail',
    '553 sorry, no mailbox here by that name. (#5.1.1)',
    '550 sorry, no mailbox here by that name (#5.1.1 - chkuser)',
  ),
  ...rcpt(
    'Barracuda',
    '550 cuda_nsu 5.1.1 <kundin@example.org> Recipient address rejected: User unknown',
    '550 No such user (kundin@example.org)',
  ),
  ...rcpt('Cisco IronPort', '550 #5.1.0 Address rejected.', '550 #5.1.0 Address rejected kundin@example.org'),
  ...rcpt(
    'Proofpoint',
    '550 5.1.1 <kundin@example.org>: Recipient address rejected: User unknown',
    '550 5.1.1 User Unknown',
  ),
  ...rcpt('Mimecast', '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [a1]'),
  ...rcpt(
    'GMX',
    '550 5.1.1 <kundin@gmx.at>... User is unknown',
    '550 5.2.1 <kundin@gmx.at>... User is inactive',
  ),
  ...rcpt('WEB.DE', '550 User unknown.', '550 Benutzer nicht bekannt/User unknown'),
  ...rcpt('T-Online', '550 5.1.1 user unknown'),
  ...rcpt(
    'mail.ru',
    '550 Message was not accepted -- invalid mailbox. Local mailbox kundin@mail.ru is unavailable: user not found',
  ),
  ...rcpt('SendGrid', '551 User does not exist', '553 Invalid/inactive user'),
  ...rcpt('Zoho', '550 5.1.1 User does not exist - <kundin@zoho.com>'),
  ...rcpt('Amazon SES', '550 5.1.1 Recipient address rejected: the mailbox does not exist'),
  // An address whose own name speaks of something else.
  ...rcpt(
    'Postfix',
    '550 5.1.1 <spam.sender@blocked.example>: Recipient address rejected: User unknown in virtual mailbox table',
  ),
];

/** Our account, our address, a list, a limit, a full mailbox, or nothing clear at all: the same mail can get through later. */
export const ANYTHING_ELSE: readonly SmtpReply[] = [
  ...data(
    'Amazon SES',
    '554 Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: returns@instaotp.example',
    '554 Access denied: User `arn:aws:iam::1:user/returns` is not authorized to perform `ses:SendRawEmail`',
    '554 Transaction failed: Address length is more than 320 characters long',
    '554 Daily message quota exceeded',
  ),
  ...rcpt(
    'Gmail',
    '550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com/a/answer/166852 - gsmtp',
    '550-5.2.1 The user you are trying to contact is receiving mail at a rate that\n550 5.2.1 prevents additional messages from being delivered. - gsmtp',
    '550 5.7.0 Mail relay denied. - gsmtp',
    '550 5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you have registered is not recognized. - gsmtp',
    '552-5.2.2 The email account that you tried to reach is over quota. Please direct the recipient to\n552 5.2.2 clear some space - gsmtp',
  ),
  ...data(
    'Gmail',
    '550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. - gsmtp',
    '550-5.7.1 Our system has detected that this message is likely unsolicited mail. To\n550 5.7.1 reduce the amount of spam this message has been blocked. - gsmtp',
    '550-5.7.1 Daily SMTP relay limit exceeded for customer.\n550 5.7.1 - gsmtp',
    '554 5.7.0 Too many unauthenticated commands. - gsmtp',
  ),
  ...rcpt(
    'Exchange Online',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/',
    '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.',
    '550 5.1.8 Access denied, bad outbound sender',
    '550 5.4.1 Recipient address rejected: Access denied. [mail.protection.outlook.com]',
    '550 5.7.1 RESOLVER.RST.AuthRequired; authentication required',
    '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
    '530 5.7.57 Client not authenticated to send mail.',
    '550 5.7.64 TenantAttribution; Relay Access Denied',
    '550 5.1.0 Sender denied',
  ),
  ...data(
    'Exchange Online',
    '550 5.7.501 Service unavailable. Spam abuse detected from IP range.',
    '550 5.7.509 Access denied, sending domain does not pass DMARC verification',
  ),
  ...rcpt(
    'Outlook.com',
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
    "550 SC-001 (BAY004-MC1F5) Unfortunately, messages from 192.0.2.1 weren't sent.",
    '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).',
  ),
  ...rcpt(
    'Yahoo',
    "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list; see http://postmaster.yahoo.com/550-bl23.html",
    '553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.',
    '553 VS99-IP1 deferred',
  ),
  ...data(
    'Yahoo',
    '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
    '554 delivery error: dd Sorry, your message to kundin@yahoo.com cannot be delivered. This account is over quota.',
  ),
  ...rcpt(
    'Postfix',
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1',
    '554 5.7.1 <kundin@example.org>: Relay access denied',
    '550 5.1.0 <returns@instaotp.example>: Sender address rejected: User unknown in virtual mailbox table',
    '550 <returns@instaotp.example>: Sender address rejected: Domain not found',
    '553 5.7.1 <returns@instaotp.example>: Sender address rejected: not owned by user returns',
    '550 5.7.1 <mail.instaotp.example>: Helo command rejected: Host not found',
    '503 5.5.1 Error: need MAIL command',
    '552 5.3.4 Message size exceeds fixed limit',
    '550 5.7.23 <kundin@example.org>: Recipient address rejected: Message rejected due to: SPF fail - not authorized.',
  ),
  ...rcpt(
    'Exim',
    '550-Verification failed for <returns@instaotp.example>\n550-The mail server could not deliver mail to returns@instaotp.example. No Such User Here\n550 Sender verify failed',
    '550 relay not permitted',
    '550 JunkMail rejected - mail.instaotp.example [192.0.2.1] is in an RBL, see https://www.spamhaus.org/query/ip/192.0.2.1',
    '550 Please turn on SMTP Authentication in your mail client.',
    '550 Administrative prohibition',
  ),
  ...rcpt(
    'Sendmail',
    '550 5.7.1 <kundin@example.org>... Relaying denied',
    '553 5.1.8 <returns@instaotp.example>... Domain of sender address does not exist',
    '550 5.7.1 Access denied',
  ),
  ...rcpt(
    'SendGrid',
    '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
    '550 Unauthenticated senders not allowed',
    '550 Temporarily blocked due to repeated bad requests',
  ),
  ...data(
    'Mailgun',
    '550 5.7.1 Domain sandbox.mailgun.org is not allowed to send: recently added',
    '554 5.7.1 Sandbox subdomains are for test purposes only',
  ),
  ...rcpt('Postmark', '550 5.7.1 Invalid From address: signature not confirmed'),
  ...rcpt(
    'Cisco IronPort',
    "550 #5.7.1 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
    "554-mx1.example.org\n554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
  ),
  ...rcpt(
    'Proofpoint',
    '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1',
    '550 5.7.1 Blocked by sender policy',
  ),
  ...rcpt(
    'Mimecast',
    '554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554',
    '550 Rejected by header based Anti-Spoofing policy: returns@instaotp.example',
  ),
  ...rcpt(
    'Barracuda',
    '550 Blocked',
    '550 rejecting spoofed message',
    '554 Service unavailable; Client host [192.0.2.1] blocked using Barracuda Reputation',
  ),
  ...rcpt(
    'GMX',
    '550 <kundin@gmx.at>: Requested action not taken: mailbox unavailable',
    '550 <kundin@gmx.at>: Reject due to SPF policy. The originating IP of the message is not permitted by the domain owner',
    '552 Requested mail action aborted: exceeded storage allocation',
  ),
  ...rcpt(
    'WEB.DE',
    '550 Benutzer hat das Speichervolumen ueberschritten. / User has exhausted allowed storage space.',
  ),
  ...rcpt(
    'T-Online',
    '552 5.2.2 Over STORAGE quota',
    '554 IP=192.0.2.1 - A problem occurred. Ask your postmaster for help or to contact tosa@rx.t-online.de',
  ),
  ...rcpt(
    'chkuser',
    '552 5.1.1 5.2.2 sorry, final recipient mailbox is full (chkuser)',
    '550 5.1.1 <kundin@example.org> sender is blocklisted',
    '550 5.1.0 0bcW1i00G0jifNx01bcmHa blocked by SPF',
  ),
  ...rcpt(
    'iCloud',
    '554 5.7.1 [HM08] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137',
    '552 5.2.2 <kundin@icloud.com>: user is over quota',
  ),
  ...data(
    'a virus scanner',
    '554 5.6.0 id=1 - message refused',
    '550 looks like spam',
    '554 5.7.1 message content rejected',
  ),
  // Hosts whose addresses look like a code.
  ...rcpt('Exim', '550 rejected because 5.1.1.20 is in a black list at bl.example.net'),
  // Not in the list of codes, whatever its words: the code is what the server means.
  ...rcpt('Yandex', '550 5.7.1 No such user!'),
  ...rcpt('an unknown server', '550 no', '550 5.0.0 not now', '551 forward', '553 refused', '599 5.9.9 odd'),
];
