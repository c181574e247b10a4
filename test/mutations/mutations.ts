/** A change of our code that lets somebody do what he may not, and the test that is red with it. */
export interface Mutation {
  /** What would be broken. */
  name: string;
  file: string;
  /** Occurs once in the file. With `caughtBy` an expression, so that it can be switched while the tests run. */
  from: string;
  to: string;
  /** A file of `npm test`. */
  test: string;
  /** The beginning of the name of the test there, as it is written. Absent: the whole file. */
  caughtBy?: string;
}

const ROLES = 'test/web/api/roles.server.test.ts';
const JOURNEY = 'test/web/api/journey.server.test.ts';
const SCOPE = 'test/web/api/scope.server.test.ts';
const SIGNED = 'test/web/api/signed-events.server.test.ts';
const FEED = 'test/web/api/feed.server.test.ts';

/** With this one every cell of the table of roles says the opposite. */
export const EVERY_ROLE_FLIPPED: Mutation = {
  name: 'every role of every route is flipped',
  file: 'src/web/api/routes.ts',
  from: 'export type RouteName',
  to: `for (const route of Object.values(ROUTES) as { roles: readonly string[] }[]) {
  const all = ['service', 'viewer', 'agent', 'approver', 'admin', 'assistant'];
  route.roles = all.filter((role) => !route.roles.includes(role));
}
export type RouteName`,
  test: ROLES,
};

const ROLE: readonly Mutation[] = [
  {
    name: 'no role is checked',
    file: 'src/web/api/api.ts',
    from: '!roles.includes(role)',
    to: 'false',
    test: JOURNEY,
    caughtBy: 'settles money by hand as an approver only',
  },
  {
    name: 'an assistant may not try an act',
    file: 'src/web/api/routes.ts',
    from: `role === 'assistant' || (ROUTES`,
    to: '(ROUTES',
    test: ROLES,
  },
  {
    name: 'an assistant carries acts out',
    file: 'src/web/api/acts.ts',
    from: `!isPreview && caller.role === 'assistant'`,
    to: 'false',
    test: JOURNEY,
    caughtBy: 'a preview says what would follow',
  },
  {
    name: 'a preview acts',
    file: 'src/web/api/acts.ts',
    from: 'isPreview ? undefined : named',
    to: `named ?? 'preview'`,
    test: JOURNEY,
    caughtBy: 'a preview says what would follow',
  },
  {
    name: 'a key opens with any secret',
    file: 'src/web/api/key-ring.ts',
    from: '!isSecretOf(key, parts.secret)',
    to: 'false',
    test: ROLES,
  },
  {
    name: 'a key that has expired opens while the ledger is away',
    file: 'src/web/api/key-ring.ts',
    from: 'expiresAt !== undefined && expiresAt.getTime() <= now',
    to: 'false',
    test: 'test/web/api/key-ring.database.test.ts',
    caughtBy: 'a key that expires opens nothing',
  },
  {
    name: 'an agent approves above the limit',
    file: 'src/web/api/acts.ts',
    from: 'most !== undefined && amount <= most',
    to: 'true',
    test: JOURNEY,
    caughtBy: 'above the limit only an approver approves',
  },
  {
    name: 'a body says who acts',
    file: 'src/web/api/acts.ts',
    from: `withoutWhatIsKnown(body, { keyed: ['by'], path })`,
    to: 'withoutWhatIsKnown(body, { keyed: [], path })',
    test: JOURNEY,
    caughtBy: 'who acts is set by the key',
  },
  {
    name: 'an event says who acts',
    file: 'src/web/api/events.ts',
    from: `['agent', 'by']`,
    to: `['agent']`,
    test: JOURNEY,
    caughtBy: 'who acts is set by the key',
  },
  {
    name: 'a viewer sees words',
    file: 'src/web/api/purchase-view.ts',
    from: '!SIGHT[role].words',
    to: `!SIGHT[role].words && role !== 'viewer'`,
    test: JOURNEY,
    caughtBy: 'sees its own part',
  },
  {
    name: 'a viewer sees contacts',
    file: 'src/web/api/purchase-view.ts',
    from: 'contact ? { customer, phoneNumber } : {}',
    to: `contact || role === 'viewer' ? { customer, phoneNumber } : {}`,
    test: JOURNEY,
    caughtBy: 'sees its own part',
  },
  {
    name: 'an assistant sees contacts',
    file: 'src/web/api/purchase-view.ts',
    from: 'contact ? { customer, phoneNumber } : {}',
    to: `contact || role === 'assistant' ? { customer, phoneNumber } : {}`,
    test: JOURNEY,
    caughtBy: 'sees its own part',
  },
  {
    name: 'a service sees what is for support only',
    file: 'src/web/api/purchase-view.ts',
    from: `internal || visibility === 'public'`,
    to: 'true',
    test: JOURNEY,
    caughtBy: 'sees its own part',
  },
  {
    name: 'whoever may not see a contact searches by one',
    file: 'src/web/api/lists.ts',
    from: "field.by !== 'id' && !seesContact(role)",
    to: 'false',
    test: JOURNEY,
    caughtBy: 'finds a purchase by one field',
  },
  {
    name: 'support sees the whole address of an endpoint',
    file: 'src/web/api/webhooks.ts',
    from: 'isAdmin ? entries : entries.map(withoutPath)',
    to: 'entries',
    test: 'test/web/api/webhooks.server.test.ts',
    caughtBy: 'shows support its host',
  },
];

