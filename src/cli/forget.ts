import { runProgram } from './program.ts';
import { runForget } from './run-forget.ts';

await runProgram(() => runForget());
