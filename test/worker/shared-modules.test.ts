import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Loaded once per worker (`worker/bundle.ts`): whatever they remember, every purchase of that worker would see. */
const FILES = ['src/policy', 'src/contract/validation', 'workflows'].flatMap((folder) =>
  readdirSync(folder).map((name) => `${folder}/${name}`),
);

const BINDING_THAT_CAN_CHANGE = /^(?:export )?(?:let|var) /m;
const CONTAINER_TO_BE_FILLED = /^(?:export )?const [^=\n]+= (?:new \w+\(\)|\[\]|\{\});/m;
/** With `g` or `y` it remembers where its last `test` or `exec` ended. */
const SEARCH_WITH_A_PLACE = /^const (\w+) = \/.*\/[dimsuv]*[gy][dimsuv]*;/gm;

test.each(FILES)('%s, which all purchases share, remembers nothing of any of them', (file) => {
  const text = readFileSync(file, 'utf8');
  expect(text.length).toBeGreaterThan(0);
  expect(text).not.toMatch(BINDING_THAT_CAN_CHANGE);
  expect(text).not.toMatch(CONTAINER_TO_BE_FILLED);
  const searches = [...text.matchAll(SEARCH_WITH_A_PLACE)].map(([, name]) => name);
  expect(searches.filter((name) => new RegExp(`${name}\\.(?:test|exec)\\(`).test(text))).toEqual([]);
});
