import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is removed after the test, or by `after`. Its name has a space and signs that a URI would read otherwise. */
export function temporaryFolder(after: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp test %23#'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
