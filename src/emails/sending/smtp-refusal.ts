import { present } from '../../contract/present.ts';

/** What of a failed sending matters here. nodemailer's errors have these fields. */
export interface SmtpError {
  code?: string | undefined;
  /** What the system or OpenSSL called it. */
  originalCode?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
  timeoutType?: string | undefined;
}

/**
 * `rejected`: the mail will never reach this address. `unavailable`: anything else, the mail server, the way to it, our
 * own account or what we wrote: the same mail can get through later.
 */
export type SmtpFault =
  | { kind: 'rejected'; responseCode: number; enhancedCode?: string }
  | { kind: 'unavailable'; what: string };

/** "Mailbox name not allowed" (RFC 5321): our own answer to an address that no server is asked about. */
export const ADDRESS_NOT_POSSIBLE = 553;

/**
 * Whose fault it is. A mail that is given up can cost the customer a right, and a mail that is tried once more costs
 * nothing: so only what names the recipient is final, and whatever is unclear is tried again.
 */
export function judgeSmtpError(error: SmtpError): SmtpFault {
  const { code, command, responseCode, response = '' } = error;
  // The sender was checked at start, so what cannot be put into an envelope is the recipient.
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

/** What servers without such a code say. "Mailbox unavailable" is not here: it is said of blocked senders as well. */
const RECIPIENT_WORDS = [
  /\b(?:user|recipient|addressee|mailbox|address|account|alias|local part|username)\b[^.;]{0,40}?\b(?:unknown|not known|not found|not exist|non-?existent|disabled|deactivated|closed|inactive|discontinued)\b/i,
  /\b(?:unknown|invalid|inactive|disabled|non-?existent|illegal)(?: or \w+)? (?:virtual )?(?:user|recipient|mailbox|local[ -]part|alias|account)\b/i,
  /\bno (?:such|mailbox|mail ?box)(?: \w+)? ?(?:user|recipient|mailbox|address|person|account|here)\b/i,
  /\b(?:user|account|recipient|mailbox|address) (?:does(?: not|n['’]?t)|is not) (?:exist|a (?:valid|known))/i,
  /\bdoes(?: not|n['’]?t) have an? (?:\S+ )?account\b/i,
  /\bunrouteable address\b/i,
  /\buser not local\b/i,
];

/**
 * A recipient's code or words can also be said of us: of our address, of what vouches for it, of a limit.
 * Asking support to correct an address that is right, and giving the mail up, would be wrong then.
 */
const NOT_THE_RECIPIENT =
  /\bsender\b|\bfrom address\b|\breturn.path\b|\brelay(?:ing)? (?:access )?(?:denied|not)|\brelaying\b|\b(?:SPF|DKIM|DMARC)\b|\b(?:block|black|deny)[ -]?list|\bblocked\b|\bspam\b|\bpolicy\b|\breputation\b|\bquota\b|\bfull\b|\brate\b|too (?:many|quickly|fast)|\bnot verified\b/i;

function namesTheRecipient(response: string): boolean {
  // Addresses are taken out: `<spam@example.org>` says nothing about spam.
  const words = response.replace(/<[^>]*>|\S+@\S+/g, '');
  if (NOT_THE_RECIPIENT.test(words)) return false;
  const enhancedCode = enhancedCodeOf(response);
  if (enhancedCode !== undefined) return OF_THE_RECIPIENT.has(enhancedCode);
  return RECIPIENT_WORDS.some((pattern) => pattern.test(words));
}

/** After the reply code, or as `(#5.1.1)`. No address of a host: those have a fourth number. */
const ENHANCED_CODE = /(?:^\d{3}[ -](?:\w+ )?#?|\(#)([245]\.\d{1,3}\.\d{1,3})(?![.\d])/;

/** The enhanced status code of a reply (RFC 2034), e.g. `5.1.1`. */
export function enhancedCodeOf(response: string | undefined): string | undefined {
  return ENHANCED_CODE.exec(response ?? '')?.[1];
}

/** OpenSSL's codes of a certificate that does not prove whose it is. */
const NOT_TRUSTED = /CERT|^UNABLE_TO_VERIFY/;

/** Codes only: a server's words can repeat the address. */
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
