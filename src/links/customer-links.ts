import type { PurchaseId, Timestamp } from '../contract/scalars.ts';
import type { MailCopy } from '../emails/sending/mail-record.ts';
import { lastCorrectionOnRecord, readLink } from '../ledger/read/customer-link.ts';
import { keepLink } from '../ledger/write/customer-links.ts';
import type { Ledger } from '../ledger/tables.ts';
import { DAY_MS } from '../policy/duration.ts';
import type { CustomerPage } from '../wording/customer-pages.ts';
import { addressMark, hashOfToken, isLinkToken, isSame, newNonce, tokenOf } from './link-token.ts';

/** How long a link opens its purchase after the purchase has closed, or after it was made if that is later. */
export const LINK_GRACE_DAYS = 60;
export const LINK_GRACE_MS = LINK_GRACE_DAYS * DAY_MS;

/** A mail of ours leads to one purchase. This bounds what a text that somebody else has written could make. */
const MOST_LINKS_IN_A_MAIL = 3;

/** Where links come from and lead to. */
export interface LinkConfig {
  /** The origin under which customers reach the pages, e.g. `https://returns.example.com`. */
  publicUrl: string;
  /** From which the token of each link is made. */
  secret: Buffer;
}

/** `undefined`: no pages are configured. */
export const linkConfigOf = ({
  publicUrl,
  linkSecret: secret,
}: {
  publicUrl?: string | undefined;
  linkSecret?: Buffer | undefined;
}): LinkConfig | undefined =>
  publicUrl === undefined || secret === undefined ? undefined : { publicUrl, secret };

/** What a link is made for. The same occasion has the same link, and each purchase links of its own. */
export interface Occasion {
  purchaseId: PurchaseId;
  /** The Message-ID of a mail, `opening`, or `from` and the purchase whose page leads there. */
  name: string;
  /** To whom it goes. Once the purchase has another address, the link ends. */
  email: string;
  /** When the contact was last corrected, as far as is known. A later correction ends the link. Absent: never. */
  correctedAt: Timestamp | undefined;
}

/** What the purchase says that decides whether a link still opens it. */
export interface LinkHolder {
  email: string;
  /** When its contact was last corrected. Absent if its address was never another. */
  correctedAt?: Timestamp | undefined;
  /** Absent while the purchase is open. */
  closedAt?: Timestamp | undefined;
}

/** A link of this purchase that was not ended. Whether it still opens it, `opens` says. */
export interface FoundLink {
  purchaseId: PurchaseId;
  opens(holder: LinkHolder, now: Date): boolean;
}

export interface CustomerLinks {
  /** Where a page is. The address opens nothing by itself. */
  pageOf(purchaseId: PurchaseId, page?: CustomerPage): string;
  /** The link of an occasion. `undefined`: it was ended. Throws `LedgerUnavailable`. */
  linkFor(occasion: Occasion, page?: CustomerPage): Promise<string | undefined>;
  /** The link of a token. `undefined`: there is none, or it was ended. Throws `LedgerUnavailable`. */
  find(token: string): Promise<FoundLink | undefined>;
  /** Whether two addresses are one. */
  isSameAddress(one: string, other: string): boolean;
  /**
   * Text and HTML of a mail, with its link in the place of the address of its page. A correction of the contact after
   * `copy.postedAt` ends the link, or, where the mail is not the purchase's own, one that is not on record yet. Throws
   * `LedgerUnavailable`.
   */
  withLink(copy: MailCopy): Promise<Pick<MailCopy, 'text' | 'html'>>;
}

