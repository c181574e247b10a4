import { html } from 'hono/html';
import type { Html } from '../../../../src/web/parts/html.ts';
import type { Notice } from './notices.ts';
import type { Field, RequestForm } from './request-forms.ts';

/** The refusal of one form, above its fields. */
export function refusalView(notice: Notice | undefined, form: string): Html | undefined {
  if (notice?.kind !== 'refused' || notice.form !== form) return undefined;
  const { code, clause, words, problems = [] } = notice;
  return html`<div class="refusal" role="alert">
    <p>
      <strong>Refused</strong> <code>${code}</code> ${clause && html`<span class="clause">${clause}</span>`}
    </p>
    <p>${words}</p>
    ${
      problems.length > 0 &&
      html`<ul>
        ${problems.map(({ field, message }) => html`<li><strong>${field}</strong> ${message}</li>`)}
      </ul>`
    }
  </div>`;
}

/** A labelled control. `typed` wins over the field's own value. */
export function fieldView(id: string, field: Field, typed: string | undefined): Html {
  const { name, label, input, optional } = field;
  const value = typed ?? field.value ?? '';
  const required = optional ? '' : html`required`;
  return html`<label for="${id}-${name}">${label}${optional && html` <small>(optional)</small>`}</label> ${
      typeof input === 'object'
        ? html`<select id="${id}-${name}" name="${name}">
            ${Object.entries(input).map(
              ([option, words]) =>
                html`<option value="${option}" ${option === value ? html`selected` : ''}>${words}</option>`,
            )}
          </select>`
        : input === 'text'
          ? html`<textarea id="${id}-${name}" name="${name}" rows="3">${value}</textarea>`
          : html`<input
              id="${id}-${name}"
              name="${name}"
              type="${input === 'email' ? 'email' : 'text'}"
              value="${value}"
              autocomplete="off"
              ${required}
            />`
    }`;
}

/** What the fields of a form hold at first. */
export interface RequestFilling {
  /** If it is the refusal of this form, its fields show again what was typed. */
  notice?: Notice | undefined;
  /** Values by the names of the fields, used while nothing was typed. */
  prefilled?: Readonly<Record<string, string>> | undefined;
}

/** A form that can be unfolded, or only a button if there is nothing to fill in. */
export function requestView(
  purchaseId: string,
  form: RequestForm,
  { notice, prefilled = {} }: RequestFilling,
): Html {
  const { key, name, title, fields, fixed = {} } = form;
  const refusal = refusalView(notice, key);
  const typed = notice?.kind === 'refused' && notice.form === key ? notice.typed : prefilled;
  const sent = Object.entries({ ...fixed, form: key });
  const body = html`<form method="post" action="/purchases/${purchaseId}/requests/${name}" id="form-${key}">
    ${refusal}
    ${sent.map(([hidden, value]) => html`<input type="hidden" name="${hidden}" value="${value}" />`)}
    ${fields.map((field) => fieldView(key, field, typed[field.name]))}
    <button>${title}</button>
  </form>`;
  if (fields.length === 0) return html`<div class="act-button" id="act-${key}">${body}</div>`;
  return html`<details class="act" id="act-${key}" ${refusal ? html`open` : ''}>
    <summary>${title}</summary>
    ${body}
  </details>`;
}
