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

describe('a file with texts of pages', () => {
  test.each(['start', 'api'] as const)('%s, which serves pages, takes it', (part) => {
    expect(variablesOf(part)).toContain('PAGE_TEXTS');
    const PAGE_TEXTS = fileWith('{"texts": {"de": {"frame.skip": "Weiter zum Inhalt"}}}');
    const read = readConfig(part, { ...env, PAGE_TEXTS });
    const texts = read.ok && 'pageTexts' in read.config ? read.config.pageTexts : undefined;
    expect(texts?.de.say('frame.skip')).toBe('Weiter zum Inhalt');
    expect(texts?.en.say('frame.skip')).toBe('Skip to the content');
  });

  test('is read by no part that serves none', () => {
    expect(variablesOf('worker')).not.toContain('PAGE_TEXTS');
    expect(readConfig('worker', { ...env, PAGE_TEXTS: fileWith('[]') }).ok).toBe(true);
  });

  test('each of its problems is told at the start, by its key', () => {
    const PAGE_TEXTS = fileWith(
      '{"name": "Numbers", "texts": {"en": {"unread.titel": "Hm", "money.awaiting_sms": "Wait for {at}."}}}',
    );
    const read = readConfig('api', { ...env, PAGE_TEXTS });
    expect(formatProblems('api', read.ok ? [] : read.problems).split('\n')).toEqual([
      'The configuration of api is not right:',
      '  PAGE_TEXTS names a file in which name is not known: there is texts alone, and the name of the shop is that of MAIL_TEXTS',
      '  PAGE_TEXTS names a file in which texts.en.unread.titel is no text of the pages: there are unread.title, unread.too_long, unread.no_form',
      '  PAGE_TEXTS names a file in which texts.en.money.awaiting_sms leaves out {yours}: this text has to say it in every case',
    ]);
  });

  test.each([
    ['that is not there', () => path.join(folder, 'none.json'), 'names a file that cannot be read (ENOENT)'],
    ['that is no JSON', () => fileWith('texts'), 'names a file in which the file is no JSON'],
    ['that is a list', () => fileWith('[]'), 'names a file in which the file must hold one JSON object'],
  ])('a file %s ends the start', (_what, file, message) => {
    const read = readConfig('api', { ...env, PAGE_TEXTS: file() });
    expect(read).toEqual({ ok: false, problems: [{ variable: 'PAGE_TEXTS', message }] });
  });
});
