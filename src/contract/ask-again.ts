/**
 * In the message of a query that fails because the purchase is between an event and the task that handles it. It was
 * not answered; the same question a moment later is.
 */
export const ASK_AGAIN = 'AskAgain';
