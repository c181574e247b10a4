import { Option } from 'commander';
import { present } from '../contract/present.ts';
import { REJECTION_CLAUSES, type RejectionClause } from '../contract/rejection-clause.ts';
import type { By, ClaimType, DecideClaim, SettleByHand } from '../contract/updates.ts';
import { CLAIM_TYPES } from '../contract/validation/requester.ts';
import { aboutClaim, BY, CLAIM, choice, type AddAct, type Asked, type AskedOfClaim } from './act-command.ts';

const support = (id: string): By => ({ kind: 'support', id });

export const addDecision: AddAct = (program, request) => {
  program
    .command('decide')
    .description('support decides the claim')
    .argument('<id>')
    .addArgument(choice('<decision>', 'support’s', ['approve', 'reject', 'request_evidence', 'reclassify']))
    .requiredOption('--note <text>', 'for the customer')
    .addOption(new Option('--clause <id>', 'to reject').choices(REJECTION_CLAUSES))
    .addOption(new Option('--type <claimType>', 'to reclassify').choices(CLAIM_TYPES))
    .option('--internal-note <text>', 'for support only')
    .option(...CLAIM)
    .option(...BY)
    .action(
      (
        id: string,
        decision: DecideClaim['decision'],
        options: AskedOfClaim & {
          note: string;
          clause?: RejectionClause;
          type?: ClaimType;
          internalNote?: string;
        },
      ) =>
        request(id, ({ returns }) => {
          const { note, clause, type, internalNote } = options;
          const asked = {
            ...aboutClaim('support', options),
            decision,
            note,
            ...present({ clause, claimType: type, internalNote }),
          };
          // The client checks whether the options fit the decision.
          return returns.decideClaim(id, asked as DecideClaim);
        }),
    );
};

export const addAccessRequest: AddAct = (program, request) => {
  program
    .command('access')
    .description('support asks for access')
    .argument('<id>')
    .requiredOption('--what <text>', 'what support needs to see, and why; no credentials')
    .option(...CLAIM)
    .option(...BY)
    .action((id: string, asked: AskedOfClaim & { what: string }) =>
      request(id, ({ returns }) =>
        returns.requestAccess(id, { ...aboutClaim('support', asked), what: asked.what }),
      ),
    );
};

export const addRemediation: AddAct = (program, request) => {
  program
    .command('remedied')
    .description('support says that the defect is remedied, or cannot be')
    .argument('<id>')
    .requiredOption('--summary <text>', 'for the customer')
    .option('--not-possible')
    .option(...CLAIM)
    .option(...BY)
    .action((id: string, asked: AskedOfClaim & { summary: string; notPossible?: true }) =>
      request(id, ({ returns }) =>
        returns.reportRemediation(id, {
          ...aboutClaim('support', asked),
          outcome: asked.notPossible ? 'not_possible' : 'done',
          summary: asked.summary,
        }),
      ),
    );
};

export const addSettlement: AddAct = (program, request) => {
  program
    .command('settle')
    .description('support settles a step by hand')
    .argument('<id>')
    .addArgument(choice('<step>', 'the one that needs attention', ['cancel', 'refund', 'replacement']))
    .addArgument(
      choice('<action>', 'what to do about it', ['retry', 'done', 'returned_otherwise', 'abandon']),
    )
    .requiredOption('--note <text>', 'for support only')
    .option('--reference <text>', 'for done and returned_otherwise')
    .option(...BY)
    .action(
      (
        id: string,
        step: SettleByHand['step'],
        action: SettleByHand['action'],
        { by, note, reference }: Asked & { note: string; reference?: string },
      ) =>
        request(id, ({ returns }) => {
          const settlement = {
            by: support(by),
            step,
            action,
            note,
            ...present({ reference }),
          };
          // The client checks whether the options fit the action.
          return returns.settleByHand(id, settlement as SettleByHand);
        }),
    );
};

export const addContact: AddAct = (program, request) => {
  program
    .command('contact')
    .description('support corrects the customer’s address')
    .argument('<id>')
    .requiredOption('--email <address>')
    .option(...BY)
    .action((id: string, { by, email }: Asked & { email: string }) =>
      request(id, ({ returns }) => returns.correctContact(id, { by: support(by), email })),
    );
};
