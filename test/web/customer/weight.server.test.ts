import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openPlay } from '../../../dev/rig/play.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi } from '../api/served-api.ts';
import { followedOpening, type SeenPage } from './customer.ts';

const MOST_BYTES = 40_000;
const MOST_BYTES_OF_SCRIPT = 15_000;

/** What a page loads: the paths of its style sheets and scripts. */
const loads = (html: string, tag: RegExp): string[] => [...html.matchAll(tag)].map(([, path = '']) => path);

test('a page weighs at most 40 kB compressed with all that it loads, at most 15 kB of it script', async () => {
  const rig = await sharedRig();
  const api = await servedApi(rig, { own: true, pages: true });
  const play = await openPlay(rig);
  const { purchaseId } = play;
  const { customer, first: waiting } = await followedOpening(api, play.order);
  await play.sms();
  const question = await customer.visit(`/purchases/${purchaseId}/claim/broken`);
  const check = await customer.send(question, 'Continue', { reason: 'No code came. '.repeat(280) });
  const filed = await customer.send(check, 'File the claim');
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The line is dead.' });
  const offered = await customer.visit(`/purchases/${purchaseId}`);
  const choice = await customer.visit(`/purchases/${purchaseId}/choice`);
  const find = await customer.visit('/find');
  const pages: Record<string, SeenPage> = { waiting, question, check, filed, offered, choice, find };

  const weights: { name: string; scripts: number; whole: number }[] = [];
  for (const [name, { status, html }] of Object.entries(pages)) {
    const weigh = async (paths: readonly string[]): Promise<number> => {
      const sizes = paths.map(async (path) => {
        const { status: found, html: text } = await customer.visit(path);
        expect([path, found]).toEqual([path, 200]);
        return gzipSync(text).length;
      });
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    };
    const styles = await weigh(loads(html, /<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g));
    const scripts = await weigh(loads(html, /<script[^>]*src="([^"]+)"/g));
    const whole = gzipSync(html).length + styles + scripts;
    expect([name, status]).toEqual([name, 200]);
    // A style sheet that was not found would weigh nothing.
    expect([name, styles > 1_000]).toEqual([name, true]);
    weights.push({ name, scripts, whole });
  }
  expect(
    weights.filter(({ scripts, whole }) => scripts > MOST_BYTES_OF_SCRIPT || whole > MOST_BYTES),
  ).toEqual([]);
});
