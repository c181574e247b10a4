import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { copiesOf, environmentIn, readDockerfile, stageNamed } from '../../scripts/deployment/dockerfile.ts';
import { environmentOf, readComposeFile, serviceOf } from '../../scripts/deployment/compose-file.ts';

const stages = readDockerfile('Dockerfile');
const image = stageNamed(stages, 'product');
const named = new Set(stages.flatMap(({ name }) => name ?? []));
const words = image.instructions.map(({ word }) => word);
const only = (word: string): string => {
  const found = image.instructions.filter((instruction) => instruction.word === word);
  expect(found).toHaveLength(1);
  return found[0]?.rest ?? '';
};
const execForm = (text: string): string[] => JSON.parse(text) as string[];

test('every stage is the same Node 24, pinned to a full version', () => {
  const bases = new Set(stages.map(({ from }) => from).filter((from) => !named.has(from)));
  expect([...bases]).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim$/)]);
});

test('the image runs as a user that is not root, and as production', () => {
  expect(only('USER')).toBe('node');
  expect(words.indexOf('USER')).toBeGreaterThan(
    words.findLastIndex((word) => ['COPY', 'RUN'].includes(word)),
  );
  expect(environmentIn(image)['NODE_ENV']).toBe('production');
});

test('node itself is the process that gets the signals', () => {
  expect(execForm(only('CMD'))).toEqual(['node', 'worker/main.js']);
  expect(words).not.toContain('ENTRYPOINT');
});

test('the image and the compose file ask in the same way whether a part is ready', () => {
  const check = execForm(only('HEALTHCHECK').replace(/^.* CMD /, ''));
  expect(check).toEqual(['node', 'deploy/is-ready.mjs']);
  const compose = readComposeFile('docker-compose.yml');
  for (const name of ['worker', 'sandbox']) {
    expect(serviceOf(compose, name).healthcheck?.test).toEqual(['CMD', ...check]);
    expect(environmentOf(serviceOf(compose, name))['PORT']).toBe(environmentIn(image)['PORT']);
  }
});

test('what docker build makes without being told a stage is the product', () => {
  expect(stages.at(-1)).toEqual({ from: 'product', name: undefined, instructions: [] });
});

test('what is only for trying out is not in the product’s image, and is all that the sandbox’s has in addition', () => {
  const roots = copiesOf(image).flatMap(({ sources }) => sources.map((source) => source.split('/')[0]));
  expect(roots).not.toContain('dev');
  expect(stageNamed(stages, 'sandbox')).toEqual({
    from: 'product',
    name: 'sandbox',
    instructions: [
      { word: 'COPY', rest: '--from=build /app/dist/app/dev dev' },
      { word: 'CMD', rest: '["node", "dev/sandbox.js"]' },
    ],
  });
});

test('every file that is copied exists, and .dockerignore lets it in', () => {
  const letIn = new Set(readFileSync('.dockerignore', 'utf8').match(/(?<=^!).*$/gm));
  const sources = stages
    .flatMap(copiesOf)
    .flatMap(({ from, sources: all }) => (from === undefined ? all : []));
  expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  expect(new Set(sources.map((source) => source.split('/')[0]))).toEqual(letIn);
});

test('the image has the compiled code, the bundle and the production dependencies, and no sources, tests, documents or tools', () => {
  const copied = copiesOf(image).map(({ from, target }) =>
    from === undefined ? target : `${target} of ${from}`,
  );
  expect(copied).toEqual([
    './',
    'deploy/',
    'node_modules of modules',
    'src of build',
    'workflows of build',
    'worker of build',
    'activities of build',
    'dist of build',
  ]);
  const modules = stages.find(({ name }) => name === 'modules');
  expect(modules?.instructions.at(-1)).toEqual({
    word: 'RUN',
    rest: 'npm ci --omit=dev --ignore-scripts && sh deploy/remove-foreign-binaries.sh /app',
  });
});

test('what starts in the image needs no compiler: tsx, esbuild and TypeScript are for development', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const compilers = ['tsx', 'esbuild', 'typescript', '@typescript/native'];
  expect(compilers.filter((name) => name in dependencies)).toEqual([]);
  expect(compilers.filter((name) => name in devDependencies)).toEqual(compilers);
});

test.each(['x86_64', 'aarch64'])('the SDK has a native part of its own for the image on %s', (machine) => {
  const folder = `node_modules/@temporalio/core-bridge/releases/${machine}-unknown-linux-gnu`;
  expect(statSync(folder).isDirectory()).toBe(true);
});
