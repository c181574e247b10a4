import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { BUILT_BUNDLE_PATH, bundleWorkflows } from './bundle.ts';
import { createLog, temporalLogger } from './log.ts';

/** `npm run build`: the workflow bundle that a worker in production starts from. */
const { code } = await bundleWorkflows(temporalLogger(createLog('warn')));
mkdirSync(dirname(BUILT_BUNDLE_PATH), { recursive: true });
writeFileSync(BUILT_BUNDLE_PATH, code);
const kilobytes = Math.round(code.replace(/\n\/\/# sourceMappingURL=.*$/s, '').length / 1000);
process.stdout.write(`dist/workflow-bundle.js: ${kilobytes} kB without its source map\n`);
