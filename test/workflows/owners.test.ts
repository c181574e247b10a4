import { readdirSync, readFileSync } from 'node:fs';
import { expect, expectTypeOf, test } from 'vitest';
import type { Life } from '../../workflows/life.ts';

const FOLDER = new URL('../../workflows/', import.meta.url);
const files = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(new URL(name, FOLDER), 'utf8'),
}));

test('what one file of the workflow writes, no other can: each state is writable only where it is declared', () => {
  const written = files.flatMap(({ name, text }) =>
    [...text.matchAll(/Writable<(\w+)>/g)]
      .map(([, state = '']) => ({ name, text, state }))
      .filter(({ state }) => state !== 'T'),
  );
  expect(written.length).toBeGreaterThan(20);
  const elsewhere = written.filter(
    ({ text, state }) => !new RegExp(`^export (interface|type) ${state}\\b`, 'm').test(text),
  );
  expect(elsewhere.map(({ name, state }) => `${name} writes ${state}`)).toEqual([]);
});

test('every state of a purchase is read-only to those who do not own it', () => {
  const life = files.find(({ name }) => name === 'life.ts')?.text ?? '';
  const states = [...life.matchAll(/^import .*type (\w+) } from '\.\//gm)].map(([, state]) => state ?? '');
  expect(states.length).toBeGreaterThan(8);
  const declared = files.map(({ text }) => text).join('\n');
  for (const state of states) {
    const body = new RegExp(`^export interface ${state} \\{([^}]*)\\}`, 'm').exec(declared)?.[1] ?? '';
    const writable = body.split('\n').filter((line) => /^ {2}(?!readonly )\w+\??:/.test(line));
    expect({ state, writable }).toEqual({ state, writable: [] });
  }
});

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Leaf = string | number | boolean | null | undefined | ((...all: never[]) => unknown);
type Unless<Yes, At> = Yes extends true ? never : At;

/** Where something of `T` could be written, as paths that begin with `At`. */
type WritableIn<T, At extends string> = T extends Leaf
  ? never
  : T extends readonly (infer Each)[]
    ? (T extends unknown[] ? At : never) | WritableIn<Each, `${At}[]`>
    : T extends ReadonlySet<infer Each>
      ? (T extends Set<unknown> ? At : never) | WritableIn<Each, `${At}[]`>
      : {
          [K in keyof T & string]-?:
            | Unless<Same<Pick<T, K>, Readonly<Pick<T, K>>>, `${At}.${K}`>
            | WritableIn<T[K], `${At}.${K}`>;
        }[keyof T & string];

test('nothing in the state of a purchase can be written by those who do not own it, however deep it lies', () => {
  interface Deep {
    readonly fixed: readonly { readonly at: number; readonly set: ReadonlySet<string> }[];
    readonly list: string[];
    readonly each: readonly { at?: number }[];
    readonly set: Set<string>;
    open: { readonly at: number };
  }
  expectTypeOf<WritableIn<Deep, 'deep'>>().toEqualTypeOf<
    'deep.list' | 'deep.each[].at' | 'deep.set' | 'deep.open'
  >();
  expectTypeOf<WritableIn<Life, 'life'>>().toEqualTypeOf<never>();
});

test('handlers take clock, patches and metrics from the state, so that a copy of a purchase can be tried', () => {
  const around = /\bDate\.now\(|\bpatched\b.*@temporalio|setCurrentDetails|proxySinks<PurchaseSinks>/;
  const direct = files.filter(({ text }) => around.test(text)).map(({ name }) => name);
  // What is agreed at the opening is no request.
  expect(direct.toSorted()).toEqual(['order.ts', 'runtime.ts']);
});

test('each file of the workflow says in its first line what it is', () => {
  const silent = files.filter(({ text }) => !text.startsWith('// '));
  expect(silent.map(({ name }) => name)).toEqual([]);
});