const SIGNATURE: readonly Mutation[] = [
  {
    name: 'a signature is not compared',
    file: 'src/webhooks/signature.ts',
    from: `version === 'v1' && given.length === ours.length && timingSafeEqual(given, ours)`,
    to: `version === 'v1'`,
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'a signature that is cut off counts as far as it goes',
    file: 'src/webhooks/signature.ts',
    from: `version === 'v1' && given.length === ours.length && timingSafeEqual(given, ours)`,
    to: `version === 'v1' && ours.subarray(0, given.length).equals(given)`,
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'only the beginning of a signature is compared',
    file: 'src/webhooks/signature.ts',
    from: `version === 'v1' && given.length === ours.length && timingSafeEqual(given, ours)`,
    to: `version === 'v1' && given.length === ours.length && given.subarray(0, 31).equals(ours.subarray(0, 31))`,
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'only the end of a signature is compared',
    file: 'src/webhooks/signature.ts',
    from: `version === 'v1' && given.length === ours.length && timingSafeEqual(given, ours)`,
    to: `version === 'v1' && given.length === ours.length && given.subarray(1).equals(ours.subarray(1))`,
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'any version of a signature counts as v1',
    file: 'src/webhooks/signature.ts',
    from: `version === 'v1' && given.length === ours.length && timingSafeEqual(given, ours)`,
    to: 'given.length === ours.length && timingSafeEqual(given, ours)',
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'the body is not signed',
    file: 'src/webhooks/signature.ts',
    from: `createHmac('sha256', secret).update(\`\${id}.\${timestamp}.\`).update(body).digest()`,
    to: `createHmac('sha256', secret).update(\`\${id}.\${timestamp}.\`).digest()`,
    test: SIGNED,
    caughtBy: 'is the same event when it comes again',
  },
  {
    name: 'the id is not signed',
    file: 'src/webhooks/signature.ts',
    from: `createHmac('sha256', secret).update(\`\${id}.\${timestamp}.\`).update(body).digest()`,
    to: `createHmac('sha256', secret).update(\`.\${timestamp}.\`).update(body).digest()`,
    test: SIGNED,
    caughtBy: 'is the same event when it comes again',
  },
  {
    name: 'the time is not signed',
    file: 'src/webhooks/signature.ts',
    from: `createHmac('sha256', secret).update(\`\${id}.\${timestamp}.\`).update(body).digest()`,
    to: `createHmac('sha256', secret).update(\`\${id}..\`).update(body).digest()`,
    test: SIGNED,
    caughtBy: 'is the same event when it comes again',
  },
  {
    name: 'the time of a signature does not matter',
    file: 'src/web/api/signed-events.ts',
    from: 'Math.abs(now().getTime() / 1000 - Number(timestamp)) > TOLERANCE_S',
    to: 'false',
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'a signature can be made ahead of its time',
    file: 'src/web/api/signed-events.ts',
    from: 'Math.abs(now().getTime() / 1000 - Number(timestamp)) > TOLERANCE_S',
    to: 'now().getTime() / 1000 - Number(timestamp) > TOLERANCE_S',
    test: SIGNED,
    caughtBy: 'is refused unless secret, body',
  },
  {
    name: 'who signs an event may report of every purchase',
    file: 'src/web/api/signed-events.ts',
    from: `!(await works.scope.sees({ keyId: '', name: caller, role: 'service' }, named.value))`,
    to: 'false',
    test: SIGNED,
    caughtBy: 'of a purchase that is not there, or not its sender’s',
  },
  {
    name: 'an order service reports what support has done',
    file: 'src/web/api/events.ts',
    from: `role === 'service' ? OF_SERVICE : OF_SUPPORT`,
    to: '[...OF_SERVICE, ...OF_SUPPORT]',
    test: SIGNED,
    caughtBy: 'is refused with the field if it is malformed',
  },
  {
    name: 'a webhook is signed with the newest secret only',
    file: 'src/ledger/read/webhook-deliveries.ts',
    from: 'until !== null && until > now',
    to: 'false',
    test: 'test/webhooks/deliver.database.test.ts',
    caughtBy: 'after two rotations all secrets',
  },
  {
    name: 'a secret signs beyond its overlap',
    file: 'src/ledger/read/webhook-deliveries.ts',
    from: 'until !== null && until > now',
    to: 'until !== null',
    test: 'test/webhooks/deliver.database.test.ts',
    caughtBy: 'after two rotations all secrets',
  },
];

