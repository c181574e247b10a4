import type { Mail } from '../../contract/mail.ts';
import { policyVersion } from '../../policy/versions.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { hasPage, pageFor, type CustomerPage } from '../../wording/customer-pages.ts';
import { compose } from '../content/compose.ts';
import { manyLines, oneLine, personName, serviceName } from './foreign-text.ts';
import { type Recipient, recipientOf, writeInstant } from './instant.ts';
import type { Block } from '../content/letter.ts';
import { moneyInLocale } from '../../wording/money.ts';
import type { Say } from '../texts/catalogue.ts';
import { languageOf, type Language } from '../texts/languages.ts';
import { OUR_TEXTS, type MailTexts } from '../texts/mail-texts.ts';

/** A block with every instant, clause and foreign text written out, ready for the layout. */
export type WrittenBlock =
  | { kind: 'paragraph' | 'heading' | 'small'; text: string }
  | { kind: 'labelled'; label: string; text: string }
  | { kind: 'deadline'; lead: string; at: string; local?: string; utc: string; remark?: string }
  | { kind: 'quote'; lead: string; lines: readonly string[] }
  /** Leads to a page of the customer. `orAt` comes before the address where that is shown beside the link. */
  | { kind: 'link'; label: string; address: string; orAt: string }
  | { kind: 'list'; title: string; items: readonly string[] }
  | { kind: 'details'; rows: readonly (readonly [label: string, value: string])[] };

/** One mail in words, before it becomes text or HTML. */
export interface WrittenMail {
  subject: string;
  preheader: string;
  language: Language;
  /** The language as it is written in the customer's region, for dates and amounts. */
  locale: string;
  blocks: WrittenBlock[];
}

const SUBJECT_LENGTH = 78;
const SERVICE_LENGTH = 40;

/** Where the customer's pages are. */
export type PageAddress = (purchaseId: PurchaseId, page: CustomerPage) => string;

/**
 * Writes a mail out for its recipient, in the words of `texts`. Without `pageOf` it leads to no page. Throws on a version of
 * the policy that was never shipped.
 */
export function writeOut(mail: Mail, pageOf?: PageAddress, texts: MailTexts = OUR_TEXTS): WrittenMail {
  const version = policyVersion(mail.policyVersion);
  if (version === undefined) {
    throw new Error(
      `policyVersion ${mail.policyVersion} is not a version of the policy: the mail cannot state its terms`,
    );
  }
  const language = languageOf(mail.to.locale);
  const recipient = recipientOf(mail.to, language);
  const say = texts.say[language];
  const link = pageOf && linkOf(mail, pageOf, say);
  const hasLink = link !== undefined;
  const letter = compose(mail.content, {
    version,
    say,
    hasLink,
    money: (price) => moneyInLocale(price, recipient.locale),
  });
  const details = letter.blocks.flatMap((block) => (block.kind === 'details' ? block.rows : []));
  const body = letter.blocks.filter((block) => block.kind !== 'details');
  return {
    subject: subjectOf(letter.headline, mail, texts.subjectPrefix),
    preheader: letter.preheader,
    language,
    locale: recipient.locale,
    blocks: [
      { kind: 'heading', text: letter.headline },
      { kind: 'paragraph', text: greeting(mail.to.name, say) },
      { kind: 'paragraph', text: whichNumber(mail, say) },
      ...withLink(
        body.map((block) => writeBlock(block, recipient, say)),
        link,
      ),
      ...(hasLink ? [{ kind: 'paragraph', text: say('frame.replies') } as const] : []),
      {
        kind: 'details',
        rows: [
          [say('details.purchase'), mail.purchaseId],
          ...details.map(([label, value]) => [label, oneLine(value, 200)] as const),
        ],
      },
      {
        kind: 'small',
        text: say(hasLink ? 'frame.footer' : 'frame.footer.by_reply', {
          shop: texts.shop,
          version: version.id,
        }),
      },
    ],
  };
}

function linkOf({ purchaseId, content }: Mail, pageOf: PageAddress, say: Say): WrittenBlock | undefined {
  const { template } = content;
  if (!hasPage(template)) return undefined;
  // The new number is a purchase of its own, with a page of its own.
  const about = template === 'replacement_issued' ? content.replacementPurchaseId : purchaseId;
  return {
    kind: 'link',
    label: say(`${template}.link`),
    address: pageOf(about, pageFor(template)),
    orAt: say('frame.link_or_address'),
  };
}

/** After the first deadline, or after the first block: what the mail is about comes before what can be done. */
function withLink(blocks: WrittenBlock[], link: WrittenBlock | undefined): WrittenBlock[] {
  if (link === undefined) return blocks;
  const at = Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'deadline'),
  );
  return [...blocks.slice(0, at + 1), link, ...blocks.slice(at + 1)];
}

/** Ends in the number that the mail is about, so that it can be seen in the list of mails. */
function subjectOf(headline: string, { service, numberEnding }: Mail, prefix: string): string {
  const title = prefix === '' ? headline : `${prefix} ${headline}`;
  const ending = numberEnding === undefined ? '' : `…${numberEnding}`;
  const left = SUBJECT_LENGTH - title.length - ' ()'.length - (ending === '' ? 0 : ending.length + 1);
  const number = [left > 0 ? serviceName(service, left) : '', ending].filter(Boolean).join(' ');
  return number === '' ? title : `${title} (${number})`;
}

function greeting(name: string | undefined, say: Say): string {
  const shown = personName(name);
  return shown === undefined ? say('frame.greeting') : say('frame.greeting_by_name', { name: shown });
}

function whichNumber({ service: named, numberEnding: ending }: Mail, say: Say): string {
  const service = serviceName(named, SERVICE_LENGTH);
  if (service === '') {
    return ending === undefined ? say('frame.about') : say('frame.about_ending', { ending });
  }
  return ending === undefined
    ? say('frame.about_service', { service })
    : say('frame.about_service_ending', { service, ending });
}

function writeBlock(
  block: Exclude<Block, { kind: 'details' }>,
  recipient: Recipient,
  say: Say,
): WrittenBlock {
  switch (block.kind) {
    case 'paragraph':
    case 'labelled':
      return block;
    case 'money':
      return { kind: 'labelled', label: say('frame.your_money'), text: block.text };
    case 'deadline':
      return {
        kind: 'deadline',
        lead: say(block.atLeast ? 'frame.until_at_least' : 'frame.until', { what: block.what }),
        at: block.at,
        ...writeInstant(block.at, recipient),
        ...(block.atLeast ? { remark: say('frame.until_at_least_remark') } : {}),
      };
    case 'quote':
      return {
        kind: 'quote',
        lead: `${say('frame.support_wrote')}:`,
        lines: manyLines(block.words).split('\n'),
      };
    case 'what_to_do':
      return { kind: 'list', title: say('frame.what_you_can_do'), items: block.items };
    case 'clause': {
      const { clause } = block;
      const title = say(`clause.${clause}.title`);
      return {
        kind: 'labelled',
        label: say('frame.clause', { clause, title }),
        text: say(`clause.${clause}.plain`),
      };
    }
    default:
      return block satisfies never;
  }
}
