import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { formatProblems, readConfig, variablesOf } from '../../src/config/config.ts';

const env = {
  ORDER_SERVICE_URL: 'https://shop.example.com/returns',
  ORDER_SERVICE_TOKEN: 't0ken',
  SMTP_URL: 'smtp://mail.example.com:587',
  MAIL_FROM: 'returns@example.com',
  DATABASE_URL: 'postgres://returns:secret@db.example.com:5432/returns?sslmode=verify-full',
};

const folder = mkdtempSync(path.join(tmpdir(), 'mail-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = path.join(folder, 'texts.json');
  writeFileSync(file, text);
  return file;
}

describe('a file with texts of mails', () => {
  test.each(['worker', 'start', 'api', 'reconcile', 'cli'] as const)(
    '%s, which sends mails, takes it',
    (part) => {
      expect(variablesOf(part)).toContain('MAIL_TEXTS');
      const MAIL_TEXTS = fileWith(
        '{"name": "Numbers & Co", "texts": {"en": {"frame.greeting": "Good day,"}}}',
      );
      const read = readConfig(part, { ...env, MAIL_TEXTS });
      const texts = read.ok && 'mailTexts' in read.config ? read.config.mailTexts : undefined;
      expect(texts?.shop).toBe('Numbers & Co');
      expect(texts?.say.en('frame.greeting')).toBe('Good day,');
    },
  );

  test('each of its problems is told at the start, by its key', () => {
    const MAIL_TEXTS = fileWith(
      '{"texts": {"en": {"frame.greting": "Hi,", "claim_approved.preheader": "You get money back."}}}',
    );
    const read = readConfig('worker', { ...env, MAIL_TEXTS });
    expect(formatProblems('worker', read.ok ? [] : read.problems).split('\n')).toEqual([
      'The configuration of worker is not right:',
      expect.stringMatching(
        /^ {2}MAIL_TEXTS names a file in which texts\.en\.frame\.greting is no text of the mails: there are frame\.greeting, /,
      ),
      '  MAIL_TEXTS names a file in which texts.en.claim_approved.preheader leaves out {amount}: this text has to say it in every case',
    ]);
  });

  test.each([
    ['that is not there', () => path.join(folder, 'none.json'), 'names a file that cannot be read (ENOENT)'],
    ['that is a folder', () => folder, 'names a file that cannot be read (EISDIR)'],
    ['that is no JSON', () => fileWith('name: Numbers'), 'names a file in which the file is no JSON'],
    [
      'of more than a megabyte',
      () => fileWith(`"${'x'.repeat(1_000_000)}"`),
      'names a file of more than 1 MB',
    ],
  ])('a file %s ends the start', (_what, file, message) => {
    const read = readConfig('worker', { ...env, MAIL_TEXTS: file() });
    expect(read).toEqual({ ok: false, problems: [{ variable: 'MAIL_TEXTS', message }] });
  });
});
