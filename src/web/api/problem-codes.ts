import type { RefusalCode } from '../../contract/answers.ts';
import { REASON_SHORTEST } from '../../contract/text-bounds.ts';
import { PICTURE_REFUSALS } from '../../evidence/picture.ts';

/** What the purchase itself refuses. */
const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  too_early: 'The SMS can still come: `retryAt` is when the funds return by themselves.',
  too_late: 'The time for it is over: `deadline` says since when.',
  not_now: 'Not in this stage, or not by this side.',
  busy: 'A call to the order service is under way: try again in some minutes.',
  claim_open: 'One claim at a time.',
  too_many_claims: 'The policy takes no more claims on this purchase.',
  too_many_requests: 'The policy takes no more requests on this purchase.',
  too_many_refusals: 'This side was refused too often.',
  fulfilled: 'An SMS is on record and the activation is completed (R1). C2 takes evidence.',
  needs_sms: 'No SMS is on record: C1 is the right claim.',
  no_reason: `The reason is shorter than ${REASON_SHORTEST} characters (P2).`,
  disqualified: 'Access was refused before (C3b).',
  not_allowed: 'Never possible, or not any more: `detail` says what is.',
  other_claim: 'The request names a claim that is not the open one: `openClaimId` is that, if there is one.',
  changed: 'The request names a revision that the purchase has left. With `If-Match` it is a 412.',
};

/** Each `code` of a problem, by its status, and what it means. */
export const PROBLEM_CODES: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  400: {
    no_http: 'It is no HTTP/1.1 request that can be read.',
    no_host: 'The header `Host` names no host.',
    no_json: 'The body is no JSON in UTF-8.',
    no_object: 'The body is not one JSON object.',
    body_cut_off: 'The body ended before it was complete.',
    unknown_parameter: 'The query has a parameter that is not known.',
    repeated_parameter: 'A parameter comes twice.',
    malformed_parameter: 'A parameter cannot be read.',
    idempotency_key_missing: 'A write needs an `Idempotency-Key`.',
    idempotency_key_malformed: 'An `Idempotency-Key` has 1 to 80 printable characters.',
  },
  401: {
    no_valid_key: 'Send a valid key as `Authorization: Bearer`.',
    not_signed: 'A header of Standard Webhooks is missing.',
    wrong_signature: 'No secret that is known makes this signature.',
    outside_tolerance: '`webhook-timestamp` is more than five minutes from now.',
  },
  403: {
    not_of_this_role: 'A key of this role may not do this.',
    above_approval_limit: 'The price is above what an agent may approve: an approver decides this claim.',
    only_preview: 'An assistant can try an act with `?preview=true`, and not carry it out.',
    not_by_person: 'This key may search by ids only.',
    origin_not_allowed: '`/mcp` takes no requests from the page of a browser.',
  },
  404: {
    not_found: 'There is nothing of this id, or nothing that this key may see.',
    no_such_route: 'There is nothing at this address.',
  },
  405: { method_not_allowed: '`Allow` says which methods are.' },
  408: {
    body_too_slow: 'The picture took too long to arrive.',
    request_too_slow: 'The request took too long to arrive.',
  },
  409: {
    ...REFUSALS,
    purchase_closed: 'Nothing can be asked of it any more: `result` says how it ended.',
    purchase_lost:
      'Its workflow was ended or lost before the purchase was decided. Repeating does not help: support settles what it owes by hand.',
    other_terms: 'The purchase was opened with other terms: `differences` names the fields.',
    opened_by_another: 'A purchase of this id was opened by another caller.',
    already_settled: 'The case was settled before.',
    not_decided_yet: 'The claim is not decided, or its money is still under way.',
    no_receipts: 'Receipts are not set up here.',
    no_evidence_kept: 'Evidence is not kept here.',
    too_many_waiting: 'Five pictures of the purchase wait for a claim already.',
    no_copy: 'The copy of this mail, or the address, has been erased.',
    malformed: 'The mail cannot be sent as asked.',
    no_webhooks: 'Webhooks are not set up here.',
    endpoint_disabled: 'The endpoint is switched off.',
    not_of_service: 'The event is of another service’s purchase than the endpoint gets.',
    type_not_chosen: 'The endpoint has not chosen events of this type.',
    feed_is_behind:
      'Nothing was ever published at the place in `after`: the feed ends at `last`. After a restore from an older copy begin anew, and leave out what you have by `id`.',
    unknown_event: 'There is no such event to send again.',
  },
  412: {
    changed: 'The purchase has changed since the ETag in `If-Match`.',
    no_etag_of_ours: '`If-Match` must be the ETag of this purchase, or of its claim, as it was read.',
  },
  413: { too_large: 'A body has 64 KiB at most.', picture_too_large: 'A picture has 10 MB at most.' },
  415: {
    not_json: 'Send the body as application/json in UTF-8.',
    encoded: 'Send the body as it is, without `Content-Encoding`.',
    picture_heic: PICTURE_REFUSALS.picture_heic,
    picture_kind: PICTURE_REFUSALS.picture_kind,
    picture_mislabelled: PICTURE_REFUSALS.picture_mislabelled,
  },
  422: {
    invalid_input: 'Fields are wrong: `errors` points to each and says what would be right.',
    idempotency_key_reused: 'The `Idempotency-Key` belongs to another request.',
    picture_empty: PICTURE_REFUSALS.picture_empty,
    picture_broken: PICTURE_REFUSALS.picture_broken,
    picture_pixels: PICTURE_REFUSALS.picture_pixels,
    picture_animated: PICTURE_REFUSALS.picture_animated,
    picture_mixed: PICTURE_REFUSALS.picture_mixed,
    picture_slow: PICTURE_REFUSALS.picture_slow,
  },
  429: {
    too_many: 'Too many requests: wait as long as `Retry-After` says.',
    too_many_for_purchase: 'Too many requests for one purchase.',
  },
  431: { headers_too_large: 'Address and headers have 16 KiB at most, all together.' },
  500: { internal: 'A fault of ours, on record under the `requestId`.' },
  503: {
    no_answer:
      'The purchase gave no answer in time. Repeat it under the same `Idempotency-Key`: it happens once.',
    under_way: 'Another process is carrying this request out: repeat it under the same key for its answer.',
    purchase_unavailable: 'The purchase does not answer now.',
    ledger_unavailable: 'The ledger does not answer now.',
    evidence_unavailable: 'The store of evidence does not answer now, or is full.',
    too_many_uploads: 'Too many pictures are coming in at this moment.',
    mail_server_unavailable: 'The mail server does not take mails now.',
    policy_not_known_yet: 'This process does not know the policy version of the purchase yet.',
  },
};
