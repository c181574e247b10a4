import { policyVersion, type PolicyVersion } from '../../src/policy/versions.ts';

/** The real purchase, which takes eight requests of each side. */
const version: PolicyVersion | undefined = policyVersion('2026-01');
if (version === undefined) throw new Error('the version is not there');
version.customerRequests = 8;
version.supportRequests = 8;

export { purchase } from '../../workflows/purchase.ts';
