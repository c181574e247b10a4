import type { AddCommands } from '../../src/cli/commands.ts';
import { addSandboxCommands } from './sandbox-commands.ts';
import { addShopCommands } from './shop-commands.ts';
import { addSkipCommand } from './skip-command.ts';

/** What the command line of a checkout knows beside the product's: the sandbox, and skipping time. */
export const addTryingOutCommands: AddCommands = (program, tools) => {
  addShopCommands(program, tools);
  addSkipCommand(program, tools);
  addSandboxCommands(program, tools.io, tools.where);
};
