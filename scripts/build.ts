import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { BUILT_BUNDLE_PATH, bundleWorkflows } from '../worker/bundle.ts';
import { createLog, temporalLogger } from '../worker/log.ts';
import { compile } from './compile.ts';

// `npm run build`: what the images run. `dist/workflow-bundle.js` is the workflow code that a worker starts from. `dist/app` has
// the programs as JavaScript, with that bundle.

/** Of these, the product's image has all but `dev`. */
const FOLDERS = ['src', 'workflows', 'worker', 'activities', 'dev'];

const { code } = await bundleWorkflows(temporalLogger(createLog('warn')));
mkdirSync(dirname(BUILT_BUNDLE_PATH), { recursive: true });
writeFileSync(BUILT_BUNDLE_PATH, code);

compile({ project: 'scripts/build.tsconfig.json', into: 'dist/app', folders: FOLDERS });
cpSync(BUILT_BUNDLE_PATH, 'dist/app/dist/workflow-bundle.js');

const kilobytes = Math.round(code.replace(/\n\/\/# sourceMappingURL=.*$/s, '').length / 1000);
process.stdout.write(
  `dist/workflow-bundle.js: ${kilobytes} kB without its source map\ndist/app: ${FOLDERS.join(', ')} as JavaScript\n`,
);