const SCOPES: readonly Mutation[] = [
  {
    name: 'a service sees every purchase',
    file: 'src/web/api/scope.ts',
    from: `role !== 'service' || (await openerOf(purchaseId)) === name`,
    to: 'true',
    test: JOURNEY,
    caughtBy: 'belongs to who opened it',
  },
  {
    name: 'a purchase of another counts as the caller’s',
    file: 'src/web/api/scope.ts',
    from: `opener === name ? 'caller' : 'another'`,
    to: `'caller'`,
    test: SCOPE,
    caughtBy: 'a malformed opening leaves no case at a purchase of another caller',
  },
  {
    name: 'an opening starts what another caller has opened',
    file: 'src/web/api/openings.ts',
    from: `(await scope.openerInLedger(caller, purchaseId)) === 'another'`,
    to: 'false',
    test: SCOPE,
    caughtBy: 'a purchase that an operator has ended is not started again by another caller',
  },
  {
    name: 'a malformed opening does not ask whose the purchase is',
    file: 'src/web/api/openings.ts',
    from: `(await works.scope.openerIfKnown(caller, purchaseId)) === 'another'`,
    to: 'false',
    test: SCOPE,
    caughtBy: 'a malformed opening leaves no case at a purchase of another caller',
  },
  {
    name: 'routes of a purchase do not ask whose it is',
    file: 'src/web/api/purchases.ts',
    from: `!(await scope.sees(c.get('caller'), purchaseId))`,
    to: 'false',
    test: JOURNEY,
    caughtBy: 'belongs to who opened it',
  },
  {
    name: 'a replacement belongs to nobody',
    file: 'src/ledger/read/api-opener.ts',
    from: '(own ?? rows[0])?.caller',
    to: 'own?.caller',
    test: SCOPE,
    caughtBy: 'a replacement belongs to who has opened',
  },
  {
    name: 'the feed shows a service everybody’s purchases',
    file: 'src/web/api/feed.ts',
    from: `role === 'service' ? name : undefined`,
    to: 'undefined',
    test: FEED,
    caughtBy: 'shows a service its own purchases and their replacements',
  },
  {
    name: 'the feed shows a service whatever any service has opened',
    file: 'src/ledger/read/opened-by.ts',
    from: `sql<SqlBool>\`exists (
  select from ledger.purchases as opened
  join ledger.api_openers as opener on opener.purchase_id = opened.original_purchase_id
  where opened.purchase_id = events.purchase_id and opener.caller = \${caller}
)\``,
    to: `sql<SqlBool>\`exists (
  select from ledger.purchases as opened
  join ledger.api_openers as opener on opener.purchase_id = opened.original_purchase_id
  where opened.purchase_id = events.purchase_id and \${caller}::text is not null
)\``,
    test: FEED,
    caughtBy: 'shows a service its own purchases and their replacements',
  },
  {
    name: 'an endpoint of a service is told of everybody’s purchases',
    file: 'src/ledger/write/webhook-endpoints.ts',
    from: 'service ?? null',
    to: 'null',
    test: 'test/webhooks/deliver.database.test.ts',
    caughtBy: 'an endpoint of a service is told',
  },
  {
    name: 'a receipt is shown to whoever knows its claim',
    file: 'src/web/api/receipts.ts',
    from: 'await claimInPath(works, c)',
    to: `{ claimId: c.req.param('claimId') ?? '', purchaseId: (c.req.param('claimId') ?? '').replace(/^clm_|_\\d+$/g, '') }`,
    test: 'test/web/api/receipts.server.test.ts',
    caughtBy: 'a service learns nothing of the receipts of others',
  },
  {
    name: 'an idempotency key is everybody’s, in the purchase',
    file: 'src/web/api/idempotency.ts',
    from: 'JSON.stringify([caller.name, key])',
    to: 'JSON.stringify([key])',
    test: JOURNEY,
    caughtBy: 'is refused with another body, another route',
  },
  {
    name: 'an idempotency key is everybody’s, in the ledger',
    file: 'src/web/api/idempotency.ts',
    from: '{ caller: caller.name, requestKey: key, asked, purchaseId }',
    to: `{ caller: '', requestKey: key, asked, purchaseId }`,
    test: JOURNEY,
    caughtBy: 'is refused with another body, another route',
  },
];

