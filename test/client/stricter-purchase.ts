import { ApplicationFailure, condition, defineUpdate, setHandler } from '@temporalio/workflow';

/** Stands for a purchase of a later version, which knows a field that this client does not. */
export async function purchase(): Promise<void> {
  setHandler(defineUpdate('submitClaim'), () => undefined, {
    validator: () => {
      const problems = [{ field: 'colour', message: 'is missing: send one' }];
      const message = 'colour: is missing: send one';
      throw ApplicationFailure.create({ type: 'InvalidInput', message, details: [problems] });
    },
  });
  setHandler(defineUpdate('withdrawClaim'), () => {
    throw ApplicationFailure.create({ type: 'Broken', message: 'a bug', nonRetryable: true });
  });
  await condition(() => false);
}
