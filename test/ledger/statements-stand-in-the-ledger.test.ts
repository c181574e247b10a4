import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';

/** How a statement is begun, by text or through the handle of a ledger, for which nothing has to be imported. */
const STATEMENT = /\bsql`|\.(?:selectFrom|insertInto|updateTable|deleteFrom|transaction)\(/;

const sources = ['src', 'workflows', 'activities', 'worker', 'dev'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name)),
);
const isLedger = (file: string): boolean => file.startsWith(join('src', 'ledger') + sep);
const withStatement = (files: readonly string[]): string[] =>
  files.filter((file) => STATEMENT.test(readFileSync(file, 'utf8')));

test('no code of the product, and none for trying it out, has a statement for the database outside src/ledger', () => {
  expect(withStatement(sources.filter((file) => !isLedger(file)))).toEqual([]);
  expect(withStatement(sources.filter(isLedger))).toContain(
    join('src', 'ledger', 'write', 'record-snapshot.ts'),
  );
});
