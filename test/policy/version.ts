import { policyVersion, type PolicyVersion } from '../../src/policy/versions.ts';

/** A shipped version, or the test is wrong. */
export function theVersion(id: string): PolicyVersion {
  const version = policyVersion(id);
  if (version === undefined) throw new Error(`no policy version ${id}`);
  return version;
}
