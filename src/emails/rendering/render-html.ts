import type { WrittenBlock, WrittenMail } from './write-out.ts';

/** The HTML part: one document that loads nothing, for light and dark screens. */
export function renderHtml(mail: WrittenMail): string {
  return `<!doctype html>
<html lang="${mail.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(mail.subject)}</title>
<style>${mail.blocks.some(({ kind }) => kind === 'link') ? DARK_WITH_BUTTON : DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;${PAGE}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(mail.preheader)}</div>
<div style="max-width:36em;margin:0 auto;padding:1.5em 1.25em;font:16px/1.5 system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere">
${mail.blocks.map((block) => htmlOf(block, mail.locale)).join('\n')}
</div>
</body>
</html>
`;
}

// Mail programs that drop the style sheet show the light inline colours.
const PAGE = 'background:#ffffff;color:#1c1e21';
const PANEL = 'background:#f1f4f8;border-left:4px solid #2b5fa8';
const QUOTE = 'border-left:4px solid #c3c9d1';
const FAINT = 'color:#59606a';
const BUTTON = 'background:#2b5fa8;color:#ffffff';
const DARK = `
@media (prefers-color-scheme: dark) {
.page { background: #16181c !important; color: #e6e8eb !important; }
.panel { background: #22262d !important; border-left-color: #7fb0f2 !important; }
.quote { border-left-color: #4a515c !important; }
.faint { color: #a3abb6 !important; }
}
`;

const DARK_WITH_BUTTON = DARK.replace(
  '.faint {',
  '.button { background: #7fb0f2 !important; color: #10131a !important; }\n.faint {',
);

function htmlOf(block: WrittenBlock, locale: string): string {
  switch (block.kind) {
    case 'heading':
      return `<h1 style="font-size:1.4em;line-height:1.25;margin:0 0 1em">${escapeHtml(block.text)}</h1>`;
    case 'paragraph':
      return `<p style="margin:0 0 1em">${escapeHtml(block.text)}</p>`;
    case 'small':
      return `<p class="faint" style="margin:1.5em 0 0;font-size:.85em;${FAINT}">${escapeHtml(block.text)}</p>`;
    case 'labelled':
      return `<p style="margin:0 0 1em"><strong>${escapeHtml(block.label)}:</strong> ${escapeHtml(block.text)}</p>`;
    case 'deadline':
      return deadline(block, locale);
    case 'quote':
      return `<p style="margin:0 0 .25em">${escapeHtml(block.lead)}</p>
<blockquote class="quote" dir="auto" style="margin:0 0 1em;padding:0 0 0 1em;${QUOTE}">${block.lines.map(escapeHtml).join('<br>\n')}</blockquote>`;
    case 'link':
      return link(block);
    case 'list':
      return `<p style="margin:0 0 .25em"><strong>${escapeHtml(block.title)}:</strong></p>
<ul style="margin:0 0 1em;padding-left:1.25em">
${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}
</ul>`;
    case 'details':
      return `<p class="faint" style="margin:1.5em 0 0;font-size:.85em;${FAINT}">${block.rows
        .map(([label, value]) => `${escapeHtml(label)}: <bdi>${escapeHtml(value)}</bdi>`)
        .join('<br>\n')}</p>`;
    default:
      return block satisfies never;
  }
}

// A table cell, because Word, with which Outlook draws mails, gives a link no padding.
function link({ label, address }: Extract<WrittenBlock, { kind: 'link' }>): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 1em;border-collapse:separate"><tr>
<td class="button" style="border-radius:6px;padding:.6em 1.1em;${BUTTON}"><a class="button" href="${escapeHtml(address)}" style="font-weight:600;text-decoration:none;${BUTTON}">${escapeHtml(label)}</a></td>
</tr></table>`;
}

function deadline(block: Extract<WrittenBlock, { kind: 'deadline' }>, locale: string): string {
  const lang = escapeHtml(locale);
  const time = (text: string): string =>
    `<time datetime="${escapeHtml(block.at)}"><bdi lang="${lang}">${escapeHtml(text)}</bdi></time>`;
  const inUtc =
    block.local === undefined ? '' : `<br>\n<span class="faint" style="${FAINT}">${time(block.utc)}</span>`;
  const remark =
    block.remark === undefined
      ? ''
      : `<br>\n<span class="faint" style="font-size:.85em;${FAINT}">${escapeHtml(block.remark)}</span>`;
  return `<p class="panel" style="margin:0 0 1em;padding:.75em 1em;${PANEL}">${escapeHtml(block.lead)}:<br>
<strong>${time(block.local ?? block.utc)}</strong>${inUtc}${remark}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
