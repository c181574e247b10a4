import process from 'node:process';
import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { readWith } from '../contract/validation/reader.ts';
import { id } from '../contract/validation/scalars.ts';
import { forgetCustomer, type Forgetting, type ForgetRequest } from '../operations/forget/forget-customer.ts';
import { openForgetParts, type OwnParts } from './forget-parts.ts';
import { configOf } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';
import { toStdout } from './program.ts';
import { variablesText } from './usage.ts';

/**
 * Erases the personal data of the customer that the arguments of the process name, prints what was erased, and returns the
 * exit code. `own`: starts the ledger and the server if the environment names no ledger and no service runs on the data.
 */
export async function runForget(own?: OwnParts): Promise<0 | 1> {
  const program = new Command('forget')
    .description('Erases who bought a customer’s purchases, and says what was erased. Never the amounts.')
    .requiredOption('--customer <id>', 'the customer’s id')
    .option('--by <id>', 'who has it done, for the record', 'cli')
    .option('--json', 'what came of it, as JSON')
    .addHelpText('after', variablesText('forget'))
    .exitOverride()
    .parse();
  const { customer, by, json } = program.opts<{ customer: string; by: string; json?: true }>();
  for (const [option, value] of Object.entries({ '--customer': customer, '--by': by })) {
    if (!readWith(id, value).ok) throw new NotPossible(`${option} has to be 1 to 64 of A-Z a-z 0-9 _ -.`);
  }
  const forgetting = await forget(configOf('forget', process.env), { customerId: customer, by }, own);
  if (json) toStdout(printableJson(forgetting));
  else for (const line of linesOf(forgetting)) toStdout(line);
  if (!forgetting.forgotten) return 1;
  return forgetting.executions.left === 0 && (forgetting.pictures?.left ?? 0) === 0 ? 0 : 1;
}

async function forget(
  config: Config<'forget'>,
  request: ForgetRequest,
  own: OwnParts | undefined,
): Promise<Forgetting> {
  const parts = await openForgetParts(config, process.env, own);
  try {
    return await forgetCustomer(parts, request, new Date());
  } finally {
    await parts.close();
  }
}

function linesOf(forgetting: Forgetting): string[] {
  if (!forgetting.forgotten) return [refusalOf(forgetting)];
  const { erased, executions, pictures } = forgetting;
  const lines = [
    erased === undefined
      ? 'Nothing was left to erase in the ledger.'
      : `Erased in the ledger: ${count(erased.purchaseIds.length, 'purchase')} (${erased.purchaseIds.join(', ')}), ` +
        `${count(erased.mails, 'mail')}. On record as ${erased.erasureId}.`,
    `Deleted in Temporal: ${count(executions.deleted, 'workflow')}.`,
  ];
  if (pictures !== undefined) lines.push(`Removed: ${count(pictures.removed, 'picture')}.`);
  if (pictures !== undefined && pictures.left > 0) {
    lines.push(
      `Left to the API, which removes them within a quarter of an hour: ${count(pictures.left, 'picture')}.`,
    );
  }
  if (pictures?.olderVersions === true) {
    lines.push('The bucket keeps them as older versions, until a rule of the bucket removes those.');
  }
  if (executions.left > 0) {
    lines.push(`Still to be deleted there: ${executions.left}. Run this again in a minute.`);
  }
  return lines;
}

function refusalOf(refused: Forgetting & { forgotten: false }): string {
  switch (refused.code) {
    case 'open_purchases':
      return `Nothing was erased, open still: ${refused.purchaseIds.join(', ')}. Run this again when they have closed; of one whose workflow was terminated settle the case workflow_missing.`;
    case 'open_cases':
      return `Nothing was erased, support has a case open: ${refused.purchaseIds.join(', ')}. Settle it first.`;
    case 'not_on_record':
      return `Nothing was erased, not in the ledger: ${refused.purchaseIds.join(', ')}. Run npm run reconcile first.`;
    case 'untold_events':
      return `Nothing was erased, events of them are still to be published: ${refused.purchaseIds.join(', ')}. Run this again in a moment.`;
    case 'unknown_customer':
      return 'There is nothing of this customer, and nobody of this id was forgotten before.';
    default:
      return refused satisfies never;
  }
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
