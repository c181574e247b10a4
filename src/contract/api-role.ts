/**
 * What a key of the HTTP API may do. `service`: the order service, for the purchases that it has opened. `viewer`: reads
 * without contacts and anybody's words. `agent`: works claims. `approver`: an agent who may also settle money by hand and
 * approve above the limit. `admin`: webhook endpoints; keys are made on the command line. `assistant`: reads and previews,
 * and acts on nothing.
 */
export const API_ROLES = ['service', 'viewer', 'agent', 'approver', 'admin', 'assistant'] as const;

export type ApiRole = (typeof API_ROLES)[number];

/**
 * Whether this can be the name of a caller, under which what it does is on record: 1 to 64 letters, digits, `.`, `_` and
 * `-`, the first a letter or a digit.
 * @example
 * isCaller('order-service'); // true
 * isCaller('-shop'); // false
 */
export const isCaller = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
