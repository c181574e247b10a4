import { html } from 'hono/html';
import { API_ROLES, type ApiRole } from '../../contract/api-role.ts';
import {
  DOCUMENT,
  nameIn,
  type Answer,
  type Operation,
  type Parameter,
  type Schema,
} from '../api/document.ts';
import { ACTS, ROUTES } from '../api/routes.ts';
import type { Html } from '../parts/html.ts';
import { exampleOf } from './example-of.ts';
import { prose } from './prose.ts';
import { fieldsView, resolved, typeWords } from './schema-view.ts';

/** An operation at its address. */
export interface PlacedOperation {
  method: string;
  path: string;
  operation: Operation;
}

/** Every operation, in the order of the document. */
export const OPERATIONS: readonly PlacedOperation[] = Object.entries(DOCUMENT.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

const INLINE = { inline: true };

export function operationView({ method, path, operation }: PlacedOperation): Html {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  return html`<article id="${operationId}" class="operation">
    <h3><a href="#${operationId}">${summary}</a></h3>
    <p class="route"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></p>
    ${rolesView(operation)}
    ${
      parameters.length === 0
        ? ''
        : html`<h4>Parameters</h4>
            <ul class="fields">
              ${parameters.map(parameterView)}
            </ul>`
    }
    ${body === undefined ? '' : bodyView(body)} ${filesView(operation)}
    <h4>Answers</h4>
    <dl class="answers">
      ${Object.entries(responses).map(([status, answer]) => answerView(status, answer))}
    </dl>
    <details>
      <summary>Example<span class="unseen">: ${summary}</span></summary>
      ${exampleView({ method, path, operation })}
    </details>
  </article>`;
}

/** The kinds of files that are sent as the body. */
const fileTypes = ({ requestBody }: Operation): string[] =>
  Object.keys(requestBody?.content ?? {}).filter((type) => type !== 'application/json');

function filesView(operation: Operation): Html | '' {
  const types = fileTypes(operation);
  return types.length === 0 ? '' : html`<p>Body: the file itself, as ${types.join(', ')}.</p>`;
}

function rolesView({ operationId, description, security }: Operation): Html {
  if (security?.length === 0)
    return html`<p>${prose(description)}</p>
      <p class="roles">No key</p>`;
  const route = Object.entries(ROUTES).find(([name]) => name === operationId)?.[1];
  const roles: readonly ApiRole[] = route?.roles ?? [];
  const isAct = ACTS.some((act) => act === operationId);
  return html`<p class="roles">
    ${API_ROLES.filter((role) => roles.includes(role)).map((role) => html`<span class="role">${role}</span> `)}
    ${isAct ? html`<span class="role tries">assistant: preview only</span>` : ''}
  </p>`;
}

const PLACES = { path: 'in the path', query: 'in the query', header: 'header' } as const;

function parameterView({ name, in: place, required, schema, description }: Parameter): Html {
  return html`<li>
    <code class="name">${name}</code> <span class="type">${PLACES[place]}, ${typeWords(schema, INLINE)}</span>
    ${required ? html`<strong class="must">required</strong>` : ''}
    ${description === undefined ? '' : html`<p>${prose(description)}</p>`}
  </li>`;
}

function bodyView(body: Schema): Html {
  const { description, oneOf } = resolved(body);
  return html`<h4>Body</h4>
    ${description === undefined ? '' : html`<p>${prose(description)}</p>`}
    ${oneOf === undefined ? '' : html`<p>One of these:</p>`} ${fieldsView(body, INLINE)}`;
}

/** What an answer says, by its name if it is one that many operations have. */
const answerOf = (answer: Answer): Answer =>
  answer.$ref === undefined ? answer : (DOCUMENT.components.responses[nameIn(answer.$ref)] ?? {});

function answerView(status: string, answer: Answer): Html {
  const { description = '', content = {} } = answerOf(answer);
  const [entry] = Object.entries(content);
  const schema = entry?.[0] === 'application/json' ? entry[1].schema : undefined;
  return html`<dt>${statusView(status)}</dt>
    <dd>${prose(description)} ${schema === undefined ? '' : answerBody(schema)}</dd>`;
}

const statusView = (status: string): Html => {
  const number = html`<span class="status s${status.charAt(0)}">${status}</span>`;
  return Number(status) < 400 ? number : html`<a href="#${problemsOf(status)}">${number}</a>`;
};

/** Where the problems of a status are. */
export const problemsOf = (status: string): string => `problems-${status}`;

const LINKED = { inline: false };

function answerBody(schema: Schema): Html {
  const isNamed = schema.$ref !== undefined || (schema.anyOf ?? []).every(({ $ref }) => $ref !== undefined);
  if (isNamed && schema.properties === undefined && schema.allOf === undefined) {
    return html`<span class="type">${typeWords(schema, LINKED)}</span>`;
  }
  return fieldsView(schema, LINKED);
}

/** The request as a command, and what is answered at least if it is done. */
function exampleView({ method, path, operation }: PlacedOperation): Html {
  const { parameters = [], responses } = operation;
  const [status, answer] = Object.entries(responses).find(([each]) => each.startsWith('2')) ?? [];
  const schema = answer && answerOf(answer).content?.['application/json']?.schema;
  const asked = exampleBody(operation);
  const [file] = fileTypes(operation);
  const lines = [
    `curl -sS ${method === 'GET' ? '' : `-X ${method} `}"$API${filled(path, parameters)}"`,
    ...headersOf(operation).map((header) => `-H ${header}`),
    ...(asked === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d '${jsonOf(asked)}'`]),
    ...(file === undefined ? [] : [`-H 'Content-Type: ${file}'`, `--data-binary @file`]),
  ];
  return html`<pre tabindex="0"><code>${lines.join(' \\\n  ')}</code></pre>
    ${
      schema === undefined
        ? ''
        : html`<p>${status}, with at least:</p>
            <pre tabindex="0"><code>${jsonOf(exampleOf(schema))}</code></pre>`
    }`;
}

/** The body of the document's first example, or else one made from its schema. */
export function exampleBody({ requestBody }: Operation): unknown {
  const media = requestBody?.content['application/json'];
  if (media === undefined) return undefined;
  const [first] = Object.values(media.examples ?? {});
  return first === undefined ? exampleOf(media.schema) : first.value;
}

const filled = (path: string, parameters: readonly Parameter[]): string =>
  path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    return encodeURIComponent(String(parameter?.example ?? exampleOf(parameter?.schema ?? {}, name)));
  });

function headersOf({ security, parameters = [] }: Operation): string[] {
  const names = parameters.filter((each) => each.in === 'header').map(({ name }) => name);
  return [
    ...(security?.length === 0 ? [] : ['"Authorization: Bearer $KEY"']),
    ...(names.includes('Idempotency-Key') ? [`'Idempotency-Key: one-for-this-act'`] : []),
    ...names.filter((name) => name.startsWith('webhook-')).map((name) => `"${name}: …"`),
  ];
}

const jsonOf = (value: unknown): string => JSON.stringify(value, null, 2);
