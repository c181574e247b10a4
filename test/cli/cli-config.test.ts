import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cliConfig } from '../../src/cli/cli-config.ts';
import { runCli } from '../../src/cli/run-cli.ts';

interface Said {
  code: number;
  out: string[];
  err: string[];
}

const runToEnd = async (argv: string[], env: NodeJS.ProcessEnv): Promise<Said> => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(argv, { out: (line) => out.push(line), err: (line) => err.push(line), env });
  return { code, out, err };
};

const run = async (argv: string[], env: NodeJS.ProcessEnv): Promise<Omit<Said, 'out'>> => {
  const { code, err } = await runToEnd(argv, env);
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

describe('the DNS record for the signature of mails', () => {
  const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'returns@example.org' };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dkim = {
    MAIL_DKIM_DOMAIN: 'example.org',
    MAIL_DKIM_SELECTOR: 'returns2026',
    MAIL_DKIM_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };

  test('has the public key, and for a zone file in strings that a TXT record may have', async () => {
    const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    const value = `v=DKIM1; k=rsa; p=${der.toString('base64')}`;
    const { code, out, err } = await runToEnd(['dkim'], { ...mail, ...dkim });
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out.slice(0, 5)).toEqual([
      'name   returns2026._domainkey.example.org',
      'type   TXT',
      `value  ${value}`,
      '',
      'in a zone file:',
    ]);
    const [, strings = ''] =
      /^returns2026\._domainkey\.example\.org\. IN TXT \( (.*) \)$/.exec(out[5] ?? '') ?? [];
    const parts = strings.split(' "').map((each) => each.replaceAll('"', ''));
    expect(parts.join('')).toBe(value);
    expect(parts.map(({ length }) => length)).toEqual([255, 155]);
  });

  test('is not to be had where mails are not signed', async () => {
    expect(await run(['dkim'], mail)).toEqual({
      code: 1,
      err: [
        'Mails are not signed: set MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR and MAIL_DKIM_KEY, with SMTP_URL and MAIL_FROM.',
      ],
    });
  });
});
