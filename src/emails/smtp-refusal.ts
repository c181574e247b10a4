/** What of a failed sending matters here. nodemailer's errors have these fields. */
export interface SmtpError {
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
  timeoutType?: string | undefined;
}

/**
 * `rejected`: the mail will never reach this address. `unavailable`: the mail server, the way to it or our own
 * account is at fault, so the same mail can get through later.
 */
export type SmtpFault = { kind: 'rejected'; responseCode: number } | { kind: 'unavailable'; what: string };

/** "Mailbox name not allowed" (RFC 5321): our own answer to an address that no server is asked about. */
export const ADDRESS_NOT_POSSIBLE = 553;

/** Whose fault it is. A permanent answer speaks of the customer's address only after RCPT TO or DATA. */
export function judgeSmtpError(error: SmtpError): SmtpFault {
  const { code, command, responseCode } = error;
  // The sender was checked at start, so what cannot be put into an envelope is the recipient.
  if (code === 'EENVELOPE' && command === 'API') {
    return { kind: 'rejected', responseCode: ADDRESS_NOT_POSSIBLE };
  }
  const aboutTheMail = command === 'RCPT TO' || command === 'DATA';
  if (aboutTheMail && isPermanent(responseCode) && !isOurs(error)) return { kind: 'rejected', responseCode };
  return { kind: 'unavailable', what: describe(error) };
}

/** 503 says that the dialogue was out of step, not that the mail was refused. */
const isPermanent = (responseCode: number | undefined): responseCode is number =>
  responseCode !== undefined && responseCode >= 500 && responseCode < 600 && responseCode !== 503;

/** Log-in or encryption wanted (RFC 4954). */
const LOG_IN = new Set([530, 534, 535, 538]);

/** Enhanced codes (RFC 3463, RFC 7372) about the sender's address, log-in, encryption, SPF and DKIM. */
const OUR_STATUS = /^\d{3}[ -]5\.(?:1\.[78]|7\.(?:8|9|11|14|2[0-7]))\b/;

/**
 * Servers check the sender and the right to relay as late as RCPT TO.
 * Calling that the customer's fault would ask support to correct addresses that are right.
 */
function isOurs({ command, response = '', responseCode }: SmtpError): boolean {
  if (responseCode !== undefined && LOG_IN.has(responseCode)) return true;
  if (OUR_STATUS.test(response)) return true;
  return command === 'RCPT TO' && /\brelay|\bsender\b/i.test(response);
}

/** Codes only: a server's words can repeat the address. */
function describe({ code, command, responseCode, timeoutType }: SmtpError): string {
  if (responseCode !== undefined) return `answered ${responseCode} to ${command ?? 'the connection'}`;
  if (code === 'EABORT') return 'took longer than the time for one mail';
  return `gave no answer (${timeoutType ?? code ?? 'unknown'})`;
}
