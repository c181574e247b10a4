/**
 * Part of the message of a query that fails because the purchase has received an event and not handled it yet. Ask the
 * same question again a moment later.
 * @example
 * const mayAskAgain = (error: Error): boolean => error.message.includes(ASK_AGAIN);
 */
export const ASK_AGAIN = 'AskAgain';
