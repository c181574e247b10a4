import process from 'node:process';
import { sampleMail, SAMPLES } from '../dev/mails/samples.ts';
import type { Mail } from '../src/contract/mail.ts';
import { renderMail, type RenderedMail } from '../src/emails/rendering/render.ts';
import { CATALOGUES } from '../src/emails/texts/languages.ts';

// Mails rendered in a second of CPU, and what they weigh, for each language: npx tsx scripts/weigh-mails.ts
const WARM_UP = 4;
const ROUNDS = 20;
const TIMES = 60;

const pageOf = (purchaseId: string, page: string): string =>
  `https://returns.example.com/purchases/${purchaseId}/${page}`;
const rendered = (mail: Mail): RenderedMail => renderMail(mail, pageOf);

function renderedPerSecond(mails: readonly Mail[]): number {
  const before = process.cpuUsage();
  for (let time = 0; time < TIMES; time += 1) for (const mail of mails) rendered(mail);
  const { user, system } = process.cpuUsage(before);
  return (mails.length * TIMES * 1_000_000) / (user + system);
}

function bytes(mails: readonly Mail[], part: 'text' | 'html'): string {
  const sizes = mails.map((mail) => Buffer.byteLength(rendered(mail)[part]));
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return `${Math.round(mean)} B of ${part}, ${Math.max(...sizes)} B at most`;
}

for (const language of Object.keys(CATALOGUES)) {
  const mails = SAMPLES.map(({ content }) =>
    sampleMail(content, {
      email: 'customer@example.org',
      locale: `${language}-AT`,
      timeZone: 'Europe/Vienna',
    }),
  );
  const rates = Array.from({ length: WARM_UP + ROUNDS }, () => renderedPerSecond(mails))
    .slice(WARM_UP)
    .toSorted((one, other) => one - other);
  const [slowest = 0, median = 0, fastest = 0] = [0, ROUNDS / 2, ROUNDS - 1].map((at) => rates[at]);
  process.stdout.write(
    `${language}: ${Math.round(median)} a second of CPU (${Math.round(slowest)}–${Math.round(fastest)}); each ${bytes(mails, 'text')}; ${bytes(mails, 'html')}\n`,
  );
}
