/**
 * What a key of the HTTP API may do. `service`: the order service, for the purchases that it has opened. `viewer`: reads
 * without personal data. `agent`: works claims. `approver`: an agent who may also settle money by hand and approve above
 * the limit. `admin`: keys. `assistant`: reads and tries, and acts on nothing.
 */
export const API_ROLES = ['service', 'viewer', 'agent', 'approver', 'admin', 'assistant'] as const;

export type ApiRole = (typeof API_ROLES)[number];

/** The name of a caller: what it does is on record under it. */
export const isCaller = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
