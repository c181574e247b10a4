import type { Mail } from '../../contract/mail.ts';
import { CLAUSES } from '../../policy/clauses.ts';
import { policyVersion } from '../../policy/versions.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { destinationOf, type CustomerPage } from '../../wording/customer-pages.ts';
import { compose } from '../content/compose.ts';
import { manyLines, oneLine, personName, serviceName } from './foreign-text.ts';
import { type Recipient, recipientOf, writeInstant } from './instant.ts';
import type { Block } from '../content/letter.ts';
import { moneyInLocale } from '../../wording/money.ts';

/** A block with every instant, clause and foreign text written out, ready for the layout. */
export type WrittenBlock =
  | { kind: 'paragraph' | 'heading' | 'small'; text: string }
  | { kind: 'labelled'; label: string; text: string }
  | { kind: 'deadline'; lead: string; at: string; local?: string; utc: string; remark?: string }
  | { kind: 'quote'; lead: string; lines: readonly string[] }
  /** Leads to a page of the customer. */
  | { kind: 'link'; label: string; address: string }
  | { kind: 'list'; title: string; items: readonly string[] }
  | { kind: 'details'; rows: readonly (readonly [label: string, value: string])[] };

/** One mail in words, before it becomes text or HTML. */
export interface WrittenMail {
  subject: string;
  preheader: string;
  /** English as it is written in the customer's region, for dates and amounts. */
  locale: string;
  blocks: WrittenBlock[];
}

const SUBJECT_LENGTH = 78;
const SERVICE_LENGTH = 40;

/** Where the customer's pages are. */
export type PageAddress = (purchaseId: PurchaseId, page: CustomerPage) => string;

/**
 * Writes a mail out for its recipient. Without `pageOf` it leads to no page. Throws on a version of the policy that was never
 * shipped.
 */
export function writeOut(mail: Mail, pageOf?: PageAddress): WrittenMail {
  const version = policyVersion(mail.policyVersion);
  if (version === undefined) {
    throw new Error(
      `policyVersion ${mail.policyVersion} is not a version of the policy: the mail cannot state its terms`,
    );
  }
  const recipient = recipientOf(mail.to);
  const letter = compose(mail.content, { version, money: (price) => moneyInLocale(price, recipient.locale) });
  const details = letter.blocks.flatMap((block) => (block.kind === 'details' ? block.rows : []));
  const body = letter.blocks.filter((block) => block.kind !== 'details');
  return {
    subject: subjectOf(letter.headline, mail),
    preheader: letter.preheader,
    locale: recipient.locale,
    blocks: [
      { kind: 'heading', text: letter.headline },
      { kind: 'paragraph', text: greeting(mail.to.name) },
      ...whichNumber(mail),
      ...withLink(
        body.map((block) => writeBlock(block, recipient)),
        pageOf && linkOf(mail, pageOf),
      ),
      {
        kind: 'details',
        rows: [
          ['Purchase', mail.purchaseId],
          ...details.map(([label, value]) => [label, oneLine(value, 200)] as const),
        ],
      },
      { kind: 'small', text: footer(version.id) },
    ],
  };
}

function linkOf({ purchaseId, content }: Mail, pageOf: PageAddress): WrittenBlock | undefined {
  const to = destinationOf(content.template);
  // The new number is a purchase of its own, with a page of its own.
  const about = content.template === 'replacement_issued' ? content.replacementPurchaseId : purchaseId;
  return to && { kind: 'link', label: to.label, address: pageOf(about, to.page) };
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
function subjectOf(headline: string, { service, numberEnding }: Mail): string {
  const ending = numberEnding === undefined ? '' : `…${numberEnding}`;
  const left = SUBJECT_LENGTH - headline.length - ' ()'.length - (ending === '' ? 0 : ending.length + 1);
  const number = [serviceName(service, left), ending].filter(Boolean).join(' ');
  return number === '' ? headline : `${headline} (${number})`;
}

function greeting(name: string | undefined): string {
  const shown = personName(name);
  return shown === undefined ? 'Hello,' : `Hello ${shown},`;
}

function whichNumber({ service, numberEnding }: Mail): WrittenBlock[] {
  const name = serviceName(service, SERVICE_LENGTH);
  const number = name === '' ? 'number' : `${name} number`;
  const ending = numberEnding === undefined ? '' : ` ending in ${numberEnding}`;
  return [{ kind: 'paragraph', text: `This is about your ${number}${ending}.` }];
}

const footer = (versionId: string): string =>
  `This is an automatic mail from InstaOTP about your purchase, under version ${versionId} of the return policy. You can reply: our support reads the answers. In the policy a day is 24 hours.`;

function writeBlock(block: Exclude<Block, { kind: 'details' }>, recipient: Recipient): WrittenBlock {
  switch (block.kind) {
    case 'paragraph':
    case 'labelled':
      return block;
    case 'money':
      return { kind: 'labelled', label: 'Your money', text: block.text };
    case 'deadline':
      return {
        kind: 'deadline',
        lead: `${block.what} ${block.atLeast ? 'until at least' : 'until'}`,
        at: block.at,
        ...writeInstant(block.at, recipient),
        ...(block.atLeast ? { remark: AT_LEAST } : {}),
      };
    case 'quote':
      return { kind: 'quote', lead: `${block.who}:`, lines: manyLines(block.words).split('\n') };
    case 'what_to_do':
      return { kind: 'list', title: 'What you can do', items: block.items };
    case 'clause': {
      const { id, title, plain } = CLAUSES[block.clause];
      return { kind: 'labelled', label: `Clause ${id}, ${title}`, text: plain };
    }
    default:
      return block satisfies never;
  }
}

const AT_LEAST =
  'The exact end is counted from the moment our mail server accepts this mail, so it is never earlier than this.';
