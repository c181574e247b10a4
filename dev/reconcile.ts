import { runProgram } from '../src/cli/program.ts';
import { runReconcile } from '../src/cli/run-reconcile.ts';
import { readAddress } from './sandbox/address-file.ts';

// `npm run reconcile`: src/cli/reconcile.ts, which here also knows the token of the sandbox in a data folder.

await runProgram(() => runReconcile((dataDir) => readAddress(dataDir)?.token), { failure: 2 });
