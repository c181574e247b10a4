import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { CATALOGUES } from '../../src/emails/texts/languages.ts';
import { readOwnTexts } from '../../src/emails/texts/read-own-texts.ts';

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(['mail-texts', ...argv], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the command line prints the texts of mails', () => {
  test.each([
    { argv: [], texts: { en: CATALOGUES.en } },
    { argv: ['en'], texts: { en: CATALOGUES.en } },
    { argv: ['de'], texts: { de: CATALOGUES.de } },
  ])('with $argv, as a file that MAIL_TEXTS takes', async ({ argv, texts }) => {
    const { code, out, err } = await run(...argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({ texts });
    expect(readOwnTexts(out).ok).toBe(true);
  });

  test('of no language that there is not', async () => {
    const { code, out, err } = await run('tlh');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Allowed choices are en, de.');
  });
});
