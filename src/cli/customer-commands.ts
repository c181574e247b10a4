import { present } from '../contract/present.ts';
import type { ClaimType, Remedy } from '../contract/updates.ts';
import { CLAIM_TYPES } from '../contract/validation/requester.ts';
import { aboutClaim, BY, CLAIM, choice, type AddAct, type Asked, type AskedOfClaim } from './act-command.ts';

const customer = (asked: AskedOfClaim): ReturnType<typeof aboutClaim> => aboutClaim('customer', asked);
const collect = (text: string, before: string[] = []): string[] => [...before, text];

export const addClaim: AddAct = (program, request) => {
  program
    .command('claim')
    .description('the customer files a claim')
    .argument('<id>')
    .addArgument(choice('<type>', 'of the claim', CLAIM_TYPES))
    .requiredOption('--reason <text>', 'at least 20 characters')
    .option('--evidence <evidenceId>', 'may be repeated', collect)
    .option(...BY)
    .action(
      (
        id: string,
        claimType: ClaimType,
        { by, reason, evidence = [] }: Asked & { reason: string; evidence?: string[] },
      ) =>
        request(id, ({ returns }) =>
          returns.submitClaim(id, {
            ...customer({ by }),
            claimType,
            reason,
            evidence: evidence.map((evidenceId) => ({ evidenceId })),
          }),
        ),
    );
};

export const addEvidence: AddAct = (program, request) => {
  program
    .command('evidence')
    .description('the customer adds a screenshot')
    .argument('<id>')
    .argument('<evidenceId>')
    .option(...CLAIM)
    .option(...BY)
    .action((id: string, evidenceId: string, asked: AskedOfClaim) =>
      request(id, ({ returns }) =>
        returns.addEvidence(id, {
          ...customer(asked),
          evidence: [{ evidenceId }],
        }),
      ),
    );
};

export const addWithdrawal: AddAct = (program, request) => {
  program
    .command('withdraw')
    .description('the customer withdraws the claim')
    .argument('<id>')
    .option('--reason <text>')
    .option(...CLAIM)
    .option(...BY)
    .action((id: string, asked: AskedOfClaim & { reason?: string }) =>
      request(id, ({ returns }) =>
        returns.withdrawClaim(id, { ...customer(asked), ...present({ reason: asked.reason }) }),
      ),
    );
};

export const addAccessAnswers: AddAct = (program, request) => {
  for (const granted of [true, false]) {
    program
      .command(granted ? 'grant' : 'refuse')
      .description(granted ? 'the customer grants access' : 'the customer refuses access')
      .argument('<id>')
      .option(...CLAIM)
      .option(...BY)
      .action((id: string, asked: AskedOfClaim) =>
        request(id, ({ returns }) => returns.answerAccess(id, { ...customer(asked), granted })),
      );
  }
};

export const addDispute: AddAct = (program, request) => {
  program
    .command('dispute')
    .description('the customer says that the defect is still there')
    .argument('<id>')
    .requiredOption('--reason <text>')
    .option(...CLAIM)
    .option(...BY)
    .action((id: string, asked: AskedOfClaim & { reason: string }) =>
      request(id, ({ returns }) =>
        returns.disputeRemediation(id, { ...customer(asked), reason: asked.reason }),
      ),
    );
};

export const addChoice: AddAct = (program, request) => {
  program
    .command('choose')
    .description('the customer chooses')
    .argument('<id>')
    .addArgument(choice('<remedy>', 'what the customer wants', ['refund', 'replacement']))
    .option(...CLAIM)
    .option(...BY)
    .action((id: string, remedy: Remedy, asked: AskedOfClaim) =>
      request(id, ({ returns }) => returns.chooseRemedy(id, { ...customer(asked), remedy })),
    );
};