const LINKS = 'test/web/customer/links.server.test.ts';
const ACTS = 'test/web/customer/acts.server.test.ts';
const GUARDS = 'test/web/customer/guards.server.test.ts';
const OBJECTIONS = 'test/web/customer/objections.server.test.ts';
const FIND = 'test/web/customer/find.server.test.ts';
const PICTURES = 'test/web/customer/pictures.server.test.ts';

/** Guards of the customers' pages. */
const PAGES: readonly Mutation[] = [
  {
    name: 'a link opens every purchase of its customer',
    file: 'src/web/customer/visitor.ts',
    from: 'link === undefined || link.purchaseId !== purchaseId',
    to: 'link === undefined',
    test: GUARDS,
    caughtBy: 'the link of one purchase opens no page of another',
  },
  {
    name: 'a link to an earlier address opens the purchase',
    file: 'src/links/customer-links.ts',
    from: '!isSame(link.addressMark, addressMark(secret, email))',
    to: 'false',
    test: LINKS,
    caughtBy: 'when the contact is corrected',
  },
  {
    name: 'a link never ends',
    file: 'src/links/customer-links.ts',
    from: 'at.getTime() <= last + LINK_GRACE_MS',
    to: 'true',
    test: LINKS,
    caughtBy: 'with its grace after the purchase has closed',
  },
  {
    name: 'links that support ends go on',
    file: 'src/web/api/links.ts',
    from: 'await end(works.ledger, purchaseId, works.now())',
    to: '1',
    test: LINKS,
    caughtBy: 'when support says so',
  },
  {
    name: 'a mail to another address has a link',
    file: 'src/emails/sending/mailer.ts',
    from: 'copy.withoutLink',
    to: 'false',
    test: LINKS,
    caughtBy: 'is not in a mail that support sends to another address',
  },
  {
    name: 'the mail to the old address leads to the purchase',
    file: 'src/wording/customer-pages.ts',
    from: "template !== 'contact_corrected'",
    to: 'true',
    test: LINKS,
    caughtBy: 'when the contact is corrected',
  },
  {
    name: 'a form needs no token',
    file: 'src/web/customer/visitor.ts',
    from: 'isSame(sent, formToken)',
    to: 'true',
    test: ACTS,
    caughtBy: 'a form that another site sends does nothing',
  },
  {
    name: 'a form may have another origin',
    file: 'src/web/customer/visitor.ts',
    from: 'from !== undefined && from !== origin',
    to: 'false',
    test: ACTS,
    caughtBy: 'a form that another site sends does nothing',
  },
  {
    name: 'a form may come from another site',
    file: 'src/web/customer/visitor.ts',
    from: `site !== undefined && site !== 'same-origin' && site !== 'none'`,
    to: 'false',
    test: ACTS,
    caughtBy: 'a form that another site sends does nothing',
  },
  {
    name: 'a form acts on a purchase that has gone on since',
    file: 'src/web/customer/act-flow.ts',
    from: 'seenOf(visitor.whole) !== seen',
    to: 'false',
    test: ACTS,
    caughtBy: 'a dispute that was written against the first repair',
  },
  {
    name: 'a link is mailed to whoever names a purchase',
    file: 'src/web/customer/find-link.ts',
    from: '!links.isSameAddress(reached.customer.email, address)',
    to: 'false',
    test: FIND,
    caughtBy: 'is mailed to the customer’s own address',
  },
  {
    name: 'a purchase is looked for before the answer',
    file: 'src/web/customer/find-link.ts',
    from: '  return { decided };',
    to: '  await decided;\n  return { decided };',
    test: FIND,
  },
  {
    name: 'a mailbox can be filled with links',
    file: 'src/operations/send-link.ts',
    from: 'countSince >= MOST_A_DAY',
    to: 'false',
    test: FIND,
    caughtBy: 'is mailed at most ten times a day',
  },
  {
    name: 'one purchase and address may be tried without end',
    file: 'src/web/customer/site.ts',
    from: 'limit(finds.pair.take(`${read.purchaseId} ${read.address.toLowerCase()}`, now))',
    to: 'undefined',
    test: FIND,
    caughtBy: 'has limits: five tries',
  },
  {
    name: 'one network address may try any number of purchases',
    file: 'src/web/customer/site.ts',
    from: 'limit(finds.address.take(works.callerAddress(c.env), now))',
    to: 'undefined',
    test: FIND,
    caughtBy: 'has limits: five tries',
  },
  {
    name: 'a mail that is tried again has another link',
    file: 'src/links/customer-links.ts',
    from: 'mark.slice(0, 16)',
    to: 'newNonce()',
    test: FIND,
    caughtBy: 'a mail that is tried again carries the same link',
  },
  {
    name: 'a replacement is shown to whoever had the number before',
    file: 'src/web/customer/site.ts',
    from: '!links.isSameAddress(email, whole.customer.email)',
    to: 'false',
    test: LINKS,
    caughtBy: 'is where the mail about it leads',
  },
  {
    name: 'a script of a page could read the link',
    file: 'src/web/customer/visitor.ts',
    from: 'true',
    to: 'false',
    test: LINKS,
    caughtBy: 'opens the purchase that the mail is about',
  },
  {
    name: 'the link goes along with what other sites ask',
    file: 'src/web/customer/visitor.ts',
    from: `'Lax'`,
    to: `'None'`,
    test: LINKS,
    caughtBy: 'opens the purchase that the mail is about',
  },
  {
    name: 'a page may be kept by whoever is in between',
    file: 'src/web/customer/site.ts',
    from: `c.header('cache-control', 'no-store')`,
    to: 'undefined',
    test: LINKS,
    caughtBy: 'opens the purchase that the mail is about',
  },
  {
    name: 'a followed link is told to the next site',
    file: 'src/web/customer/site.ts',
    from: `c.header('referrer-policy', 'no-referrer')`,
    to: 'undefined',
    test: LINKS,
    caughtBy: 'opens the purchase that the mail is about',
  },
  {
    name: 'a form names its act as it likes',
    file: 'src/web/customer/site.ts',
    from: '!isKeyOf(place, key)',
    to: 'false',
    test: GUARDS,
    caughtBy: 'a form that names its act otherwise than we do',
  },
  {
    name: 'support may be written to without end',
    file: 'src/web/customer/objection.tsx',
    from: 'pause !== undefined',
    to: 'false',
    test: OBJECTIONS,
    caughtBy: 'beyond three has to wait for an hour',
  },
  {
    name: 'what was not sent counts towards the limit',
    file: 'src/web/customer/objection.tsx',
    from: 'sent.giveBack(purchaseId)',
    to: 'undefined',
    test: OBJECTIONS,
    caughtBy: 'that cannot be mailed keeps what was typed',
  },
  {
    name: 'links may be guessed without end',
    file: 'src/web/customer/site.ts',
    from: 'limit(follows.take(works.callerAddress(c.env), works.now().getTime()))',
    to: 'undefined',
    test: FIND,
    caughtBy: 'links that are guessed have a limit',
  },
  {
    name: 'a picture is shown to who has the link of another purchase',
    file: 'src/web/customer/picture-pages.ts',
    from: 'known?.purchaseId !== purchaseId',
    to: 'known === undefined',
    test: PICTURES,
    caughtBy: 'is shown to nobody without the link of its purchase',
  },
  {
    name: 'a picture of another purchase can be taken out',
    file: 'src/web/customer/picture-pages.ts',
    from: 'upload?.purchaseId === visitor.whole.purchaseId',
    to: 'upload !== undefined',
    test: PICTURES,
    caughtBy: 'is shown to nobody without the link of its purchase',
  },
  {
    name: 'a form with a picture needs no token',
    file: 'src/web/customer/site.ts',
    from: 'refuseOthers(c, who, fields)',
    to: 'undefined',
    test: PICTURES,
    caughtBy: 'that another site sends is not taken',
  },
];

