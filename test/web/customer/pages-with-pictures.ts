import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceIn } from '../../evidence/kept-evidence.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { servedApi, type TestApi } from '../api/served-api.ts';

export interface PagesWithPictures {
  api: TestApi;
  /** Ends what makes pictures, and removes them. */
  end: () => void;
}

/** The customers' pages, with pictures in a folder of their own. */
export async function pagesWithPictures(
  rig: RunningRig,
  options: Parameters<typeof servedApi>[1] = {},
): Promise<PagesWithPictures> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-with-pictures-'));
  const kept = await evidenceIn(rig.ledger, folder);
  const api = await servedApi(rig, { pages: true, evidenceKeeping: kept, ...options });
  return {
    api,
    end() {
      kept.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
