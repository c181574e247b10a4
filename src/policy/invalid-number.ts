import type { Instant } from '../contract/scalars.ts';
import type { PolicyVersion } from './versions.ts';

/** C2. Evidence decides; support judges it. */
export function invalidNumberStart(evidenceCount: number): 'in_review' | 'needs_evidence' {
  return evidenceCount > 0 ? 'in_review' : 'needs_evidence';
}

/** C2. Evidence counts until the later of the window's end and 48 hours after the notice, inclusive. */
export function evidenceDueAt(version: PolicyVersion, windowEndsAt: Instant, noticeAt: Instant): Instant {
  return Math.max(windowEndsAt, noticeAt + version.evidenceMs);
}

/** C2. Silence forfeits the right only where nothing was ever shown; else support judges what it has. */
export function afterEvidenceSilence(claim: {
  claimType: string;
  evidenceCount: number;
}): 'forfeited' | 'in_review' {
  return claim.claimType === 'invalid_number' && claim.evidenceCount === 0 ? 'forfeited' : 'in_review';
}
