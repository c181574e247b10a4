import { runProgram } from './program.ts';
import { runCheckShop } from './run-check-shop.ts';

await runProgram(() => runCheckShop(), { failure: 2 });
