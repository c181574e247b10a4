import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderStore } from '../../src/evidence/folder-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { promisesOf } from './store-contract.ts';

promisesOf('a folder', () => {
  const folder = join(temporaryFolder(), 'evidence');
  return {
    open: () => folderStore(folder),
    fill(names) {
      for (const name of names) {
        const part = join(folder, 'kept', name.slice(-2));
        mkdirSync(part, { recursive: true });
        writeFileSync(join(part, name), name);
      }
    },
  };
});
