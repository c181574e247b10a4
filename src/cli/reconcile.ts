import { runProgram } from './program.ts';
import { runReconcile } from './run-reconcile.ts';

await runProgram(() => runReconcile(), { failure: 2 });
