import type { WorkflowInterceptors } from '@temporalio/workflow';

/** Plays a version with a bug: a purchase that gets an SMS fails its task, in every try. */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      handleSignal(input, next) {
        if (input.signalName === 'smsReceived') throw new TypeError('a bug');
        return next(input);
      },
    },
  ],
});
