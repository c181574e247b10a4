import { runProgram } from '../src/cli/program.ts';
import { runForget } from '../src/cli/run-forget.ts';
import { partsOfDataFolder } from './start/parts-of-data-folder.ts';

// `npm run forget`: src/cli/forget.ts, which here can also open the ledger and the server of a data folder.

await runProgram(() => runForget(partsOfDataFolder));