const KEPT = 'test/web/api/evidence.server.test.ts';
const CLEANED = 'test/evidence/clean-up.database.test.ts';
const READ = 'test/web/evidence/read-picture.test.ts';

/** Guards of evidence. */
const EVIDENCE: readonly Mutation[] = [
  {
    name: 'a claim takes any id as evidence',
    file: 'src/web/api/claim-evidence.ts',
    from: 'works.evidence === undefined || named.length === 0',
    to: 'true',
    test: KEPT,
    caughtBy: 'refuses an id that nobody uploaded',
  },
  {
    name: 'a claim takes a picture of another purchase',
    file: 'src/ledger/read/evidence-uploads.ts',
    from: `.where('purchase_id', '=', purchaseId)
      .where('evidence_id', 'in', evidenceIds)`,
    to: `.where('evidence_id', 'in', evidenceIds)`,
    test: KEPT,
  },
  {
    name: 'a claim takes a picture of another claim',
    file: 'src/evidence/put-into-claim.ts',
    from: 'upload.claimId !== undefined && !isThere(upload, naming, requestId)',
    to: 'false',
    test: KEPT,
    caughtBy: 'refuses what another claim has',
  },
  {
    name: 'a preview holds pictures',
    file: 'src/web/api/claim-evidence.ts',
    from: 'requestId === undefined\n    ?',
    to: 'false\n    ?',
    test: KEPT,
  },
  {
    name: 'pictures of every purchase are shown to every service',
    file: 'src/web/api/evidence.ts',
    from: '  await visiblePurchase(works, c, upload.purchaseId);\n',
    to: '',
    test: KEPT,
  },
  {
    name: 'the service learns which claims have the same picture',
    file: 'src/web/api/evidence.ts',
    from: `c.get('caller').role !== 'service'`,
    to: 'true',
    test: KEPT,
    caughtBy: 'on two claims is a hint for support',
  },
  {
    name: 'a picture may be taken for something else than its content',
    file: 'src/evidence/uploads.ts',
    from: 'declared !== undefined && declared !== mediaType',
    to: 'false',
    test: KEPT,
    caughtBy: 'is judged by its content',
  },
  {
    name: 'a picture that was held is removed without asking its purchase',
    file: 'src/evidence/clean-up.ts',
    from: 'held !== undefined',
    to: 'false',
    test: CLEANED,
  },
  {
    name: 'a picture of an erased purchase is shown until its file is gone',
    file: 'src/ledger/read/evidence-uploads.ts',
    from: `row.or([row('removed_why', 'is', null), row('removed_why', '=', 'retention')])`,
    to: `row('evidence_id', 'is not', null)`,
    test: CLEANED,
  },
  {
    name: 'a store that is away says that there is no picture',
    file: 'src/evidence/uploads.ts',
    from: `      throw new StoreUnavailable('ENOENT');`,
    to: '      return undefined;',
    test: CLEANED,
  },
  {
    name: 'a body may be as large as it likes',
    file: 'src/web/evidence/read-picture.ts',
    from: 'bytes > LARGEST_PICTURE_BYTES',
    to: 'false',
    test: READ,
  },
  {
    name: 'any number of uploads may be under way',
    file: 'src/web/evidence/read-picture.ts',
    from: 'underWay >= options.underWay',
    to: 'false',
    test: READ,
  },
];

export const MUTATIONS: readonly Mutation[] = [
  EVERY_ROLE_FLIPPED,
  ...ROLE,
  ...SIGNATURE,
  ...SCOPES,
  ...PAGES,
  ...EVIDENCE,
];
