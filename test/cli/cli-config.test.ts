import { describe, expect, test } from 'vitest';
import { cliConfig } from '../../src/cli/cli-config.ts';
import { runCli } from '../../src/cli/run-cli.ts';

const run = async (argv: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; err: string[] }> => {
  const err: string[] = [];
  const code = await runCli(argv, { out: () => undefined, err: (line) => err.push(line), env });
  return { code, err };
};

describe('the command line sends nothing to another host without TLS', () => {
  test.each([
    [['queue']],
    [['search']],
    [['record', 'p1']],
    [['resend', '<m@example.org>', '--by', 'agent_7']],
  ])('%j does not read a ledger there', async (argv) => {
    const env = { DATABASE_URL: 'postgres://user:secret@database.example.org/returns' };
    expect(await run(argv, env)).toEqual({
      code: 1,
      err: [
        'DATABASE_URL leads to another host without TLS: add ?sslmode=verify-full, or set ALLOW_PLAINTEXT=postgres.',
      ],
    });
  });

  test('a mail that is sent again goes out with STARTTLS or not at all', () => {
    const mail = { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'returns@example.org' };
    expect(cliConfig(mail).smtpUrl).toBe('smtp://mail.example.org?requireTLS=true');
    expect(cliConfig({ ...mail, ALLOW_PLAINTEXT: 'smtp' }).smtpUrl).toBe('smtp://mail.example.org');
  });
});
