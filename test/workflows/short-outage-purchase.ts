import { policyVersion, type PolicyVersion } from '../../src/policy/versions.ts';

/** The real purchase, for which an outage begins after a fifth of a second instead of a minute. */
const version: PolicyVersion | undefined = policyVersion('2026-01');
if (version === undefined) throw new Error('the version is not there');
version.outageToleranceMs = 200;

export { purchase } from '../../workflows/purchase.ts';