/** The links of customers, which the ledger keeps as hashes. */
export function customerLinks(
  ledger: Ledger,
  { publicUrl, secret }: LinkConfig,
  now: () => Date = () => new Date(),
): CustomerLinks {
  const tokenFor = async ({ purchaseId, name, email, contactAsOf }: Known): Promise<string | undefined> => {
    const nonce = newNonce();
    const mark = addressMark(secret, email);
    const occasion = `${name} ${purchaseId} ${mark.slice(0, 16)}`;
    const link = { occasion, purchaseId, nonce, addressMark: mark, contactAsOf };
    const tokenHash = hashOfToken(tokenOf(secret, nonce));
    const kept = await keepLink(ledger, { ...link, tokenHash }, now());
    return kept.ended ? undefined : tokenOf(secret, kept.nonce);
  };
  const linkAddress = (token: string, page: CustomerPage): string =>
    `${publicUrl}/l/${token}${page === '' ? '' : `/${page}`}`;
  const pageOf = (purchaseId: PurchaseId, page: CustomerPage = ''): string =>
    `${publicUrl}/purchases/${purchaseId}${page === '' ? '' : `/${page}`}`;

  return {
    pageOf,
    async linkFor({ purchaseId, name, email, correctedAt }, page = '') {
      const token = await tokenFor(
        correctedAt === undefined
          ? { purchaseId, name, email, contactAsOf: NEVER_CORRECTED }
          : // Its link from before the correction has ended for good, so this is another occasion.
            { purchaseId, name: `${name} after ${correctedAt}`, email, contactAsOf: new Date(correctedAt) },
      );
      return token === undefined ? undefined : linkAddress(token, page);
    },
    async find(token) {
      if (!isLinkToken(token)) return undefined;
      const link = await readLink(ledger, hashOfToken(token));
      if (link === undefined) return undefined;
      return {
        purchaseId: link.purchaseId,
        opens({ email, correctedAt, closedAt }, at) {
          if (!isSame(link.addressMark, addressMark(secret, email))) return false;
          // Somebody may have had the mailbox in between, so a contact that is corrected back opens nothing again.
          if (correctedAt !== undefined && Date.parse(correctedAt) > link.contactAsOf.getTime()) return false;
          if (closedAt === undefined) return true;
          const last = Math.max(Date.parse(closedAt), link.createdAt.getTime());
          return at.getTime() <= last + LINK_GRACE_MS;
        },
      };
    },
    isSameAddress: (one, other) => isSame(addressMark(secret, one), addressMark(secret, other)),
    async withLink({ messageId, purchaseId: ownPurchase, recipient, text, html, postedAt }) {
      // A mail can lead to the purchase that replaces its own. An address of a page that somebody else has written into a text
      // becomes a link too: for this recipient, so that it opens no purchase but the recipient's own.
      const page = new RegExp(
        `${escaped(publicUrl)}/purchases/([A-Za-z0-9_-]{1,64})((?:/[a-z]+)?)(?![\\w/-])`,
        'g',
      );
      const purchases = new Set([...text.matchAll(page)].map(([, purchaseId = '']) => purchaseId));
      const tokens = new Map<PurchaseId, string | undefined>();
      for (const purchaseId of [...purchases].slice(0, MOST_LINKS_IN_A_MAIL)) {
        const contactAsOf =
          postedAt !== undefined && purchaseId === ownPurchase
            ? new Date(postedAt)
            : ((await lastCorrectionOnRecord(ledger, purchaseId)) ?? NEVER_CORRECTED);
        tokens.set(
          purchaseId,
          await tokenFor({ purchaseId, name: messageId, email: recipient, contactAsOf }),
        );
      }
      const linked = (body: string): string =>
        body.replaceAll(page, (address, purchaseId: PurchaseId, rest: string) => {
          const token = tokens.get(purchaseId);
          return token === undefined ? address : `${publicUrl}/l/${token}${rest}`;
        });
      return { text: linked(text), html: linked(html) };
    },
  };
}

/** An occasion, and up to when the corrections of the contact are known to it, by the purchase's own clock. */
interface Known extends Pick<Occasion, 'purchaseId' | 'name' | 'email'> {
  contactAsOf: Date;
}

/** Before any purchase. */
const NEVER_CORRECTED = new Date(0);

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
