import type { AddCommands } from '../../src/cli/commands.ts';
import { addSandboxCommands } from './sandbox-commands.ts';
import { addShopCommands } from './shop-commands.ts';
import { addSkipCommand } from './skip-command.ts';

/** The commands of a checkout that the product does not have: for the sandbox, and for skipping time. */
export const addTryingOutCommands: AddCommands = (program, tools) => {
  addShopCommands(program, tools);
  addSkipCommand(program, tools);
  addSandboxCommands(program, tools.io, tools.where);
};
