import type { WorkflowInterceptors } from '@temporalio/workflow';

/** Stands for a version with a bug: whoever is told of an SMS fails its task, each time it is tried. */
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
