import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VARIABLES } from '../../src/config/variables.ts';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { CLAUSES } from '../../src/policy/clauses.ts';
import { budgetOf } from '../workflows/budgets.ts';

const markdownIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const documents = ['README.md', ...markdownIn('docs'), ...markdownIn('docs/adr')];
const textOf = (file: string): string => readFileSync(file, 'utf8');
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);

/** The words of a union of string literals, as the contract declares it. */
function wordsOf(file: string, type: string): string[] {
  const declared = new RegExp(`export type ${type} =([^;]*);`).exec(textOf(file))?.[1];
  if (declared === undefined) throw new Error(`${file} declares no type ${type}`);
  return all(declared, /'([A-Za-z_]+)'/g);
}
/** The members of an interface, as the contract declares it. */
function membersOf(file: string, type: string): string[] {
  const declared = new RegExp(`export interface ${type} \\{([^}]*)\\}`).exec(textOf(file))?.[1];
  if (declared === undefined) throw new Error(`${file} declares no interface ${type}`);
  return all(declared, /^ {2}(\w+)\??:/gm);
}
const unnamed = (file: string, words: readonly string[]): string[] => {
  const text = textOf(file);
  return words.filter((word) => !text.includes(`\`${word}\``));
};

const scripts = Object.keys((JSON.parse(textOf('package.json')) as { scripts: object }).scripts);
const templates = [...new Set(all(textOf('src/contract/mail.ts'), /template: '([a-z_]+)'/g))];

describe('the policy document', () => {
  const sections = textOf('docs/policy.md')
    .split(/^#{2,3} /m)
    .flatMap((section) => {
      const [, id = '', title, text = ''] = /^([A-Z]\d[a-z]?): (.+)\n([\s\S]*)/.exec(section) ?? [];
      if (title === undefined) return [];
      const line = (name: string): string => new RegExp(`^- ${name}: (.+)$`, 'm').exec(text)?.[1] ?? '';
      return [
        {
          id,
          promise: text.trim().split('\n')[0] ?? '',
          decided: line('Decided in'),
          carriedOut: line('Carried out in'),
          mails: line('Mails'),
          shown: line('Shown by'),
        },
      ];
    });

  test('has a section for every clause, and none for another', () => {
    expect(new Set(sections.map(({ id }) => id))).toEqual(new Set(Object.keys(CLAUSES)));
    expect(sections).toHaveLength(Object.keys(CLAUSES).length);
  });

  test.each(sections)(
    'says of $id what it promises, where it is decided and carried out, and which test shows it',
    ({ promise, decided, carriedOut, mails, shown }) => {
      expect(promise).toMatch(/^[A-Z].+\.$/);
      expect(decided).toMatch(/^`src\/policy\/[\w-]+\.ts`/);
      expect(carriedOut).toMatch(/^`workflows\/[\w-]+\.ts`/);
      expect(mails).toMatch(/^(`[a-z_]+`|none: )/);
      expect(shown).toMatch(/^`test\/[\w/-]+(\.\w+)?\.test\.ts`/);
    },
  );

  test.each(sections)(
    'names for $id only places in which one of the files names the clause',
    ({ id, decided, carriedOut, shown }) => {
      const named = new RegExp(`\\b${id}\\b`);
      const silent = Object.entries({ decided, carriedOut, shown }).filter(
        ([, line]) => !all(line, /`([\w./-]+\.ts)`/g).some((file) => named.test(textOf(file))),
      );
      expect(silent).toEqual([]);
    },
  );

  test('names every mail, and none that does not exist', () => {
    expect(templates.length).toBe(27);
    expect(unnamed('docs/policy.md', templates)).toEqual([]);
    const named = sections.flatMap(({ mails }) => all(mails, /`([a-z_]+)`/g));
    expect(named.filter((name) => !templates.includes(name))).toEqual([]);
  });
});

describe('the document for a shop’s engineer', () => {
  test.each([
    ['update', membersOf('src/contract/updates.ts', 'Updates'), 11],
    ['signal', membersOf('src/contract/signals.ts', 'Signals'), 5],
    ['refusal code', wordsOf('src/contract/answers.ts', 'RefusalCode'), 15],
    ['kind of deadline', wordsOf('src/contract/status.ts', 'DeadlineKind'), 10],
    ['outcome', wordsOf('src/contract/purchase-result.ts', 'Outcome'), 4],
    ['type of claim', wordsOf('src/contract/updates.ts', 'ClaimType'), 3],
    ['failure type', ['InvalidInput', 'TooManyRefusals'], 2],
  ])('names every %s', (_, words, count) => {
    expect(words.length).toBe(count);
    expect(unnamed('docs/api.md', words)).toEqual([]);
  });

  test('names every call of the order service’s port', () => {
    const { paths } = JSON.parse(textOf('src/orders/openapi.json')) as { paths: Record<string, object> };
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      ['get', 'post', 'put', 'delete']
        .filter((method) => method in methods)
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.length).toBe(6);
    expect(unnamed('docs/api.md', calls)).toEqual([]);
  });

  test('names no schema that is not published', () => {
    const named = all(textOf('docs/api.md'), /`([\w.-]+\.schema\.json)`/g);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !existsSync(`src/contract/schemas/${name}`))).toEqual([]);
  });
});

