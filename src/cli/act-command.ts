// What the commands for acts of a customer and of support are made of.
import { Argument, type Command } from 'commander';
import type { RequestAnswer } from '../client/request.ts';
import { present } from '../contract/present.ts';
import type { ClaimId } from '../contract/scalars.ts';
import type { By } from '../contract/updates.ts';
import type { Session } from './session.ts';

/** Adds a command. `request` sends one act, and prints its answer and the state of the purchase after it. */
export type AddAct = (
  program: Command,
  request: (id: string, ask: (session: Session) => Promise<RequestAnswer>) => Promise<void>,
) => void;

/** An option of every act of a customer or of support. */
export const BY = ['--by <id>', 'who asks, for the record', 'cli'] as const;
export interface Asked {
  by: string;
}

/** An option of every act on a claim. The purchase compares it with the claim that is open when the act arrives. */
export const CLAIM = ['--claim <claimId>', 'the claim that is meant: refused if another is open'] as const;
export interface AskedOfClaim extends Asked {
  /** Absent: the claim that is open. */
  claim?: string;
}

/** What every act on a claim says. */
export const aboutClaim = (kind: By['kind'], { by, claim }: AskedOfClaim): { by: By; claimId?: ClaimId } => ({
  by: { kind, id: by },
  ...present({ claimId: claim }),
});

/** An argument with choices. `words`: its description, without which the help would not list the choices. */
export const choice = (name: string, words: string, choices: readonly string[]): Argument =>
  new Argument(name, words).choices(choices);
