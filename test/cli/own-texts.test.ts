import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { CATALOGUES } from '../../src/emails/texts/languages.ts';
import { readOwnTexts } from '../../src/emails/texts/read-own-texts.ts';
import { PAGE_CATALOGUES, readOwnPageTexts } from '../../src/web/customer/texts/page-texts.ts';

async function run(
  command: string,
  argv: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli([command, ...argv], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe.each([
  { command: 'mail-texts', variable: 'MAIL_TEXTS', ours: CATALOGUES, read: readOwnTexts },
  { command: 'page-texts', variable: 'PAGE_TEXTS', ours: PAGE_CATALOGUES, read: readOwnPageTexts },
])('the command line prints by $command', ({ command, variable, ours, read }) => {
  test.each([
    { argv: [], texts: { en: ours.en } },
    { argv: ['en'], texts: { en: ours.en } },
    { argv: ['de'], texts: { de: ours.de } },
  ])(`with $argv, a file that ${variable} takes`, async ({ argv, texts }) => {
    const { code, out, err } = await run(command, argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({ texts });
    expect(read(out).ok).toBe(true);
  });

  test('of no language that there is not', async () => {
    const { code, out, err } = await run(command, ['tlh']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Allowed choices are en, de.');
  });
});