describe('the document for operators', () => {
  test('names every variable of the configuration', () => {
    const names = Object.values(VARIABLES).map(({ name }) => name);
    expect(unnamed('docs/operations.md', names)).toEqual([]);
  });

  test('says what to do for every reason that needs attention', () => {
    const reasons = ['unavailable', 'unexpected_answer', 'refused: <reason>', 'price_differs'];
    expect(unnamed('docs/operations.md', ['amount_differs', 'pending_long'])).toEqual([]);
    expect(unnamed('docs/operations.md', [...reasons, 'review_overdue', 'notice_undelivered'])).toEqual([]);
  });
});

describe('the glossary', () => {
  const lines = textOf('docs/glossary.md').trimEnd().split('\n');

  test('has at most 40 lines, each of its words once', () => {
    expect(lines.length).toBeLessThanOrEqual(40);
    const words = all(lines.join('\n'), /\*\*([^*]+)\*\*/g).map((word) => word.toLowerCase());
    expect(words.filter((word, n) => words.indexOf(word) !== n)).toEqual([]);
  });

  test('is in the order of the alphabet', () => {
    const words = lines.flatMap((line) => /^- \*\*([^*]+)\*\*/.exec(line)?.[1]?.toLowerCase() ?? []);
    expect(words.length).toBeGreaterThan(30);
    expect(words).toEqual(words.toSorted());
  });
});

test('the picture of a purchase’s life has every stage, and no other', () => {
  const picture = /stateDiagram-v2\n(.*?)```/s.exec(textOf('docs/architecture.md'))?.[1] ?? '';
  const drawn = new Set([...all(picture, /^\s*(\w+) -->/gm), ...all(picture, /--> (\w+)/g)]);
  expect([...drawn].toSorted()).toEqual(wordsOf('src/contract/status.ts', 'Stage').toSorted());
});

test.each(documents)('%s: every path it names exists', (file) => {
  const named = all(
    textOf(file),
    /`((?:src|dev|workflows|activities|worker|test|bench|docs|scripts)\/[\w./-]*|\.dependency-cruiser\.cjs)`/g,
  );
  const linked = all(textOf(file), /\]\((docs\/[\w./-]+)\)/g);
  // The image has each program compiled, at the place of its source.
  const exists = (path: string): boolean => existsSync(path) || existsSync(path.replace(/\.js$/, '.ts'));
  expect([...named, ...linked].filter((path) => !exists(path))).toEqual([]);
});

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

test.each(documents)('%s: every document and every heading it links to exists', (file) => {
  const links = all(textOf(file), /\]\(([\w./-]*(?:\.md)?(?:#[\w-]+)?)\)/g).filter((link) =>
    /\.md|^#/.test(link),
  );
  const broken = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(target)) return true;
    return (
      anchor !== undefined &&
      !all(textOf(target), /^#+ (.+)$/gm)
        .map(anchorOf)
        .includes(anchor)
    );
  });
  expect(broken).toEqual([]);
});

test.each(documents)('%s: every npm script it names exists', (file) => {
  const named = all(textOf(file), /npm run ([\w:-]+)/g);
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

describe('the demo', () => {
  test('is told of in the README with as many journeys and events as it has', () => {
    const readme = textOf('README.md');
    expect(readme).toContain(`One of the ${JOURNEYS.length} journeys of the demo.`);
    expect(readme).toContain(`→ fulfilled by C3, ${budgetOf('access-granted-late').events} events`);
  });

  test('plays every clause: one ends by it, or its title says that it decides', () => {
    const named = JOURNEYS.map(({ title, expected }) => `${expected.clause} ${title}`).join(' ');
    const played = new Set(all(named, /\b([A-Z]\d[a-z]?)\b/g));
    expect(Object.keys(CLAUSES).filter((clause) => !played.has(clause))).toEqual([]);
  });
});
