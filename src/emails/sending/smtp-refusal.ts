import { present } from '../../contract/present.ts';

/** The fields of nodemailer's errors that are used here. */
export interface SmtpError {
  code?: string | undefined;
  /** The code of the system or of OpenSSL. */
  originalCode?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
  timeoutType?: string | undefined;
}

/**
 * `rejected`: the mail will never reach this address. `unavailable`: anything else, such as the mail server, the network,
 * our own account or the content. The same mail can get through later.
 */
export type SmtpFault =
  | { kind: 'rejected'; responseCode: number; enhancedCode?: string }
  | { kind: 'unavailable'; what: string };

/** "Mailbox name not allowed" (RFC 5321): our own answer for an address that we do not send to any server. */
export const ADDRESS_NOT_POSSIBLE = 553;

/**
 * Whether a failure is final. Giving a mail up can cost the customer a right, and trying it once more costs nothing. So
 * only a refusal that names the recipient is final, and whatever is unclear is tried again.
 */
export function judgeSmtpError(error: SmtpError): SmtpFault {
  const { code, command, responseCode, response = '' } = error;
  // The sender was checked at start, so the address that cannot be used is the recipient's.
  if (code === 'EENVELOPE' && command === 'API') {
    return { kind: 'rejected', responseCode: ADDRESS_NOT_POSSIBLE };
  }
  const aboutTheMail = command === 'RCPT TO' || command === 'DATA';
  if (aboutTheMail && isPermanent(responseCode) && namesTheRecipient(response)) {
    const enhancedCode = enhancedCodeOf(response);
    return { kind: 'rejected', responseCode, ...present({ enhancedCode }) };
  }
  return { kind: 'unavailable', what: describe(error) };
}

const isPermanent = (responseCode: number | undefined): responseCode is number =>
  responseCode !== undefined && responseCode >= 500 && responseCode < 600;

/**
 * RFC 3463, RFC 7505: bad mailbox or system, bad syntax, moved, takes no mail at all, disabled.
 * Not among them is 5.2.2: a mailbox that is full today is emptied.
 */
const OF_THE_RECIPIENT = new Set(['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

/** Words of servers that send no such code. "Mailbox unavailable" is not here: servers also say it to blocked senders. */
const RECIPIENT_WORDS = [
  /\b(?:user|recipient|addressee|mailbox|address|account|alias|local part|username)\b[^.;]{0,40}?\b(?:unknown|not known|not found|not exist|non-?existent|disabled|deactivated|closed|inactive|discontinued)\b/i,
  /\b(?:unknown|invalid|inactive|disabled|non-?existent|illegal)(?: or \w+)? (?:virtual )?(?:user|recipient|mailbox|local[ -]part|alias|account)\b/i,
  /\bno (?:such|mailbox|mail ?box)(?: \w+)? ?(?:user|recipient|mailbox|address|person|account|here)\b/i,
  /\b(?:user|account|recipient|mailbox|address) (?:does(?: not|n['’]?t)|is not) (?:exist|a (?:valid|known))/i,
  /\bdoes(?: not|n['’]?t) have an? (?:\S+ )?account\b/i,
  /\bbad recipient\b/i,
  /\bunrouteable address\b/i,
  /\buser not local\b/i,
];

/**
 * The same codes and words can also mean us: our address, its SPF or DKIM, a limit. Then the mail must not be given up,
 * and support must not be asked to correct an address that is right.
 */
const NOT_THE_RECIPIENT =
  /\bsender\b|\bfrom address\b|\breturn.path\b|\brelay(?:ing)? (?:access )?(?:denied|not)|\brelaying\b|\b(?:SPF|DKIM|DMARC)\b|\b(?:block|black|deny)[ -]?list|\bblocked\b|\bspam\b|\bpolicy\b|\breputation\b|\bquota\b|\bfull\b|\brate\b|too (?:many|quickly|fast)|\bnot verified\b/i;

function namesTheRecipient(response: string): boolean {
  // Addresses are removed first, because `<spam@example.org>` says nothing about spam.
  const words = response.replace(/<[^>]*>|\S+@\S+/g, '');
  if (NOT_THE_RECIPIENT.test(words)) return false;
  const enhancedCode = enhancedCodeOf(response);
  if (enhancedCode !== undefined) return OF_THE_RECIPIENT.has(enhancedCode);
  return RECIPIENT_WORDS.some((pattern) => pattern.test(words));
}

/** After the reply code, or as `(#5.1.1)`. An IP address, which has a fourth number, does not match. */
const ENHANCED_CODE = /(?:^\d{3}[ -](?:\w+ )?#?|\(#)([245]\.\d{1,3}\.\d{1,3})(?![.\d])/;

/** The enhanced status code of a reply (RFC 2034), e.g. `5.1.1`. */
export function enhancedCodeOf(response: string | undefined): string | undefined {
  return ENHANCED_CODE.exec(response ?? '')?.[1];
}

/** OpenSSL's codes for a certificate that cannot be verified. */
const NOT_TRUSTED = /CERT|^UNABLE_TO_VERIFY/;

/** Only codes: a server's words can repeat the address. */
function describe({
  code,
  originalCode = '',
  command,
  response,
  responseCode,
  timeoutType,
}: SmtpError): string {
  if (responseCode !== undefined) {
    const codes = [responseCode, enhancedCodeOf(response)].filter((each) => each !== undefined);
    const answered = `answered ${codes.join(' ')} to ${command ?? 'the connection'}`;
    return command === 'STARTTLS' ? `${answered}, and gets no log-in and no mail without TLS` : answered;
  }
  if (NOT_TRUSTED.test(originalCode)) return `has a certificate that is not trusted (${originalCode})`;
  if (code === 'EABORT') return 'took longer than the time for one mail';
  return `gave no answer (${timeoutType ?? code ?? 'unknown'})`;
}
