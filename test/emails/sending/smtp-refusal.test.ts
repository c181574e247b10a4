import { describe, expect, test } from 'vitest';
import { enhancedCodeOf, judgeSmtpError } from '../../../src/emails/sending/smtp-refusal.ts';
import { ANYTHING_ELSE, NAMES_THE_RECIPIENT, type SmtpReply } from './smtp-replies.ts';

const judged = ({ to, reply }: SmtpReply) =>
  judgeSmtpError({
    code: to === 'DATA' ? 'EMESSAGE' : 'EENVELOPE',
    command: to,
    response: reply,
    responseCode: Number(reply.slice(0, 3)),
  });

describe('only what names the recipient gives a mail up at once', () => {
  test.each(NAMES_THE_RECIPIENT)('$from to $to: $reply → rejected', (each) =>
    expect(judged(each)).toMatchObject({ kind: 'rejected', responseCode: Number(each.reply.slice(0, 3)) }),
  );
  test.each(ANYTHING_ELSE)('$from to $to: $reply → tried again', (each) =>
    expect(judged(each).kind).toBe('unavailable'),
  );
  test.each(NAMES_THE_RECIPIENT)('$from, but to our own address: $reply → tried again', ({ reply }) =>
    expect(
      judgeSmtpError({
        code: 'EENVELOPE',
        command: 'MAIL FROM',
        response: reply,
        responseCode: Number(reply.slice(0, 3)),
      }).kind,
    ).toBe('unavailable'),
  );
  test.each(NAMES_THE_RECIPIENT)('the same with 4xx: $reply → tried again', ({ from, to, reply }) =>
    expect(
      judged({ from, to, reply: reply.replace(/^\d{3}/gm, '450').replace(/\b5\.(?=\d+\.\d)/g, '4.') }).kind,
    ).toBe('unavailable'),
  );
});

describe('codes are told, words are not', () => {
  test.each([
    ['550 5.1.1 <a@b.example> no such user', '5.1.1'],
    ['550-5.1.10 a\n550 5.1.10 b', '5.1.10'],
    ['550 #5.1.0 Address rejected.', '5.1.0'],
    ['554 no mailbox here by that name. (#5.1.1)', '5.1.1'],
    ['550 cuda_nsu 5.1.1 unknown', '5.1.1'],
    ['451 4.7.1 greylisted', '4.7.1'],
    ['550 5.1.1.20 is on a list', undefined],
    ['550 no such user', undefined],
    [undefined, undefined],
  ])('of %j the enhanced code is %j', (reply, code) => expect(enhancedCodeOf(reply)).toBe(code));

  test('a fault names reply code, enhanced code and command, and never the address', () => {
    const response = '554 5.7.1 <kundin@example.org>: Relay access denied';
    expect(judgeSmtpError({ code: 'EENVELOPE', command: 'RCPT TO', response, responseCode: 554 })).toEqual({
      kind: 'unavailable',
      what: 'answered 554 5.7.1 to RCPT TO',
    });
  });
});
