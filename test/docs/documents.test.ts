import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLAUSES } from '../../src/policy/clauses.ts';

const documents = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (file: string): string => readFileSync(file, 'utf8');
const scripts = Object.keys((JSON.parse(textOf('package.json')) as { scripts: object }).scripts);
const templates = [...textOf('src/contract/mail.ts').matchAll(/template: '([a-z_]+)'/g)].flatMap(
  ([, name]) => name ?? [],
);

test('every clause has its row in the policy document', () => {
  const rows = [...textOf('docs/policy.md').matchAll(/^\| ([A-Z]\d[a-z]?) +\|/gm)].flatMap(
    ([, id]) => id ?? [],
  );
  expect(rows.toSorted()).toEqual(Object.keys(CLAUSES).toSorted());
});

test('every mail is named in the policy document', () => {
  expect(templates.length).toBe(23);
  const policy = textOf('docs/policy.md');
  expect(templates.filter((name) => !policy.includes(`\`${name}\``))).toEqual([]);
});

test.each(documents)('%s: every path it names exists', (file) => {
  const named = [
    ...textOf(file).matchAll(/`((?:src|workflows|activities|worker|test|docs|scripts)\/[\w./-]*)`/g),
  ];
  const linked = [...textOf(file).matchAll(/\]\((docs\/[\w./-]+)\)/g)];
  const paths = [...named, ...linked].flatMap(([, path]) => path ?? []);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test.each(documents)('%s: every npm script it names exists', (file) => {
  const named = [...textOf(file).matchAll(/npm run ([\w:-]+)/g)].flatMap(([, name]) => name ?? []);
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});
