import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { keptBundle } from '../../worker/kept-bundle.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const logger = new DefaultLogger('ERROR', () => undefined);

/** A checkout with a source of each kind, and a bundler that says how often it was called. */
function checkout() {
  const root = temporaryFolder();
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const sources = ['src/policy/terms.ts', 'workflows/purchase.ts', 'worker/bundle.ts', 'package-lock.json'];
  for (const name of sources) write(name, 'first');
  let made = 0;
  const meanwhile = { happens: (): void => undefined };
  const bundle = async (): Promise<{ code: string }> => {
    meanwhile.happens();
    made += 1;
    return { code: `bundle ${made}` };
  };
  const text = (option: WorkflowBundleOption): string =>
    'code' in option ? option.code : readFileSync(option.codePath, 'utf8');
  const kept = async (): Promise<string> => text(await keptBundle(logger, { root, bundle }));
  return { root, write, sources, meanwhile, kept };
}

test('what was made from the same sources is used again', async () => {
  const { kept } = checkout();
  expect([await kept(), await kept()]).toEqual(['bundle 1', 'bundle 1']);
});

test('after a change of any source it is made again: of ours, of the options, of the packages, or a new file', async () => {
  const { sources, write, kept } = checkout();
  expect(await kept()).toBe('bundle 1');
  const made: string[] = [];
  for (const name of [...sources, 'src/policy/new.ts']) {
    write(name, 'second');
    made.push(await kept(), await kept());
  }
  expect(made).toEqual([2, 2, 3, 3, 4, 4, 5, 5, 6, 6].map((n) => `bundle ${n}`));
});

test('a change while it is made is in the next one', async () => {
  const { write, meanwhile, kept } = checkout();
  meanwhile.happens = () => write('workflows/purchase.ts', 'second');
  expect(await kept()).toBe('bundle 1');
  expect(await kept()).toBe('bundle 2');
  expect(await kept()).toBe('bundle 2');
});

test('four are kept, the newest ones', async () => {
  const { root, write, kept } = checkout();
  for (const text of ['2', '3', '4', '5', '6']) {
    write('workflows/purchase.ts', text);
    await kept();
  }
  expect(readdirSync(join(root, 'node_modules/.cache/workflow-bundles'))).toHaveLength(4);
  expect(await kept()).toBe('bundle 5');
});

test('where a source is missing, or nothing can be kept, it is made each time', async () => {
  const image = checkout();
  rmSync(join(image.root, 'package-lock.json'));
  expect([await image.kept(), await image.kept()]).toEqual(['bundle 1', 'bundle 2']);
  const full = checkout();
  full.write('node_modules/.cache', 'a file where the folder would be');
  expect([await full.kept(), await full.kept()]).toEqual(['bundle 1', 'bundle 2']);
});
