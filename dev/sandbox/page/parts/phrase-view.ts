import { html } from 'hono/html';
import type { Timestamp } from '../../../../src/contract/scalars.ts';
import { instantWords } from '../wording/instants.ts';
import { moneyWords } from '../../../../src/wording/money.ts';
import type { Phrase, Piece } from '../../../../src/wording/phrase.ts';
import type { Html } from '../../../../src/web/parts/html.ts';

/** A sentence with links and times. */
export const phraseView = (phrase: Phrase): Html => html`${phrase.map(pieceView)}`;

function pieceView(piece: Piece): Html {
  if (typeof piece === 'string') return html`${piece}`;
  switch (piece.kind) {
    case 'money':
      return html`<strong>${moneyWords(piece.money)}</strong>`;
    case 'purchase':
      return purchaseLink(piece.purchaseId);
    case 'instant':
      return time(piece.at);
    default:
      return piece satisfies never;
  }
}

export const purchaseLink = (purchaseId: string): Html =>
  html`<a href="/purchases/${purchaseId}">${purchaseId}</a>`;

/** An instant in words, with its exact value for machines. */
export const time = (at: Timestamp): Html => html`<time datetime="${at}">${instantWords(at)}</time>`;
